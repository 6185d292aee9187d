"""One open log file, read in place, that notices when it is cut short or written anew under us."""

import os
from pathlib import Path

CHUNK = 1 << 18
MARK = 32  # bytes before our place that must still be there; a file cut and refilled in between has others


class Followed:
    """A regular file opened for following. Raises OSError when it cannot be opened."""

    def __init__(self, path: Path, back: int | None = None) -> None:
        """`back`: begin at a line this many bytes before the end; None: at the start."""
        self.fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        status = os.fstat(self.fd)
        self.id = (status.st_dev, status.st_ino)
        self.place = 0 if back is None else self._line_after(status.st_size - back)
        self._mark = os.pread(self.fd, min(MARK, self.place), max(self.place - MARK, 0))

    def read(self) -> bytes | None:
        """The next bytes, none at the end; None: what we had read is no longer what the file holds."""
        chunk = os.pread(self.fd, CHUNK, self.place - len(self._mark))
        if not chunk.startswith(self._mark):
            return None
        chunk = chunk[len(self._mark) :]
        self.place += len(chunk)
        self._mark = (self._mark + chunk[-MARK:])[-MARK:]
        return chunk

    def restart(self) -> int:
        """Begin again at the start of the same file; returns a second descriptor of it."""
        self.fd, self.place, self._mark = os.dup(self.fd), 0, b""
        return self.fd

    def replaced(self, path: Path) -> bool:
        """Whether `path` now leads to another file."""
        try:
            status = os.stat(path)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) != self.id

    def _line_after(self, offset: int) -> int:
        if offset <= 0:
            return 0
        found = os.pread(self.fd, CHUNK, offset - 1).find(b"\n")
        return offset + found if found >= 0 else offset
