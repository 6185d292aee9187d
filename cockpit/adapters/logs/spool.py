"""A private file that keeps what a stream says: bytes that pass by once can be looked at again."""

import os
import tempfile
from pathlib import Path


class Spool:
    """An unlinked file in `folder`, readable by us alone (0600); it is gone with the process."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError when no file can be made in `folder`."""
        fd, name = tempfile.mkstemp(prefix="log-", dir=folder)
        os.unlink(name)
        self.fd = fd
        self._size = 0

    def keep(self, chunk: bytes) -> bool:
        """Append `chunk` as a whole; False: there is no room, and nothing of it was kept."""
        at = self._size
        try:
            while at < self._size + len(chunk):
                at += os.pwrite(self.fd, chunk[at - self._size :], at)
        except OSError:
            os.ftruncate(self.fd, self._size)
            return False
        self._size = at
        return True
