"""Commands and statements without a fence: runs of them become a block of their language."""

import re
from collections.abc import Sequence

from cockpit.runbooks.importing.commands import (
    COMMENT,
    PROMPT,
    SQL_COMMENT,
    goes_on,
    is_command,
    is_sql,
    language_of,
)
from cockpit.runbooks.importing.nature import Nature
from cockpit.runbooks.importing.rows import (
    BLANK,
    ITEM,
    Fence,
    Kind,
    Row,
    block,
    content_offset,
    indent_of,
    shifted,
    width,
)

FENCED = {"sh": "commands without a fence are a block now", "sql": "SQL without a fence is a block now"}
_NAMED = {"sh": "the block's language is sh: it holds commands", "sql": "the block's language is sql"}
_QUIET = frozenset({Kind.BLANK, Kind.LEFT, Kind.OPEN, Kind.CODE, Kind.CLOSE})
_MOST = 400  # rows; a longer run of commands is a log


def fence_commands(rows: list[Row], nature: Nature) -> list[Row]:
    """Every run of command rows as a block, indented like the list item it follows."""
    out: list[Row] = []
    at = offset = barren = 0
    while at < len(rows):
        row = rows[at]
        run = None
        if at >= barren and row.plain and _may_begin(row.text):
            run = _run(rows, at, nature)
            if not run[1]:
                barren, run = run[0], None
        if run is None:
            lazy = not nature.pasted and at > 0 and rows[at - 1].kind is Kind.TEXT
            offset = _offset(row, offset, lazy)
            out.append(row)
            at += 1
            continue
        end, lang = run
        depth = _depth(rows, at, offset, nature)
        if depth is None:
            out += rows[at:end]
        else:
            out += _block(rows[at:end], Fence(" " * depth, lang), out, depth)
        at = end
    return out


def _may_begin(text: str) -> bool:
    first = text.lstrip()[:2]
    if first.istitle() or first[:1] in ("*", "+", ">", "|"):
        return False  # a sentence, an item, a row: most lines end here
    if first[:1] in "#-":
        return COMMENT.match(text) is not None or SQL_COMMENT.match(text) is not None
    return is_command(text) or is_sql(text)


def _run(rows: Sequence[Row], start: int, nature: Nature) -> tuple[int, str]:
    """The end of the run of commands that begins at `start` and its language; no language: it holds no command."""
    lang, on, seen, at, end = "", False, False, start, start
    while at < min(len(rows), start + _MOST):
        row = rows[at]
        if row.kind is Kind.BLANK:
            if not (nature.pasted and seen and _resumes(rows, at + 1, lang)):
                break
            at += 1
            continue
        if not row.plain:
            break
        text = row.text
        if on:
            on = goes_on(text, lang)
        elif SQL_COMMENT.match(text) and lang != "sh":
            lang = "sql"
        elif COMMENT.match(text) and lang != "sql":
            lang = "sh"
        elif not ITEM.match(text) and lang != "sql" and is_command(text):
            lang, seen, on = "sh", True, goes_on(text, "sh")
        elif not ITEM.match(text) and lang != "sh" and is_sql(text):
            lang, seen, on = "sql", True, goes_on(text, "sql")
        else:
            break
        at += 1
        end = at
    return end, lang if seen and (nature.pasted or _alone(rows, start, end)) else ""


def _resumes(rows: Sequence[Row], at: int, lang: str) -> bool:
    """Whether the run goes on after a blank row: with a command, or with a comment and no blank row right after it."""
    if at >= len(rows) or not rows[at].plain:
        return False
    text = rows[at].text
    if lang == "sql":
        return SQL_COMMENT.match(text) is not None or is_sql(text)
    return COMMENT.match(text) is not None or is_command(text)


def _alone(rows: Sequence[Row], start: int, end: int) -> bool:
    """In a file with marks of its own only a whole paragraph of commands counts, or a prompt, or one below an item."""
    if end < len(rows) and rows[end].kind is Kind.TEXT and not ITEM.match(rows[end].text):
        return False
    if start and rows[start - 1].kind is Kind.TEXT:
        above = rows[start - 1].text
        return bool(ITEM.match(above) or PROMPT.match(rows[start].text) or above.rstrip().endswith(":"))
    first = rows[start].text
    return not COMMENT.match(first) or language_of([row.text for row in rows[start:end]]) != ""


def _offset(row: Row, offset: int, lazy: bool) -> int:
    """The column of the words of the list item that is open after `row`; `lazy`: words right above it go on in it."""
    if row.kind in _QUIET:
        return offset
    if row.text[:1].isalpha():
        return offset if lazy else 0
    if row.kind is Kind.TEXT and ITEM.match(row.text):
        return content_offset(row.text)
    indent = width(indent_of(row.text))
    return offset if indent > 0 else 0


def _depth(rows: Sequence[Row], start: int, offset: int, nature: Nature) -> int | None:
    """The column the block stands at; None: it has none of its own (four spaces make a block already)."""
    indent = width(indent_of(rows[start].text))
    right_below = start > 0 and rows[start - 1].kind is Kind.TEXT and ITEM.match(rows[start - 1].text) is not None
    if right_below and (nature.pasted or indent >= min(offset, 2)):
        return offset
    return min(offset, indent) if offset and indent >= min(offset, 2) else 0


def _block(run: list[Row], fence: Fence, above: list[Row], depth: int) -> list[Row]:
    """The run as a block: its own indent replaced by the block's."""
    margin = min((width(indent_of(row.text)) for row in run if row.text.strip()), default=0)
    body = [
        Row(shifted(row.text, depth - margin) if row.text.strip() else "", row.kind, row.lines, row.says) for row in run
    ]
    made = list(block(body, fence, FENCED[fence.info]))
    return [*([BLANK] if above and above[-1].kind is not Kind.BLANK else []), *made, BLANK]


def name_languages(rows: list[Row]) -> list[Row]:
    """Blocks without a language that hold nothing but commands get theirs."""
    out = list(rows)
    start = -1
    for at, row in enumerate(rows):
        if row.kind is Kind.OPEN and row.fence and not row.fence.info:
            start = at
        elif row.kind is Kind.CLOSE and start >= 0:
            body = rows[start + 1 : at]
            if len(body) <= _MOST and (lang := language_of([code.text for code in body])):
                fence = Fence(row.fence.indent, lang, row.fence.mark) if row.fence else Fence("", lang)
                for index in range(start, at + 1):
                    says = (_NAMED[lang],) if index == start else ()
                    was = out[index]
                    text = re.sub(r"\s*$", "", was.text) + lang if index == start else was.text
                    out[index] = Row(text, was.kind, was.lines, (*was.says, *says), was.info, fence, was.by_hand)
            start = -1
    return out
