"""Transcripts of a terminal: the commands after the prompts become blocks that run, what was printed stays as text."""

import re
from collections.abc import Iterator, Sequence

from cockpit.core.placeholders import SHELL_LANGS
from cockpit.runbooks.importing.commands import PROMPT, goes_on
from cockpit.runbooks.importing.rows import Fence, Kind, Row

_SQL_PROMPT = re.compile(r"\s*(?:\w+=[#>*]|(?:mysql|MariaDB \[[^\]]*\]|sqlite|postgres)>)[ \t]+(?=\S)")
_LANGS = SHELL_LANGS | {"", "text", "txt", "plaintext", "none", "output"}
_ON = re.compile(r"\s*(?:>|\w+[-'\"(*][#>])[ \t]")
_QUOTED = re.compile(r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"|(?<!\S)#.*$")
_OPEN_QUOTE = re.compile(r"(?<!\w)['\"]|=['\"]")

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
    begun: Fence | None = None
    waiting: list[Row] = []
    for lang, row in _pieces(body, fence):
        if not row.text.strip():
            waiting.append(row)
        elif begun is not None and begun.info == lang:
            yield from (_code(blank, begun) for blank in waiting)
            yield _code(row, begun)
            waiting = []
        else:
            if begun is not None:
                yield Row("", Kind.CLOSE, fence=begun)
                yield Row("", Kind.BLANK)
            first, begun = begun is None, Fence(fence.indent, lang, fence.mark)
            opened = opening if first else Row("")
            yield Row(opened.text, Kind.OPEN, opened.lines, opened.says, fence=begun)
            yield _code(row, begun)
            waiting = []
    yield Row("", Kind.CLOSE, closing.lines, closing.says, fence=begun or fence)


def _code(row: Row, fence: Fence) -> Row:
    return Row(row.text, Kind.CODE, row.lines, row.says, fence=fence)


def _pieces(body: Sequence[Row], fence: Fence) -> Iterator[tuple[str, Row]]:
    """Every row with the info string of the block it belongs to."""
    shell = _shell(fence.info)
    lang, on = "text", False
    for row in body:
        text, says = row.text, row.says
        if found := _prompt(row):
            lang = "sql" if _SQL_PROMPT.match(text) else shell
            text, says = fence.indent + text[found.end() :], (*says, TAKEN)
            on = _goes_on(text, lang)
        elif on:
            if after := _ON.match(text):
                text, says = fence.indent + text[after.end() :], (*says, TAKEN)
            on = _goes_on(text, lang)
        elif text.lstrip().startswith("#") and lang != "sql":
            lang = shell
        elif text.strip():
            lang, says = "text", (*says, SPLIT)
        yield lang, Row(text, row.kind, row.lines, says)


def _shell(info: str) -> str:
    """The info string of the commands: the author's where it names a shell already."""
    first, _, rest = info.partition(" ")
    return info if first.lower() in ("sh", "bash", "zsh", "shell") else f"sh {rest}".rstrip()


def _goes_on(text: str, lang: str) -> bool:
    """Whether the command is not over at the end of the line, or a quote is still open there."""
    return goes_on(text, lang) or (lang != "sql" and _OPEN_QUOTE.search(_QUOTED.sub("", text)) is not None)
