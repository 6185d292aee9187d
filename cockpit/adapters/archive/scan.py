"""The entries of one stream that hold the needle. Nothing here runs once per line."""

from collections.abc import Callable, Iterator

import msgspec

from cockpit.adapters.archive.around import around
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.window import SHOWN, Window

_NEWLINE = 10
BACK = 1 << 14  # bytes before an entry, in which a neighbour with a time can be looked for


class Found(msgspec.Struct, frozen=True):
    """An entry, the number of its first line, and some of the text before it."""

    line: int
    raw: bytes
    before: bytes
    start: int = 0
    """Where it begins and ends in the stream."""
    stop: int = 0


def holding(window: Window, needle: Needle, line_at: Callable[[int], int] | None) -> Iterator[Found]:
    """The entries that hold `needle`, in order; a longer one than SHOWN ends in a count of what is left out.

    `line_at` gives the number of the line that begins at an offset of the stream; None: the window counts.
    A trace longer than the window's edge is given from a line near the needle on.
    """
    reached = 0
    while window.advance():
        at, limit = max(reached - window.base, 0), _limit(window)
        while at < limit:
            text, size, base = window.text, window.size, window.base
            hit = needle.find(text, at, min(limit + len(needle) - 1, size))
            if hit < 0:
                break
            start, stop = around(text, size, hit, window.final)
            head = window.head if start == 0 and base else None
            where = head[0] if head else base + start
            line = line_at(where) if line_at else window.newlines + text.count(b"\n", 0, start) + 1
            before = b"" if head else bytes(text[max(start - BACK, 0) : start])
            shown = head[1] if head else bytes(text[start : min(size if stop < 0 else stop, start + SHOWN)])
            newline = stop > 0 and text[stop - 1] == _NEWLINE  # asked before the window slides on
            end = _end(window, base + size) if stop < 0 else base + stop
            yield Found(line, _capped(shown, end - newline - where), before, where, end)
            at, limit = end - window.base, _limit(window)
        reached = window.base + max(at, limit)


def _limit(window: Window) -> int:
    """Before here a needle must begin to be found in this window; behind it, it is found in the next."""
    return window.size if window.final else window.size - window.edge


def _end(window: Window, at: int) -> int:
    """Where the line ends that goes on at offset `at`; slides the window there."""
    while (found := window.text.find(b"\n", max(at - window.base, 0), window.size)) < 0:
        at = window.base + window.size
        if not window.advance():
            return at
    return window.base + found


def _capped(shown: bytes, length: int) -> bytes:
    """`shown` cut to `length`, or how much of `length` it does not show."""
    shown = shown[:length]
    left_out = length - len(shown)
    return shown + b"\n... %d more bytes in this entry" % left_out if left_out else shown
