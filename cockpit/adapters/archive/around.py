"""The entry around a place in a text, found without cutting the whole text into entries."""

from bisect import bisect_right

from cockpit.adapters.logs.folding import starts

NEAR = 1 << 12  # bytes behind the place that are cut first; most entries are shorter

_CONTINUES = b" \t\r\n)]}."  # a line that begins with one of these may continue an entry
_HEADER = b"Traceback (most recent call last):"
_WORDS = (b"Caused by: ", b"During handling of the above", b"The above exception", _HEADER)  # and these do


def begin(text: bytes | bytearray, place: int) -> int:
    """The start of a line, at or before `place`, that surely begins an entry; else where `text` begins."""
    start = text.rfind(b"\n", 0, place) + 1
    while start and not _surely(text, start):
        start = text.rfind(b"\n", 0, start - 1) + 1
    return start


def around(text: bytes | bytearray, size: int, place: int, final: bool) -> tuple[int, int]:
    """(start, stop) of the entry in `text[:size]` that holds `place`; stop is -1: its end is not in the text.

    `final`: nothing comes after `text`. The text is taken to begin with an entry.
    """
    start = begin(text, place)
    reach = NEAR
    while True:
        stop = min(size, place + reach)
        last = final and stop == size
        cut = stop if last else text.rfind(b"\n", place, stop) + 1
        if cut:
            found = starts(bytes(text[start:cut]))
            entry = bisect_right(found, place - start)
            if entry < len(found):
                return start + found[entry - 1], start + found[entry]
            if last:
                return start + found[-1], size
        if stop == size:
            # What begins here is longer than the text: how a line begins mostly tells whether it continues another.
            found = starts(bytes(text[start:size]))
            entry = bisect_right(found, place - start)
            return start + found[entry - 1], start + found[entry] if entry < len(found) else -1
        reach *= 8


def _surely(text: bytes | bytearray, start: int) -> bool:
    """Whether the line at `start`, which is not the first, begins an entry whatever stands before it."""
    head = text[start : start + 1]
    if not head or head in _CONTINUES or text.startswith(_WORDS, start):
        return False
    if not (head.isalpha() or head == b"_"):
        return True
    before = text.rfind(b"\n", 0, start - 1) + 1  # `ValueError: x` ends a trace: a frame or the header stands before it
    return bool(before) and text[before : before + 1] not in b" \t" and not text.startswith(_HEADER, before)
