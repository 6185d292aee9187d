"""What a first search of a gzip archive leaves behind, so that the next one reads only the blocks that matter.

For every megabyte or so: where the packed file can be entered, how many lines stand before, and a table of its words.
An index is believed only for exactly the file it was made of, and is thrown away by deleting its folder.
"""

import mmap
import os
import zlib
from pathlib import Path

import msgspec

from cockpit.adapters.archive.gz import GzipReader
from cockpit.adapters.archive.resume import resumed
from cockpit.adapters.archive.words import TABLE, Wanted, holds

VERSION = 2
OVERLAP = 1 << 13  # bytes that follow a block and belong to its table too: twice the longest needle


class Block(msgspec.Struct, frozen=True, array_like=True):
    """One block of the unpacked text."""

    start: int
    place: int
    bits: int
    """-1: a member begins here."""
    lines: int
    """Newlines before it."""
    window: tuple[int, int]
    """Where the 32 KiB before it lie among the packed windows, and how many bytes they are there."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    file: tuple[int, ...]
    """Which file it is: device, inode, size, and when it and its entry were last changed."""
    size: int
    """Unpacked bytes."""
    blocks: list[Block]
    windows: int
    """Bytes of the packed windows, which follow; the tables come after them."""


class Index:
    """An index as it lies on the disk."""

    def __init__(self, head: Head, text: mmap.mmap, behind: int) -> None:
        """`text` is the whole index, whose head ends at `behind`."""
        self.head = head
        self._text = text
        self._windows = behind
        self._tables = behind + head.windows

    def candidates(self, wanted: list[Wanted]) -> list[int]:
        """The numbers of the blocks that may hold it."""
        return [
            block for block in range(len(self.head.blocks)) if holds(self._text, self._tables + block * TABLE, wanted)
        ]

    def text(self, fd: int, block: int, most: int = 1 << 62) -> bytes:
        """The unpacked text of a block, or its first `most` bytes. Raises ValueError when the file does not give it."""
        blocks = self.head.blocks
        here = blocks[block]
        last = block + 1 == len(blocks)
        count = min((self.head.size if last else blocks[block + 1].start) - here.start, most)
        if here.bits < 0:
            text = _from_member(fd, here.place, count)
        else:
            end = self.head.file[2] if last else blocks[block + 1].place
            at, length = self._windows + here.window[0], here.window[1]
            try:
                window = zlib.decompress(self._text[at : at + length])
                text = resumed(fd, here.place, here.bits, window, end - here.place, count)
            except zlib.error as error:
                raise ValueError("the archive has changed") from error
        if len(text) != count:
            raise ValueError("the archive has changed")
        return text


def identity(fd: int) -> tuple[int, ...]:
    """What tells this state of this file from any other."""
    status = os.fstat(fd)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def path_in(folder: Path, file: tuple[int, ...]) -> Path:
    """Where the index of the file with that identity lies."""
    return folder / f"{file[0]:x}-{file[1]:x}.index"


def load(folder: Path, fd: int) -> Index | None:
    """The index of the open file `fd`; None: there is none for it as it is now."""
    identified = identity(fd)
    path = path_in(folder, identified)
    try:
        with path.open("rb") as file:
            # An index is never written in place, so what is mapped stays as long as it is looked at.
            text = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        behind = 8 + int.from_bytes(text[:8], "little")
        head = msgspec.msgpack.decode(text[8:behind], type=Head)
        os.utime(path)  # those used longest ago go first when there is too much
    except (OSError, ValueError, OverflowError):  # msgspec's own errors are ValueErrors
        return None
    whole = len(text) == behind + head.windows + TABLE * len(head.blocks)
    if head.version != VERSION or head.file != identified or not whole or not head.blocks:
        return None
    return Index(head, text, behind)


def write(head: Head, windows: bytes, tables: bytes, to: Path) -> None:
    """Write an index as a whole or not at all. Raises OSError."""
    packed = msgspec.msgpack.encode(head)
    unfinished = to.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_bytes(len(packed).to_bytes(8, "little") + packed + windows + tables)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)


def _from_member(fd: int, place: int, count: int) -> bytes:
    reader = GzipReader(fd, place)
    text = bytearray(count)
    view, at = memoryview(text), 0
    while at < count and (more := reader.fill(view[at:])):
        at += more
    return bytes(text[:at])
