"""Three ways to read the fences of a section: as CommonMark has it, blocks within blocks, blocks never closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cockpit.runbooks.importing.fence_marks import Look, Mark

_TEMPLATES = frozenset({"markdown", "md", "mdx"})
_AHEAD = 200  # fences looked at for the one that closes


@dataclass(frozen=True, slots=True)
class Span:
    """A block: the mark that opens it and where the mark that closes it is; `closed` false: nothing does."""

    opened: Mark
    end: int
    closed: bool = True
    nested: bool = False
    glued: bool = False


def whole_spans(marks: Sequence[Mark]) -> list[Span]:
    """The blocks whose author knew that they hold fences: a longer mark, or a template in Markdown. Headings in them
    are theirs.
    """
    found = []
    at = 0
    while at < len(marks):
        end = _end_of_whole(marks, at)
        if end:
            found.append(Span(marks[at], marks[end].at, nested=len(marks[at].mark) == 3 and end > at + 1))
        at = (end or at) + 1
    return found


def _end_of_whole(marks: Sequence[Mark], at: int) -> int:
    opened = marks[at]
    template = opened.info.split(" ")[0].lower() in _TEMPLATES
    if len(opened.mark) == 3 and not template:
        return 0
    depth = 1
    for index in range(at + 1, min(at + _AHEAD, len(marks))):
        mark = marks[index]
        if mark.glued or not mark.like(opened):
            continue
        depth += 1 if mark.info else -1
        if not depth:
            return index if mark.closes(opened) else 0
    return 0


def best_reading(section: Sequence[Mark], border: int) -> list[Span]:
    """The reading of a section with the fewest fences that do not look like what they are read as."""
    readings: tuple[Callable[[Sequence[Mark], int], tuple[list[Span], int]], ...] = (_plain, _nested, _interrupted)
    best: list[Span] = []
    fewest = -1
    for reading in readings:
        spans, odd = reading(section, border)
        if fewest < 0 or odd < fewest:
            best, fewest = spans, odd
        if fewest == 0:
            break
    return best


def _odd(mark: Mark, expected: Look) -> int:
    if mark.info:
        return int(expected is Look.CLOSING)
    return int(mark.look not in (expected, Look.EITHER))


def _odd_pair(opened: Mark, mark: Mark) -> int:
    """A fence that closes looks like one, and stands where the one stands that opens."""
    return _odd(mark, Look.CLOSING) + int(abs(opened.column - mark.column) > 1 and not mark.glued)


def _plain(section: Sequence[Mark], border: int) -> tuple[list[Span], int]:
    """As CommonMark has it."""
    spans: list[Span] = []
    opened: Mark | None = None
    odd = 0
    for mark in section:
        if opened is None:
            if mark.glued:
                continue
            opened = mark
            odd += _odd(mark, Look.OPENING)
        elif mark.closes(opened):
            spans.append(Span(opened, mark.at, glued=mark.glued))
            odd += _odd_pair(opened, mark)
            opened = None
        elif mark.like(opened):
            odd += 2 if mark.info else 1
    if opened:
        spans.append(Span(opened, border, closed=False))
        odd += 2
    return spans, odd


def _nested(section: Sequence[Mark], border: int) -> tuple[list[Span], int]:
    """A fence with a language, or one that looks like an opening one, opens a block within the block."""
    spans: list[Span] = []
    open_: list[Mark] = []
    odd, nested = 0, False
    for mark in section:
        if mark.glued and not open_:
            continue
        if not open_:
            open_, nested = [mark], False
            odd += _odd(mark, Look.OPENING)
        elif not mark.like(open_[0]):
            continue
        elif mark.info or (len(open_) == 1 and mark.look is Look.OPENING):
            open_.append(mark)
            nested = True
        else:
            opened = open_.pop()
            odd += _odd_pair(opened, mark)
            if not open_:
                spans.append(Span(opened, mark.at, nested=nested, glued=mark.glued))
    if open_:
        spans.append(Span(open_[0], border, closed=False, nested=nested))
        odd += 3
    return spans, odd


def _interrupted(section: Sequence[Mark], border: int) -> tuple[list[Span], int]:
    """A fence with a language begins anew; the block before it was never closed."""
    spans: list[Span] = []
    opened: Mark | None = None
    odd = 0
    for mark in section:
        if opened and mark.closes(opened):
            spans.append(Span(opened, mark.at, glued=mark.glued))
            odd += _odd_pair(opened, mark)
            opened = None
        elif (opened is None and not mark.glued) or mark.info:
            if opened:
                spans.append(Span(opened, mark.at, closed=False))
                odd += 1
            odd += _odd(mark, Look.OPENING)
            opened = mark
    if opened:
        spans.append(Span(opened, border, closed=False))
        odd += 1
    return spans, odd
