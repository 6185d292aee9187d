"""Reads a recording, while it grows or after its end, as the log it was: the same rows in the same order.

Only reads, so another process may be writing. Bytes that were kept and never named (the recorder was killed in between)
are taken once the index has rested.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.pump import Pump
from cockpit.adapters.logs.recording.format import (
    INDEX,
    NOTE,
    NOTES,
    RECORD,
    Begun,
    Chunk,
    Ended,
    Note,
    Told,
    notes_in,
    unpacked,
)
from cockpit.adapters.logs.segment import Segment
from cockpit.adapters.logs.store import LogStore
from cockpit.core.logreading import Reading, zone_named

LOOK = 0.1  # seconds between looks at what was added
RESTED = 3  # looks without a new record after which the bytes behind the last one are taken
RECORDS = 10_000  # read at once
AT_ONCE = 1 << 20  # bytes


@dataclass(slots=True)
class Played:
    """A file of the recording, and how much of it was taken."""

    feed: Feed
    file: str
    segment: Segment | None = None
    taken: int = 0
    gone: bool = False


def is_recording(folder: Path) -> bool:
    """Whether `folder` holds a recording."""
    return (folder / INDEX).is_file() and (folder / NOTES).is_file()


class Replay:
    """Brings the recording in `folder` to `store` in a thread of its own."""

    def __init__(self, folder: Path, store: LogStore, over: bool = False) -> None:
        """`over`: nobody records there any more. Raises OSError when there is none that can be read."""
        self._folder = folder
        self._store = store
        self._index = os.open(folder / INDEX, os.O_RDONLY | os.O_CLOEXEC)
        self._notes = os.open(folder / NOTES, os.O_RDONLY | os.O_CLOEXEC)
        self._at = 0
        self._told = 0
        self._ended = False
        self._over = over
        self._feeds: dict[str, Feed] = {}
        self._parts: dict[int, Played] = {}
        self._tell_gone: set[str] = set()
        self._pump = Pump("log recording", self._run)

    def start(self) -> None:
        """Sources are known when this returns; their lines come afterwards."""
        for note in self._all_notes():
            if isinstance(note, Begun):
                self._feed(note)
        self._pump.start()

    def close(self) -> None:
        self._pump.close()
        os.close(self._index)
        os.close(self._notes)

    def _run(self) -> None:
        rested = 0
        while not self._pump.stopping.is_set():
            if self._step():
                rested = 0
                continue
            rested += 1
            if rested == RESTED or (rested == 1 and self._ended):
                self._take_rest()
                rested = RESTED
            self._pump.wait(LOOK)

    def _step(self) -> bool:
        """Take what the next records name; whether there was anything."""
        # The newest record may have grown since it was read: it is read again.
        begin = max(self._at - RECORD, 0)
        chunks = unpacked(os.pread(self._index, RECORD * RECORDS, begin))
        self._at = begin + RECORD * len(chunks)
        moved = False
        for chunk in chunks:
            moved |= self._note(chunk) if chunk.part == NOTE else self._take(chunk)
        return moved

    def _note(self, chunk: Chunk) -> bool:
        if chunk.offset < self._told:
            return False
        self._told = chunk.offset + chunk.length
        for note in notes_in(os.pread(self._notes, chunk.length, chunk.offset)):
            match note:
                case Begun():
                    self._ended = False
                    self._parts[note.part] = Played(self._feed(note), note.file)
                case Told():
                    self._feed_named(note.source).notice(note.text)
                case Ended():
                    self._ended = True
        return True

    def _take(self, chunk: Chunk) -> bool:
        played = self._parts.get(chunk.part)
        if played is None or played.gone or chunk.offset + chunk.length <= played.taken:
            return False
        return self._bring(played, chunk.offset + chunk.length, chunk)

    def _bring(self, played: Played, end: int, chunk: Chunk) -> bool:
        if played.segment is None and not self._open(played):
            return False
        assert played.segment is not None
        before = played.taken
        while played.taken < end:
            content = os.pread(played.segment.fd, min(AT_ONCE, end - played.taken), played.taken)
            if not content:
                break
            played.feed.recorded(played.segment, content, chunk.when)
            played.taken += len(content)
        return played.taken > before

    def _open(self, played: Played) -> bool:
        try:
            fd = os.open(self._folder / played.file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            played.gone = True
            if played.feed.name not in self._tell_gone:
                self._tell_gone.add(played.feed.name)
                played.feed.notice("older lines are no longer kept: the recording had reached its budget")
            return False
        played.segment = played.feed.begin(fd)
        return True

    def _take_rest(self) -> None:
        for played in self._parts.values():
            if played.segment is None and not played.gone and not self._open(played):
                continue
            if played.segment is not None:
                status = os.fstat(played.segment.fd)
                self._bring(played, status.st_size, Chunk(int(status.st_mtime * 1e6), 0, 0.0, 0, 0))
                played.feed.show_partial(played.segment)
        for feed in self._feeds.values():
            feed.state = "recorded" if self._ended or self._over else "following"

    def _feed(self, note: Begun) -> Feed:
        reading = Reading(
            format=note.format,
            zone=zone_named(note.zone) or Reading().zone,
            own=note.own,
            now=self._store.now(),
        )
        if note.source not in self._feeds:
            self._feeds[note.source] = self._store.feed(note.source, reading)
            self._feeds[note.source].state = "reading"
        return self._feeds[note.source]

    def _feed_named(self, source: str) -> Feed:
        return self._feeds.get(source) or self._feed(Begun(part=0, source=source, file=""))

    def _all_notes(self) -> list[Note]:
        size = os.fstat(self._notes).st_size
        return notes_in(os.pread(self._notes, size, 0))
