"""Where blocks begin and end, whatever state their fences are in: nested, never closed, closed by the wrong one.

CommonMark lets one lost or nested fence turn code into text for the rest of a file. Here a file is cut at headings
that stand by themselves, and each section is read in three ways; the one that fits the look of its fences best counts.
"""

from collections.abc import Sequence

from cockpit.runbooks.importing.fence_marks import borders_of, marks_of
from cockpit.runbooks.importing.fence_readings import Span, best_reading, whole_spans
from cockpit.runbooks.importing.prose import is_prose
from cockpit.runbooks.importing.rows import ITEM, Fence, Kind, Row, changed, indent_of, width

_SHORT = "``"

NESTED = "a fence within it no longer ends the block: the fence around it is longer now"
UNCLOSED = "its fence was never closed; the block ends here now"
GLUED = "the fence that closes stood at the end of a line"
DEDENTED = "indented like the block it stands in"


def read_fences(rows: list[Row]) -> list[Row]:
    """The rows of every fenced block named as what opens, holds and closes it."""
    marks = marks_of(rows)
    if not marks:
        return rows
    whole = whole_spans(marks)
    covered = {at for span in whole for at in range(span.opened.at, span.end + 1)}
    free = [mark for mark in marks if mark.at not in covered]
    borders = [at for at in borders_of(rows, marks) if at not in covered]
    out, index = list(rows), 0
    for border in sorted([*borders, *(span.opened.at for span in whole), len(rows)]):
        section = []
        while index < len(free) and free[index].at < border:
            section.append(free[index])
            index += 1
        for span in best_reading(section, border):
            _take(out, span)
    for span in whole:
        _take(out, span)
    return _with_ends(out)


def _take(rows: list[Row], span: Span) -> None:
    """Name the rows of `span` in place."""
    opened = span.opened
    fence = Fence(" " * width(opened.lead) if opened.lead.strip() else opened.lead, opened.info, opened.mark)
    end = span.end if span.closed else _real_end(rows, opened.at + 1, span.end, opened.column)
    rows[opened.at] = _named(rows[opened.at], Kind.OPEN, fence, NESTED if span.nested else "")
    for at in range(opened.at + 1, end):
        rows[at] = _named(rows[at], Kind.CODE, fence, "")
    if span.glued:
        text = rows[end].text.rstrip().removesuffix("```").rstrip()
        rows[end] = changed(_named(rows[end], Kind.CODE, fence, GLUED), "", text=text)
    elif span.closed:
        rows[end] = _named(rows[end], Kind.CLOSE, fence, "")
    elif end < len(rows) and rows[end].text.strip() == _SHORT and not rows[end].by_hand:
        rows[end] = _named(rows[end], Kind.CLOSE, fence, UNCLOSED)
    elif end > opened.at:
        last = max(end - 1, opened.at)
        rows[last] = changed(rows[last], UNCLOSED)


def _real_end(rows: Sequence[Row], start: int, border: int, column: int) -> int:
    """Where a block without a closing fence ends, at the latest at `border`: at a fence one mark too short, before the
    next item of the list it stands in, before the first paragraph that is prose.
    """
    end = border
    for at in range(start, border):
        row = rows[at]
        left_list = column > 0 and ITEM.match(row.text) and width(indent_of(row.text)) < column
        prose = at > start and rows[at - 1].kind is Kind.BLANK and row.kind is Kind.TEXT and is_prose(row.text)
        if left_list or prose or row.text.strip() == _SHORT:
            end = at
            break
    while end > start and rows[end - 1].kind is Kind.BLANK:
        end -= 1
    return end


def _named(row: Row, kind: Kind, fence: Fence, says: str) -> Row:
    if row.by_hand:
        own = row.fence
        ours = own is not None and (own.indent, own.info) == (fence.indent, fence.info)
        return Row(row.text, row.kind, row.lines, row.says, fence=fence, by_hand=True) if ours else row
    return Row(row.text, kind, row.lines, (*row.says, says) if says else row.says, fence=fence)


def _with_ends(rows: list[Row]) -> list[Row]:
    """A closing row behind every block that has none."""
    out: list[Row] = []
    fence: Fence | None = None
    for row in rows:
        if fence and (row.kind is Kind.OPEN or (row.fence is not fence and not row.by_hand)):
            out.append(Row("", Kind.CLOSE, fence=fence))
            fence = None
        if row.kind is Kind.OPEN:
            fence = row.fence
        elif row.kind is Kind.CLOSE:
            fence = None
        out.append(row)
    return [*out, Row("", Kind.CLOSE, fence=fence)] if fence else out
