"""Where blocks begin and end, whatever state their fences are in: nested, never closed, closed by the wrong one.

CommonMark lets one lost or nested fence turn code into text for the rest of a file. Here a file is cut at headings
that stand by themselves, and each section is read in three ways; the one that fits the look of its fences best counts.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cockpit.runbooks.importing.prose import is_prose
from cockpit.runbooks.importing.rows import Fence, Kind, Row, changed, width

_MARK = re.compile(r"([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})[ \t]*([^`]*)$")
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")
_UNDERLINED = re.compile(r"~{3,}[ \t]*$")

NESTED = "a fence within it no longer ends the block: the fence around it is longer now"
UNCLOSED = "its fence was never closed; the block ends here now"
DEDENTED = "indented like the block it stands in"


class _Look(StrEnum):
    """What a fence without a language looks like by the lines next to it."""

    OPENING = "opening"
    CLOSING = "closing"
    EITHER = "either"


_BORDERED = ((_Look.OPENING, _Look.EITHER), (_Look.OPENING,))
"""How the fence after a heading looks when no block reaches across it; a single `#` may be a comment."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    lead: str
    mark: str
    info: str
    look: _Look

    def closes(self, opened: "_Mark") -> bool:
        return not self.info and self.mark[0] == opened.mark[0] and len(self.mark) >= len(opened.mark) and self.bare

    @property
    def bare(self) -> bool:
        return not self.lead.strip()


@dataclass(frozen=True, slots=True)
class _Span:
    """A block: the mark that opens it and where the mark that closes it is; `closed` false: nothing does."""

    opened: _Mark
    end: int
    closed: bool = True
    nested: bool = False


def read_fences(rows: list[Row]) -> list[Row]:
    """The rows of every fenced block named as what opens, holds and closes it."""
    marks = _marks(rows)
    if not marks:
        return rows
    borders = _borders(rows, marks)
    out, at, index = list(rows), 0, 0
    for border in [*borders, len(rows)]:
        section = []
        while index < len(marks) and marks[index].at < border:
            section.append(marks[index])
            index += 1
        for span in _best(section, border):
            at = _take(out, span)
    return _with_ends(out) if at else out


def _marks(rows: Sequence[Row]) -> list[_Mark]:
    found = []
    for at, row in enumerate(rows):
        if row.kind is Kind.TEXT and ("```" in row.text or "~~~" in row.text) and len(row.text) < 300:
            mark = _MARK.match(row.text)
            if mark and not _underlines(rows, at):
                found.append(_Mark(at, mark[1], mark[2], mark[3].strip(), _look(rows, at)))
    return found


def _underlines(rows: Sequence[Row], at: int) -> bool:
    """Whether a row of tildes is the line below a title, as reStructuredText has it."""
    above = rows[at - 1].text.rstrip() if at else ""
    before = at < 2 or not rows[at - 2].text.strip()
    return bool(above and before and _UNDERLINED.match(rows[at].text) and len(rows[at].text.rstrip()) >= len(above) > 2)


def _look(rows: Sequence[Row], at: int) -> _Look:
    above = at > 0 and bool(rows[at - 1].text.strip())
    below = at + 1 < len(rows) and bool(rows[at + 1].text.strip())
    if below and not above:
        return _Look.OPENING
    return _Look.CLOSING if above and not below else _Look.EITHER


def _borders(rows: Sequence[Row], marks: Sequence[_Mark]) -> list[int]:
    """The headings no block reaches across: by themselves, and the next fence does not look like one that closes."""
    places = [mark.at for mark in marks]
    found = []
    for at, row in enumerate(rows):
        heading = _HEADING.match(row.text) if row.kind is Kind.TEXT and row.text.startswith("#") else None
        if not heading or (at and rows[at - 1].text.strip() and rows[at - 1].text[:3] not in ("```", "~~~")):
            continue
        if at + 1 < len(rows) and rows[at + 1].text.strip():
            continue
        index = bisect_right(places, at)
        following = marks[index] if index < len(marks) else None
        if following is None or following.info or following.look in _BORDERED[len(heading[1]) == 1]:
            found.append(at)
    return found


def _best(section: Sequence[_Mark], border: int) -> list[_Span]:
    """The reading of a section with the fewest fences that do not look like what they are read as."""
    readings: tuple[Callable[[Sequence[_Mark], int], tuple[list[_Span], int]], ...] = (_plain, _nested, _interrupted)
    best: list[_Span] = []
    fewest = -1
    for reading in readings:
        spans, odd = reading(section, border)
        if fewest < 0 or odd < fewest:
            best, fewest = spans, odd
        if fewest == 0:
            break
    return best


def _odd(mark: _Mark, expected: _Look) -> int:
    if mark.info:
        return int(expected is _Look.CLOSING)
    return int(mark.look not in (expected, _Look.EITHER))


def _plain(section: Sequence[_Mark], border: int) -> tuple[list[_Span], int]:
    """As CommonMark has it."""
    spans: list[_Span] = []
    opened: _Mark | None = None
    odd = 0
    for mark in section:
        if opened is None:
            opened = mark
            odd += _odd(mark, _Look.OPENING)
        elif mark.closes(opened):
            spans.append(_Span(opened, mark.at))
            odd += _odd(mark, _Look.CLOSING)
            opened = None
        elif mark.mark[0] == opened.mark[0] and len(mark.mark) >= len(opened.mark):
            odd += 1
    if opened:
        spans.append(_Span(opened, border, closed=False))
        odd += 2
    return spans, odd


def _nested(section: Sequence[_Mark], border: int) -> tuple[list[_Span], int]:
    """A fence with a language, or one that looks like an opening one, opens a block within the block."""
    spans: list[_Span] = []
    open_: list[_Mark] = []
    odd, nested = 0, False
    for mark in section:
        if not open_:
            open_, nested = [mark], False
            odd += _odd(mark, _Look.OPENING)
        elif mark.mark[0] != open_[0].mark[0] or len(mark.mark) < len(open_[0].mark):
            continue
        elif mark.info or (len(open_) == 1 and mark.look is _Look.OPENING):
            open_.append(mark)
            nested = True
        else:
            opened = open_.pop()
            odd += _odd(mark, _Look.CLOSING)
            if not open_:
                spans.append(_Span(opened, mark.at, nested=nested))
    if open_:
        spans.append(_Span(open_[0], border, closed=False, nested=nested))
        odd += 3
    return spans, odd


def _interrupted(section: Sequence[_Mark], border: int) -> tuple[list[_Span], int]:
    """A fence with a language begins anew; the block before it was never closed."""
    spans: list[_Span] = []
    opened: _Mark | None = None
    odd = 0
    for mark in section:
        if opened and mark.closes(opened):
            spans.append(_Span(opened, mark.at))
            odd += _odd(mark, _Look.CLOSING)
            opened = None
        elif opened is None or mark.info:
            if opened:
                spans.append(_Span(opened, mark.at, closed=False))
                odd += 1
            odd += _odd(mark, _Look.OPENING)
            opened = mark
    if opened:
        spans.append(_Span(opened, border, closed=False))
        odd += 1
    return spans, odd


def _take(rows: list[Row], span: _Span) -> int:
    """Name the rows of `span` in place."""
    opened = span.opened
    fence = Fence(" " * width(opened.lead) if opened.lead.strip() else opened.lead, opened.info, opened.mark)
    end = span.end if span.closed else _real_end(rows, opened.at + 1, span.end)
    rows[opened.at] = _named(rows[opened.at], Kind.OPEN, fence, NESTED if span.nested else "")
    for at in range(opened.at + 1, end):
        rows[at] = _named(rows[at], Kind.CODE, fence, "")
    if span.closed:
        rows[end] = _named(rows[end], Kind.CLOSE, fence, "")
    elif end > opened.at:
        last = max(end - 1, opened.at)
        rows[last] = changed(rows[last], UNCLOSED)
    return end


def _real_end(rows: Sequence[Row], start: int, border: int) -> int:
    """Where a block without a closing fence ends: before the first paragraph that is prose, at the latest `border`."""
    end = border
    for at in range(start + 1, border):
        if rows[at - 1].kind is Kind.BLANK and rows[at].kind is Kind.TEXT and is_prose(rows[at].text):
            end = at
            break
    while end > start and rows[end - 1].kind is Kind.BLANK:
        end -= 1
    return end


def _named(row: Row, kind: Kind, fence: Fence, says: str) -> Row:
    if row.by_hand:
        return row
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
