"""The log store: several sources merged in the order in which their bytes came, readable by row from any thread."""

import os
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Protocol

import msgspec

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.recent import Recent
from cockpit.adapters.logs.segment import Segment
from cockpit.core.logreading import DEFAULT, Reading
from cockpit.core.logrow import LogRow, RowKind
from cockpit.core.text import printable

HELD = 8 << 20  # bytes before the declaration that a recording takes along: T0 lies before it


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came in from one source and what became of it: nothing is lost in silence."""

    bytes: int = 0
    lines: int = 0
    rows: int = 0
    """Entries; a line more than rows is a line folded into the row above."""
    notices: int = 0
    dropped: int = 0
    """Bytes that could not be kept (no space left); each time a notice row says so."""


class Tap(Protocol):
    """Hears of everything that comes in, in the order of the rows, in the thread that brought it."""

    def grew(self, feed: Feed, segment: Segment, offset: int, chunk: bytes, at: datetime) -> None: ...

    def told(self, source: str, text: str, at: datetime) -> None: ...


class LogStore:
    """Implements `ports.LogView`. Rows are numbered in the order of arrival and never change their number."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = RLock()
        self._recent = Recent(HELD)
        self._tap: Tap | None = None
        self._feeds: dict[str, Feed] = {}
        self._parts: list[tuple[Feed, Segment]] = []
        self._part_of: dict[int, int] = {}
        self._notices: list[LogRow] = []
        # Runs of rows from one part; part 0 stands for the notices.
        self._run_rows = array("Q")
        self._run_parts = array("L")
        self._run_firsts = array("Q")
        self._rows = 0

    def feed(self, name: str, reading: Reading = DEFAULT, quiet_after: timedelta | None = None) -> Feed:
        """A new source called `name`, made printable, and unique by a number if need be; its lines are read so.

        When it was silent for longer than `quiet_after` a notice says so as soon as it speaks again.
        """
        with self._lock:
            base = name = printable(name, 60)
            number = 2
            while name in self._feeds:
                name, number = f"{base} {number}", number + 1
            self._feeds[name] = Feed(self, name, reading, quiet_after)
            return self._feeds[name]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self._feeds)

    def __len__(self) -> int:
        return self._rows

    def rows(self, start: int, stop: int) -> Sequence[LogRow]:
        """The rows `start` to `stop`, cut to what is there."""
        found: list[LogRow] = []
        for part, first, count, _ in self._stretches(start, stop):
            if part == 0:
                found.extend(self._notices[first : first + count])
                continue
            feed, segment = self._parts[part - 1]
            entries = segment.read(first, first + count)
            found.extend(LogRow(feed.name, raw, reading=feed.reading) for raw in entries)
            if missing := count - len(entries):
                why = segment.lost or "this entry can no longer be read: its file was cut short"
                found.extend([LogRow(feed.name, why.encode(), RowKind.NOTICE)] * missing)
        return found

    def matching(self, needle: bytes, start: int, stop: int, inverse: bool = False) -> Sequence[int]:
        """Indexes of the rows in the range that hold `needle` (ASCII letters in either case), or do not."""
        low = needle.lower()
        found = array("Q")
        for part, first, count, row in self._stretches(start, stop):
            if part == 0:
                said = self._notices[first : first + count]
                hits = {first + at for at, notice in enumerate(said) if low in notice.raw.lower()}
            else:
                segment = self._parts[part - 1][1]
                hits = {hit for block in segment.blocks(first, first + count) for hit in segment.holding(low, block)}
            if inverse:
                found.extend(row + local - first for local in range(first, first + count) if local not in hits)
            else:
                found.extend(row + local - first for local in sorted(hits) if first <= local < first + count)
        return found

    def last_arrival(self, source: str) -> datetime | None:
        feed = self._feeds.get(source)
        return feed.last_arrival if feed else None

    def state(self, source: str) -> str:
        feed = self._feeds.get(source)
        return feed.state if feed else "no such source"

    def skew(self, source: str) -> timedelta | None:
        feed = self._feeds.get(source)
        return feed.skew() if feed else None

    def counts(self, source: str) -> Counts:
        """What came in from `source` so far."""
        feed = self._feeds[source]
        return Counts(
            bytes=sum(segment.end - segment.base for segment in feed.segments),
            lines=sum(segment.lines for segment in feed.segments),
            rows=sum(segment.entries for segment in feed.segments),
            notices=sum(notice.source == source for notice in self._notices),
            dropped=feed.dropped,
        )

    def close(self) -> None:
        """Close the files; call after the sources are closed."""
        with self._lock:
            for _, segment in self._parts:
                os.close(segment.fd)
            self._parts.clear()

    def begin(self, feed: Feed, segment: Segment) -> None:
        with self._lock:
            self._parts.append((feed, segment))
            self._part_of[id(segment)] = len(self._parts)

    def now(self) -> datetime:
        """Aware, UTC."""
        return self._now()

    def tapped(self, tap: Tap | None) -> None:
        """From now on `tap` hears of what comes; first of what came lately and is still held. None: nobody does."""
        with self._lock:
            self._tap = tap
            if tap is not None:
                self._replay(tap)

    def grow(self, segment: Segment, chunk: bytes | None) -> None:
        with self._lock:
            first, offset, at = segment.entries, segment.end, self.now()
            begun = segment.show_partial() if chunk is None else segment.add(chunk)
            part = self._part_of[id(segment)]
            if begun:
                self._extend(part, first, begun)
            if chunk:
                self._recent.add(part, offset, len(chunk), at)
                if self._tap is not None:
                    self._tap.grew(self._parts[part - 1][0], segment, offset, chunk, at)

    def lose(self, segment: Segment, why: str) -> None:
        with self._lock:
            segment.lose(why)

    def notice(self, feed: Feed, text: str) -> None:
        with self._lock:
            self._notices.append(LogRow(feed.name, text.encode(), RowKind.NOTICE))
            self._extend(0, len(self._notices) - 1, 1)
            at = self.now()
            self._recent.add(0, len(self._notices) - 1, 1, at)
            if self._tap is not None:
                self._tap.told(feed.name, text, at)

    def _replay(self, tap: Tap) -> None:
        for piece in self._recent.pieces:
            if piece.part == 0:
                notice = self._notices[piece.offset]
                tap.told(notice.source, notice.raw.decode(), piece.at)
                continue
            feed, segment = self._parts[piece.part - 1]
            chunk = b"" if segment.lost else segment.bytes_at(piece.offset, piece.length)
            if chunk:
                tap.grew(feed, segment, piece.offset, chunk, piece.at)

    def _extend(self, part: int, first: int, count: int) -> None:
        if not self._run_parts or self._run_parts[-1] != part:
            self._run_rows.append(self._rows)
            self._run_parts.append(part)
            self._run_firsts.append(first)
        self._rows += count

    def _stretches(self, start: int, stop: int) -> Iterator[tuple[int, int, int, int]]:
        """The range as stretches of one part each: (part, its first row there, how many, the row in the store)."""
        row, stop = max(start, 0), min(stop, self._rows)
        run = bisect_right(self._run_rows, row) - 1
        while row < stop:
            end = self._run_rows[run + 1] if run + 1 < len(self._run_rows) else stop
            count = min(end, stop) - row
            yield self._run_parts[run], self._run_firsts[run] + row - self._run_rows[run], count, row
            row, run = row + count, run + 1
