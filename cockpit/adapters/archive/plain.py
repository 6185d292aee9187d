"""A plain file, read in blocks. Not mapped: a log cut short under a mapping would end the program."""

import os


class PlainReader:
    """Fills windows from `fd`; counts lines only up to where somebody asks."""

    def __init__(self, fd: int) -> None:
        self.scanned = 0
        self.note = ""
        self._fd = fd
        self._place = 0
        self._counted = 0
        self._lines = 0

    def fill(self, view: memoryview) -> int:
        count = os.preadv(self._fd, [view], self._place)
        self._place += count
        self.scanned = self._place
        return count

    def line_at(self, at: int) -> int:
        """The number of the line that begins at offset `at`; asked in rising order."""
        buffer = bytearray(min(1 << 18, max(at - self._counted, 1)))
        view = memoryview(buffer)
        while self._counted < at:
            count = os.preadv(self._fd, [view[: at - self._counted]], self._counted)
            if not count:
                break
            self._lines += buffer.count(b"\n", 0, count)
            self._counted += count
        return self._lines + 1
