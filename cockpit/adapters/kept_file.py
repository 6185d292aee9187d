"""A file brought from elsewhere: private, whole or not there at all, never in place of another, hashed on the way.

Blocks: call `take` and `whole` from a thread.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from cockpit.core.text import printable

SPARE = 64 << 20  # bytes of the disk that stay free: the journal must go on
LOOKED_EVERY = 4 << 20  # bytes written between two looks at the room
FILES = "files"
"""Below an action's folder: no name from outside meets a file of ours."""
LONGEST = 120  # characters of a name taken from outside


class StoppedError(Exception):
    """A person asked it to stop."""


class KeptFile:
    """Use it as a context: what is not `whole` by its end is gone."""

    def __init__(self, path: Path, most: int, told: Callable[[int], None]) -> None:
        """`told` hears how many bytes there are so far and may raise StoppedError. Raises OSError."""
        self.path, self.most, self._told = path, most, told
        self.size = 0
        self._unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        self._sha256, self._md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "there is a file of that name already", str(path))
        self._looked = 0
        self._room()
        self._file = os.fdopen(os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    @property
    def md5(self) -> str:
        return self._md5.hexdigest()

    def take(self, piece: bytes) -> None:
        """Add bytes. Raises OSError, StoppedError."""
        self._file.write(piece)
        self._sha256.update(piece)
        self._md5.update(piece)
        self.size += len(piece)
        self._told(self.size)
        if self.size >= self._looked + LOOKED_EVERY:
            self._looked = self.size
            self._room()

    def whole(self) -> None:
        """All is there: on disk and under its name. Raises OSError."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        try:
            # A link, unlike a rename, never takes the place of a file that came meanwhile.
            os.link(self._unfinished, self.path)
        except OSError:
            if os.path.lexists(self.path):
                raise
            self._unfinished.rename(self.path)  # a disk that knows no links

    def _room(self) -> None:
        if shutil.disk_usage(self.path.parent).free < SPARE:
            raise OSError(errno.ENOSPC, "the disk is nearly full", str(self.path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._unfinished.unlink(missing_ok=True)


def safe_name(key: str) -> str:
    """The last part of an object's key as the name of a file: no path, nothing hidden, never empty."""
    last = key.rstrip("/").rpartition("/")[2]
    name = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in printable(last, LONGEST))
    return name.lstrip(".") or "object"
