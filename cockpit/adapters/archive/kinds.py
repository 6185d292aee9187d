"""What a file is packed with, told by its first bytes: names lie, and logs are renamed."""

import os
import stat
from collections.abc import Callable

from cockpit.adapters.archive.plain import PlainReader
from cockpit.adapters.archive.reader import Reader

# Source: RFC 1952 (gzip), RFC 8878 (zstd), the bzip2 and xz file format descriptions, the Parquet format.
PARQUET = b"PAR1"
GZIP = b"\x1f\x8b"


def _gzip(fd: int) -> Reader:
    from cockpit.adapters.archive.gz import GzipReader  # each packing only where it is met: 1 to 3 ms

    return GzipReader(fd)


def _framed(packing: str) -> Callable[[int], Reader]:
    def reader(fd: int) -> Reader:
        from cockpit.adapters.archive import framed

        return framed.FramedReader(fd, framed.PACKINGS[packing]())

    return reader


_KINDS: dict[bytes, Callable[[int], Reader]] = {
    GZIP: _gzip,
    b"\x28\xb5\x2f\xfd": _framed("zstd"),
    b"BZh": _framed("bzip2"),
    b"\xfd7zXZ\0": _framed("xz"),
}
_NO_LOGS = {
    b"PK\x03\x04": "a zip file; unpack it first",
    b"SQLite format 3\0": "a database, not a log",
}


class NotReadableError(Exception):
    """A file cannot be searched; `str()` says why, to follow its name."""


def opened(path: str) -> int:
    """A descriptor of the regular file `path`. Raises NotReadableError."""
    try:
        # Without O_NONBLOCK opening a named pipe waits for its writer.
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise NotReadableError((error.strerror or "cannot be opened").lower()) from error
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise NotReadableError("is not a plain file")
    return fd


def magic(fd: int) -> bytes:
    """The first bytes of the file."""
    return os.pread(fd, 16, 0)


def reader_of(fd: int) -> Reader:
    """The reader that fits the file's first bytes; plain text when none does. Raises NotReadableError."""
    head = magic(fd)
    for mark, words in _NO_LOGS.items():
        if head.startswith(mark):
            raise NotReadableError(f"is {words}")
    return next((kind for mark, kind in _KINDS.items() if head.startswith(mark)), PlainReader)(fd)
