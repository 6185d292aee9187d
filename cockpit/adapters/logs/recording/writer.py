"""Files of a recording being written: the bytes first, then the record that names them."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.recording.format import (
    INDEX,
    NOTE,
    NOTES,
    RECORD,
    UNKNOWN,
    Begun,
    Chunk,
    Note,
    note_line,
    packed,
    zone_word,
)
from cockpit.core.logclock import clock

JOINED_WITHIN = 100_000  # microseconds; chunks of one part that follow each other so closely share a record
JOINED_UP_TO = 1 << 16
OWN = os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True)
class Part:
    """One file that grows."""

    number: int
    feed: Feed
    file: str
    fd: int
    size: int = 0
    skip_to: int = 0
    """What lies before this offset of the followed file was recorded earlier."""


class Writer:
    """Writes to the recording in `folder`, whose newest part is `parts`. Everything raises OSError."""

    def __init__(self, folder: Path, parts: int) -> None:
        self._folder = folder
        self._parts = parts
        self._names: dict[str, str] = {}
        self._notes = os.open(folder / NOTES, os.O_RDWR | OWN, 0o600)
        self._index = os.open(folder / INDEX, os.O_RDWR | OWN, 0o600)
        self._notes_size = os.fstat(self._notes).st_size
        self._index_size = os.fstat(self._index).st_size
        self._last: Chunk | None = None

    @property
    def overhead(self) -> int:
        """Bytes that are no log."""
        return self._notes_size + self._index_size

    def begin(self, feed: Feed, inode: tuple[int, int] | None, base: int, skip_to: int) -> Part:
        """A new file for what `feed` brings."""
        file, fd = self._create(feed.name)
        reading = feed.reading
        begun = Begun(
            part=self._parts,
            source=feed.name,
            file=file,
            format=reading.format,
            zone=zone_word(reading.zone),
            own=reading.own,
            inode=inode,
            base=base,
        )
        try:
            self.note(begun, int(feed.now().timestamp() * 1e6))
        except OSError:
            os.close(fd)
            raise
        return Part(self._parts, feed, file, fd, skip_to=skip_to)

    def add(self, part: Part, chunk: bytes, at: int) -> None:
        """Append `chunk`, which came `at` (microseconds); all of it or, on an OSError, nothing."""
        _put(part.fd, chunk, part.size)
        named = Chunk(at, part.size, UNKNOWN, part.number, len(chunk))
        part.size += len(chunk)
        last = self._last
        if (
            last is not None
            and last.part == part.number
            and last.length + len(chunk) <= JOINED_UP_TO
            and 0 <= at - last.at < JOINED_WITHIN
        ):
            self._record(last.grown(len(chunk)), self._index_size - RECORD)
        else:
            named = Chunk(at, named.offset, _own_time(chunk, part.feed), part.number, len(chunk))
            self._record(named, self._index_size)

    def note(self, note: Note, at: int) -> None:
        """Append a note."""
        line = note_line(note)
        _put(self._notes, line, self._notes_size)
        self._notes_size += len(line)
        self._record(Chunk(at, self._notes_size - len(line), UNKNOWN, NOTE, len(line)), self._index_size)

    def sync(self) -> None:
        """What was written so far is on the disk when this returns."""
        os.fdatasync(self._notes)
        os.fdatasync(self._index)

    def close(self) -> None:
        os.close(self._notes)
        os.close(self._index)

    def _create(self, source: str) -> tuple[str, int]:
        """A file nobody wrote to. One may be there that no note names: we were killed in between."""
        while True:
            self._parts += 1
            file = f"{self._name(source)}/{self._parts:06}.log"
            path = self._folder / file
            path.parent.mkdir(mode=0o700, exist_ok=True)
            try:
                return file, os.open(path, os.O_RDWR | os.O_EXCL | OWN, 0o600)
            except FileExistsError:
                continue

    def _record(self, chunk: Chunk, place: int) -> None:
        _put(self._index, packed(chunk), place)
        self._index_size = place + RECORD
        self._last = chunk

    def _name(self, source: str) -> str:
        """A folder's name for `source`, unlike that of any other source."""
        if source not in self._names:
            base = name = _NOT_IN_NAMES.sub("_", source)[:80].strip("._") or "log"
            number = 2
            while name in (*self._names.values(), INDEX, NOTES):
                name, number = f"{base}-{number}", number + 1
            self._names[source] = name
        return self._names[source]


def _put(fd: int, content: bytes, at: int) -> None:
    rest, place = memoryview(content), at
    try:
        while rest:
            written = os.pwrite(fd, rest, place)
            rest, place = rest[written:], place + written
    except OSError:
        os.ftruncate(fd, at)
        raise


def _own_time(chunk: bytes, feed: Feed) -> float:
    line = chunk[: chunk.find(b"\n")] if b"\n" in chunk[: 1 << 16] else b""
    own = clock(line, feed.reading) if line else None
    return UNKNOWN if own is None else own
