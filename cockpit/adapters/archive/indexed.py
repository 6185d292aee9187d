"""A search through an index: only the blocks that may hold the needle are unpacked, with enough around them."""

from collections.abc import Iterator

from cockpit.adapters.archive.index import OVERLAP, Index
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.scan import Found, holding
from cockpit.adapters.archive.window import Window
from cockpit.adapters.archive.words import wanted

MOST_PART = 0.3  # of all blocks; with more of them reading on from the beginning is quicker
MOST_BLOCKS = 64  # unpacked at once around one place: a line longer than that is found by a scan


class UseScanError(Exception):
    """The index cannot answer this exactly and quickly; a scan can."""


def found_in(index: Index, fd: int, needle: Needle) -> list[Found]:
    """The entries that hold `needle`, just as a scan gives them. Raises UseScanError."""
    want = wanted(needle.raw)
    if want is None:
        raise UseScanError
    blocks = index.candidates(want)
    if len(blocks) > max(MOST_PART * len(index.head.blocks), 3):
        raise UseScanError
    found: list[Found] = []
    for first, last in _runs(blocks):
        try:
            found += _run(index, fd, needle, first, last)
        except ValueError as error:  # the file no longer gives what was indexed
            raise UseScanError from error
    return found


def _runs(blocks: list[int]) -> Iterator[tuple[int, int]]:
    """Candidates as stretches: those whose surroundings would touch are one."""
    at = 0
    while at < len(blocks):
        first = last = blocks[at]
        while at < len(blocks) and blocks[at] <= last + 2:
            last = blocks[at]
            at += 1
        yield first, last


def _run(index: Index, fd: int, needle: Needle, first: int, last: int) -> list[Found]:
    """The entries in the candidates `first` to `last`; takes in more around them until every entry is whole."""
    begin, end, blocks = first, last, index.head.blocks
    while end - begin <= MOST_BLOCKS + last - first:
        more = end + 1 < len(blocks)
        text = b"".join(index.text(fd, block) for block in range(begin, end + 1))
        text += index.text(fd, end + 1, OVERLAP) if more else b""
        found = _scanned(text, needle, blocks[begin].lines)
        open_before = begin > 0 and any(one.start == 0 for one in found)
        open_behind = more and any(one.stop >= len(text) for one in found)
        if not open_before and not open_behind:
            return found
        begin, end = begin - open_before, end + open_behind
    raise UseScanError


def _scanned(text: bytes, needle: Needle, lines: int) -> list[Found]:
    place = 0

    def fill(view: memoryview) -> int:
        nonlocal place
        piece = text[place : place + len(view)]
        view[: len(piece)] = piece
        place += len(piece)
        return len(piece)

    window = Window(fill, counted=True)
    window.newlines = lines
    return list(holding(window, needle, None))
