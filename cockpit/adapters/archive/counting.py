"""Count the lines of a large file before a place in it, with a second process that has begun before anybody asked.

Python counts newlines at 3 GB a second, slower than it finds a text; the helper counts from the beginning while the
file is searched, and whoever asks counts backwards from the place until the two meet.
"""

import mmap
import os
import signal
import struct
import threading

BLOCK = 1 << 22
WORTH = 128 << 20  # bytes; in a smaller file counting takes less than a helper costs to make
_SLOT = struct.Struct("=q")  # newlines of a block plus one; 0: not counted yet


def can_help(size: int) -> bool:
    """Whether a helper is worth it, and can be made: a process with threads is not to be forked."""
    return size >= WORTH and hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


class Counting:
    """Counts newlines of `fd`; `helped`: with a helper, which `close` ends."""

    def __init__(self, fd: int, size: int, *, helped: bool, block: int = BLOCK) -> None:
        self._fd = fd
        self._block = block
        self._last = (0, 0)
        """The place asked for last, and what was said: hits lie near each other."""
        self._slots = mmap.mmap(-1, max(-(-size // block) * _SLOT.size, 1))
        self._helper = os.fork() if helped else 0
        if helped and self._helper == 0:
            try:
                os.nice(10)  # on a busy machine the search itself comes first
                self._help(-(-size // block))
            finally:
                os._exit(0)  # nothing of the parent's is to be written or cleaned up twice

    def before(self, place: int) -> int:
        """How many newlines stand before `place`, which lies in the file."""
        last, known = self._last
        near = 0 <= place - last <= self._block
        counted = known + _newlines(self._fd, last, place) if near else self._from_the_beginning(place)
        self._last = (place, counted)
        return counted

    def _from_the_beginning(self, place: int) -> int:
        whole = place // self._block
        for number in range(whole - 1, -1, -1):
            if self._slot(number):
                break  # from here down the helper has been
            self._count(number)
        counted = sum((self._slot(number) or self._count(number)) - 1 for number in range(whole))
        return counted + _newlines(self._fd, whole * self._block, place)

    def close(self) -> None:
        if self._helper:
            os.kill(self._helper, signal.SIGKILL)
            os.waitpid(self._helper, 0)
            self._helper = 0

    def _help(self, blocks: int) -> None:
        for number in range(blocks):
            if not self._slot(number):
                self._count(number)

    def _slot(self, number: int) -> int:
        return int(_SLOT.unpack_from(self._slots, number * _SLOT.size)[0])

    def _count(self, number: int) -> int:
        start = number * self._block
        counted = _newlines(self._fd, start, start + self._block) + 1
        _SLOT.pack_into(self._slots, number * _SLOT.size, counted)
        return counted


def _newlines(fd: int, start: int, stop: int) -> int:
    buffer = bytearray(min(1 << 18, max(stop - start, 1)))
    view, found = memoryview(buffer), 0
    while start < stop and (count := os.preadv(fd, [view[: stop - start]], start)):
        found += buffer.count(b"\n", 0, count)
        start += count
    return found
