"""Blocks indented so far that Markdown no longer sees their fence: moved back to the item they belong to."""

from cockpit.runbooks.importing.rows import (
    ITEM,
    Fence,
    Kind,
    Row,
    content_offset,
    indent_of,
    shifted,
    width,
)

MOVED = "its fence stood too far to the right to be one"


def seat_blocks(rows: list[Row]) -> list[Row]:
    """Every block whose fence stands four or more columns right of where its container's words begin, moved there."""
    out: list[Row] = []
    offsets: list[int] = []
    seat: Fence | None = None
    shift = 0
    for row in rows:
        if row.kind is Kind.OPEN and row.fence and not row.by_hand:
            indent = width(row.fence.indent)
            home = max((offset for offset in offsets if offset <= indent), default=0)
            shift = home - indent if indent - home >= 4 and not row.text.strip()[:1].isalnum() else 0
            seat = Fence(" " * home, row.fence.info, row.fence.mark) if shift else None
        if row.kind in (Kind.OPEN, Kind.CODE, Kind.CLOSE) and seat is not None and not row.by_hand:
            says = (*row.says, MOVED) if row.kind is Kind.OPEN else row.says
            out.append(Row(shifted(row.text, shift), row.kind, row.lines, says, row.info, seat, row.by_hand))
            continue
        lazy = bool(out) and out[-1].kind is row.kind is Kind.TEXT and not ITEM.match(row.text)
        out.append(row)
        if row.kind in (Kind.TEXT, Kind.ITEM, Kind.HEADING, Kind.RULE) and not lazy:
            indent = width(indent_of(row.text))
            offsets = [offset for offset in offsets if offset <= indent]
            if ITEM.match(row.text):
                offsets.append(content_offset(row.text))
    return out
