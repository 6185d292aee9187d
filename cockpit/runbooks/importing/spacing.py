"""The blank lines a reader of Markdown needs so that what is a paragraph, a list or a block stays one."""

import re

from cockpit.runbooks.importing.nature import Nature
from cockpit.runbooks.importing.rows import BLANK, ITEM, Kind, Row, changed

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r" {0,3}-{3,}[ \t]*$")
_APART = "a line across the page, apart from the words above it"


def space(rows: list[Row], nature: Nature) -> list[Row]:
    """Blank rows around what was made a heading or a block, and in a dense file between paragraphs and after lists."""
    out: list[Row] = []
    above: Row | None = None  # the last row that will be written
    for row in rows:
        if row.kind is Kind.LEFT:
            out.append(row)
            continue
        if row.kind is Kind.BLANK and (above is None or above.kind is Kind.BLANK):
            if (above is None and out) or not row.lines or (out[-1:] and out[-1].kind is Kind.LEFT):
                continue
            if above is not None and not above.lines and out[-1] is above:
                out.pop()
        elif above is not None and Kind.BLANK not in (above.kind, row.kind) and _needs_gap(above, row, nature):
            out.append(BLANK)
        if above is not None and _accidental(above, row):
            out.append(BLANK)
            row = changed(row, _APART)
        out.append(row)
        above = row
    return out


def _needs_gap(above: Row, row: Row, nature: Nature) -> bool:
    if row.fence is not None and row.fence == above.fence:
        return False
    if row.kind is Kind.HEADING or above.kind is Kind.HEADING:
        return bool(row.says or above.says or row.by_hand or above.by_hand)
    if row.by_hand or above.by_hand:
        return not (above.kind is row.kind is Kind.ITEM)
    if row.kind is Kind.TABLE and above.kind is Kind.TEXT:
        return True
    if above.kind is Kind.TABLE and row.kind is Kind.TEXT:
        return True
    if row.kind is Kind.OPEN and not row.lines:
        return above.kind is not Kind.CLOSE or bool(above.lines)
    if not nature.pasted or above.kind is not Kind.TEXT or row.kind is not Kind.TEXT:
        return False
    item, under = ITEM.match(row.text) is not None, ITEM.match(above.text) is not None
    if under and not item:
        return not row.text[:1].isspace()
    if item and not under:
        return not above.text[:1].isspace()
    return nature.dense and not item


def _accidental(above: Row, row: Row) -> bool:
    """Whether `---` right below a sentence would make a heading of it."""
    if above.kind is not Kind.TEXT or row.kind is not Kind.TEXT or not _RULE.match(row.text):
        return False
    text = above.text.rstrip()
    return (
        not _HEADING.match(text) and not ITEM.match(text) and (len(text) > 100 or text.endswith((".", ":", ";", ",")))
    )
