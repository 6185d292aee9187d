"""A plain file, read in blocks. Not mapped: a log cut short under a mapping would end the program."""

import os

from cockpit.adapters.archive.counting import Counting, can_help


class PlainReader:
    """Fills windows from `fd`; counts lines only up to where somebody asks."""

    def __init__(self, fd: int) -> None:
        self.scanned = 0
        self.note = ""
        self._fd = fd
        self._size = os.fstat(fd).st_size
        self._counting: Counting | None = None

    def fill(self, view: memoryview) -> int:
        count = os.preadv(self._fd, [view], self.scanned)
        self.scanned += count
        if self._counting is None and self.scanned > len(view) and can_help(self._size):
            self._counting = Counting(self._fd, self._size, helped=True)
        return count

    def line_at(self, at: int) -> int:
        """The number of the line that begins at offset `at`."""
        if self._counting is None:
            self._counting = Counting(self._fd, self._size, helped=False)
        return self._counting.before(at) + 1

    def close(self) -> None:
        """End what helps with counting."""
        if self._counting is not None:
            self._counting.close()
