"""Opens a recording for writing after any end: what was torn is cut off, what was kept but not named is named."""

import os
from pathlib import Path

import msgspec

from cockpit.adapters.logs.recording.format import (
    INDEX,
    NOTE,
    NOTES,
    RECORD,
    UNKNOWN,
    Begun,
    Chunk,
    Gone,
    notes_in,
    packed,
    unpacked,
)

LONGEST = 1 << 16  # bytes in which the end of the last whole line is looked for
MARK = 64  # bytes before the end of what was recorded by which a followed file is known again


class Kept(msgspec.Struct, frozen=True):
    """A file of the recording."""

    source: str
    file: str
    bytes: int


class Reached(msgspec.Struct, frozen=True):
    """How far a followed file was recorded, and the bytes before that place."""

    offset: int
    mark: bytes


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A recording as it was left. Empty for a new one."""

    parts: int = 0
    """The highest part number so far."""
    files: tuple[Kept, ...] = ()
    """What is still there, oldest first."""
    reached: dict[tuple[int, int], Reached] = {}
    """By device and number of the file."""


def mended(folder: Path) -> Found:
    """Make the recording in `folder` whole again and tell what it holds. Raises OSError."""
    index = os.open(folder / INDEX, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    notes = os.open(folder / NOTES, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        return _mended(folder, index, notes)
    finally:
        os.close(index)
        os.close(notes)


def _mended(folder: Path, index: int, notes: int) -> Found:
    chunks = unpacked(_all(index))
    written = _all(notes)
    whole = written.rfind(b"\n") + 1
    os.ftruncate(index, len(chunks) * RECORD)
    os.ftruncate(notes, whole)
    ends: dict[int, int] = {}
    for chunk in chunks:
        ends[chunk.part] = chunk.offset + chunk.length
    missing = [_rest(NOTE, ends.get(NOTE, 0), whole, notes)] if whole > ends.get(NOTE, 0) else []
    said = notes_in(written[:whole])
    gone = {note.file for note in said if isinstance(note, Gone)}
    files: list[Kept] = []
    reached: dict[tuple[int, int], Reached] = {}
    begun = [note for note in said if isinstance(note, Begun)]
    for note in begun:
        if note.file in gone or not (folder / note.file).is_file():
            continue
        fd = os.open(folder / note.file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        size = os.fstat(fd).st_size
        if size > (end := ends.get(note.part, 0)):
            missing.append(_rest(note.part, end, size, fd))
        if note.inode is not None:
            reached[note.inode] = _reached(fd, size, note.base)
        files.append(Kept(note.source, note.file, size))
        os.close(fd)
    os.pwrite(index, b"".join(map(packed, missing)), len(chunks) * RECORD)
    return Found(parts=max((note.part for note in begun), default=0), files=tuple(files), reached=reached)


def _reached(fd: int, size: int, base: int) -> Reached:
    """After the last whole line: one that was recorded in part is recorded again as a whole."""
    begin = max(size - LONGEST, 0)
    tail = os.pread(fd, size - begin, begin)
    whole = tail.rfind(b"\n") + 1 or len(tail)
    return Reached(base + begin + whole, tail[max(whole - MARK, 0) : whole])


def _rest(part: int, begin: int, end: int, fd: int) -> Chunk:
    return Chunk(int(os.fstat(fd).st_mtime * 1e6), begin, UNKNOWN, part, end - begin)


def _all(fd: int) -> bytes:
    size = os.fstat(fd).st_size
    return os.pread(fd, size, 0) if size < 1 << 30 else b"".join(_pieces(fd, size))


def _pieces(fd: int, size: int) -> list[bytes]:
    return [os.pread(fd, 1 << 28, at) for at in range(0, size, 1 << 28)]
