"""The recorder: while an incident is open, what every log source brings is kept in the incident's folder.

It writes in the thread that brought the bytes, before they can be seen as rows: `kill -9` costs nothing that was shown.
Nothing is synced while it records; a power cut may cost what the kernel had not written yet (Linux: about 35 seconds).
"""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.folding import survey
from cockpit.adapters.logs.recording.format import LOCK, Ended, Gone, Told
from cockpit.adapters.logs.recording.mend import Kept, Reached, mended
from cockpit.adapters.logs.recording.writer import OWN, Part, Writer
from cockpit.adapters.logs.segment import Segment
from cockpit.adapters.logs.store import LogStore
from cockpit.core.size import size

FLOOR = 256_000_000  # bytes of the disk left to the journal and to everybody else
LOOK_EVERY = 4 << 20  # bytes between looks at how much of the disk is left
RETRY = 30.0  # seconds between tries after the disk was full
PIECES = 16  # files the budget is spread over
LARGEST, SMALLEST = 64 << 20, 1 << 16


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write to the disk of `folder`."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


class Recorder:
    """Implements ports.Recorder for the sources of `store`, and keeps at most about `budget` bytes an incident."""

    def __init__(self, store: LogStore, budget: int, free: Callable[[Path], int] = free_bytes) -> None:
        self._store = store
        self._budget = budget
        self._free = free
        self._turn_at = min(max(budget // PIECES, SMALLEST), LARGEST)
        self._folder = Path()
        self._lock = -1
        self._writer: Writer | None = None
        self._parts: dict[int, Part] = {}
        self._kept: list[Kept] = []
        """Files that grow no more, oldest first."""
        self._reached: dict[tuple[int, int], Reached] = {}
        self._since_look = LOOK_EVERY
        self._stopped_for = ""
        self._missed = 0
        self._retry_at = 0.0
        self._told_budget = False

    def begin(self, folder: Path) -> str:
        self.close()
        self._folder = folder / "logs"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._lock = os.open(self._folder / LOCK, os.O_RDWR | OWN, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = mended(self._folder)
            self._writer = Writer(self._folder, found.parts)
        except BlockingIOError:
            self.close()
            return ""  # another cockpit on this incident records it
        except OSError as error:
            self.close()
            return f"the logs are not recorded: {self._folder} cannot be written ({error.strerror})"
        self._kept, self._reached = list(found.files), dict(found.reached)
        self._since_look, self._stopped_for, self._missed, self._told_budget = LOOK_EVERY, "", 0, False
        self._store.tapped(self)
        return ""

    def end(self) -> None:
        self._finish(ended=True)

    def close(self) -> None:
        """Stop; the recording can be gone on with."""
        self._finish(ended=False)

    def retry_now(self) -> None:
        """There may be room again: do not wait until the next try."""
        self._retry_at = 0.0

    def grew(self, feed: Feed, segment: Segment, offset: int, chunk: bytes, at: datetime) -> None:
        if self._writer is None or (self._stopped_for and not self._again(feed)):
            self._missed += len(chunk)
            return
        try:
            self._take(self._writer, feed, segment, offset, chunk, int(at.timestamp() * 1e6))
        except OSError as error:
            self._missed += len(chunk)
            self._stop(feed, (error.strerror or "error").lower())

    def told(self, source: str, text: str, at: datetime) -> None:
        if self._writer is None or self._stopped_for:
            return
        try:
            self._writer.note(Told(source=source, text=text), int(at.timestamp() * 1e6))
        except OSError:
            return  # the next chunk meets the same wall, and says so

    def _take(self, writer: Writer, feed: Feed, segment: Segment, offset: int, chunk: bytes, at: int) -> None:
        self._look_at_disk(len(chunk))
        part = self._parts.get(id(segment))
        if part is None:
            if (whole := _line_in(segment, offset, chunk)) is None:
                self._missed += len(chunk)
                return
            offset, chunk = offset + whole, chunk[whole:]
            part = self._parts[id(segment)] = self._begin(writer, feed, segment, offset)
        if offset < part.skip_to:
            offset, chunk = part.skip_to, chunk[part.skip_to - offset :]
        if not chunk:
            return
        if part.size >= self._turn_at:
            cut = _newest_entry(chunk)
            if cut or part.size >= 2 * self._turn_at:
                if cut:
                    writer.add(part, chunk[:cut], at)
                self._let_go(id(segment))
                part = self._parts[id(segment)] = self._begin(writer, feed, segment, offset + cut)
                chunk = chunk[cut:]
        writer.add(part, chunk, at)
        if self._used() > self._budget:
            self._give_back(writer, feed, at)

    def _begin(self, writer: Writer, feed: Feed, segment: Segment, offset: int) -> Part:
        """A new file for what follows in `segment`; what an earlier cockpit recorded of it is left out."""
        status = os.fstat(segment.fd)
        inode = (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) and status.st_nlink else None
        reached = self._reached.pop(inode, None) if inode is not None else None
        if reached is None or not _is_there(segment.fd, reached):
            return writer.begin(feed, inode, offset, 0)
        if offset > reached.offset:
            missing = f"{size(offset - reached.offset)} before this were not recorded: no cockpit was running"
            writer.note(Told(source=feed.name, text=missing), int(feed.now().timestamp() * 1e6))
        return writer.begin(feed, inode, max(offset, reached.offset), reached.offset)

    def _give_back(self, writer: Writer, feed: Feed, at: int) -> None:
        """Remove the oldest files of whoever takes the most, until the rest fits; what grows stays."""
        while self._used() > self._budget and self._kept:
            sums: dict[str, int] = {}
            for kept in self._kept:
                sums[kept.source] = sums.get(kept.source, 0) + kept.bytes
            greatest = max(sums, key=lambda source: sums[source])
            oldest = next(kept for kept in self._kept if kept.source == greatest)
            self._kept.remove(oldest)
            (self._folder / oldest.file).unlink(missing_ok=True)
            writer.note(Gone(source=oldest.source, file=oldest.file, bytes=oldest.bytes), at)
            if not self._told_budget:
                self._told_budget = True
                feed.notice(
                    f"the recording has reached its budget of {size(self._budget)}: "
                    f"its oldest lines go from here on ({size(oldest.bytes)} of {oldest.source} now)"
                )

    def _used(self) -> int:
        assert self._writer is not None
        growing = sum(part.size for part in self._parts.values())
        return growing + sum(kept.bytes for kept in self._kept) + self._writer.overhead

    def _look_at_disk(self, coming: int) -> None:
        self._since_look += coming
        if self._since_look >= LOOK_EVERY:
            self._since_look = 0
            if self._free(self._folder) < FLOOR:
                self._since_look = LOOK_EVERY
                raise OSError(errno.ENOSPC, f"less than {size(FLOOR)} are free")

    def _stop(self, feed: Feed, why: str) -> None:
        first = not self._stopped_for
        self._stopped_for, self._retry_at = why, time.monotonic() + RETRY
        for segment in list(self._parts):
            self._let_go(segment)
        if first:
            feed.notice(f"the recording stopped: {why}; lines are shown but not kept until there is room")

    def _again(self, feed: Feed) -> bool:
        """Whether there is room again; then the recording says what it missed."""
        if time.monotonic() < self._retry_at or self._writer is None:
            return False
        self._retry_at = time.monotonic() + RETRY
        if self._free(self._folder) < 2 * FLOOR:
            return False
        why, self._stopped_for = self._stopped_for, ""
        missed, self._missed = self._missed, 0
        feed.notice(f"lines dropped: {size(missed)} were not recorded ({why}); the recording goes on")
        return not self._stopped_for

    def _let_go(self, segment: int) -> None:
        part = self._parts.pop(segment)
        os.close(part.fd)
        self._kept.append(Kept(part.feed.name, part.file, part.size))

    def _finish(self, ended: bool) -> None:
        self._store.tapped(None)
        writer, self._writer = self._writer, None
        try:
            if writer is not None and ended:
                writer.note(Ended(), int(datetime.now(UTC).timestamp() * 1e6))
            if writer is not None and not self._stopped_for:
                for part in self._parts.values():
                    os.fdatasync(part.fd)
                writer.sync()
        except OSError:
            pass  # what could be kept is there; the incident's end does not depend on it
        for segment in list(self._parts):
            self._let_go(segment)
        if writer is not None:
            writer.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _line_in(segment: Segment, offset: int, chunk: bytes) -> int | None:
    """Where in `chunk`, which lies at `offset`, its first whole line begins; None: no line begins in it."""
    if offset == segment.base or os.pread(segment.fd, 1, offset - 1) == b"\n":
        return 0
    return chunk.find(b"\n") + 1 or None


def _newest_entry(chunk: bytes) -> int:
    return survey(chunk[: max(chunk.rfind(b"\n"), 0)])[3]


def _is_there(fd: int, reached: Reached) -> bool:
    """Whether the file still holds what was recorded of it: numbers of files are used again."""
    begin = reached.offset - len(reached.mark)
    return bool(reached.mark) and os.pread(fd, len(reached.mark), begin) == reached.mark
