"""Transcripts of a terminal: the commands after the prompts become blocks that run, what was printed stays as text."""

import re
from collections.abc import Iterator, Sequence

from cockpit.core.placeholders import SHELL_LANGS
from cockpit.runbooks.importing.commands import PROMPT, goes_on
from cockpit.runbooks.importing.rows import Fence, Kind, Row

_SQL_PROMPT = re.compile(r"\s*(?:\w+=[#>*]|(?:mysql|MariaDB \[[^\]]*\]|sqlite|postgres)>)[ \t]+(?=\S)")
_LANGS = SHELL_LANGS | {"", "text", "txt", "plaintext", "none", "output"}
_ON = re.compile(r"\s*>[ \t]")

TAKEN = "the prompt was taken off, so that the command can run"
SPLIT = "what the command printed is a text block of its own"


def split_transcripts(rows: list[Row]) -> list[Row]:
    """Every block with prompts as blocks of commands and of what they printed."""
    out: list[Row] = []
    start = -1
    for row in rows:
        if row.kind is Kind.OPEN:
            start = len(out)
        out.append(row)
        if row.kind is Kind.CLOSE and start >= 0:
            fence = row.fence
            body = out[start + 1 : -1]
            if fence and fence.info.split(" ")[0].lower() in _LANGS and any(_prompt(code) for code in body):
                out[start:] = _split(out[start], body, row, fence)
            start = -1
    return out


def _prompt(row: Row) -> re.Match[str] | None:
    if row.kind is not Kind.CODE or row.by_hand:
        return None
    found = PROMPT.match(row.text) or _SQL_PROMPT.match(row.text)
    return None if found and found[0].strip() == "%" else found


def _split(opening: Row, body: Sequence[Row], closing: Row, fence: Fence) -> Iterator[Row]:
    """The rows of the blocks: a change from commands to what they printed ends one and begins another."""
    pieces = _pieces(body, fence)
    begun: Fence | None = None
    waiting: list[Row] = []
    for lang, row in pieces:
        if row.kind is Kind.BLANK or not row.text.strip():
            waiting.append(row)
            continue
        if begun is None or begun.info != lang:
            if begun is not None:
                yield Row("", Kind.CLOSE, fence=begun)
                yield Row("", Kind.BLANK)
            begun_before, begun = begun, Fence(fence.indent, lang, fence.mark)
            lead = opening.text if begun_before is None and not opening.text.strip().startswith(("`", "~")) else ""
            yield (
                Row(f"{lead.rstrip('`~ ')}" if lead else "", Kind.OPEN, opening.lines, opening.says, fence=begun)
                if begun_before is None
                else Row("", Kind.OPEN, fence=begun)
            )
        else:
            yield from (Row(blank.text, Kind.CODE, blank.lines, fence=begun) for blank in waiting)
        waiting = []
        yield Row(row.text, Kind.CODE, row.lines, row.says, fence=begun)
    yield Row(closing.text if begun is None else "", Kind.CLOSE, closing.lines, closing.says, fence=begun or fence)


def _pieces(body: Sequence[Row], fence: Fence) -> Iterator[tuple[str, Row]]:
    lang, on = "text", False
    for row in body:
        found = _prompt(row)
        if found:
            lang = "sql" if _SQL_PROMPT.match(row.text) else "sh"
            text = fence.indent + row.text[found.end() :]
            yield lang, Row(text, row.kind, row.lines, (*row.says, TAKEN))
            on = goes_on(text, lang)
        elif on and lang != "text":
            after = _ON.match(row.text)
            text = row.text[after.end() :] if after else row.text
            yield lang, Row(text, row.kind, row.lines, (*row.says, TAKEN) if after else row.says)
            on = goes_on(text, lang)
        else:
            comment = row.text.lstrip().startswith("#") and lang != "sql"
            if not comment and row.text.strip():
                lang = "text"
            printed = row.text.strip() and not comment
            yield (
                ("sh" if comment else lang),
                Row(row.text, row.kind, row.lines, (*row.says, SPLIT) if printed else row.says),
            )
