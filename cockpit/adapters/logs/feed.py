"""One source's way into the log store: its lines, its state, and the rows that say what is missing."""

from datetime import datetime, timedelta
from typing import Protocol

from cockpit.adapters.logs.segment import Segment
from cockpit.adapters.logs.skew import SkewGauge
from cockpit.core.duration import short
from cockpit.core.logreading import DEFAULT, Reading
from cockpit.core.text import printable

UNUSUAL = 4  # times its usual pause: then a source's silence is worth a row
NEWEST = 8  # arrivals over which the usual pause is taken


class Rows(Protocol):
    """The part of the store that a feed writes to."""

    def now(self) -> datetime: ...

    def begin(self, feed: "Feed", segment: Segment) -> None: ...

    def grow(self, segment: Segment, chunk: bytes | None) -> None: ...

    def lose(self, segment: Segment, why: str) -> None: ...

    def notice(self, feed: "Feed", text: str) -> None: ...


class Feed:
    """Its methods are called by the source's thread only."""

    def __init__(
        self, store: Rows, name: str, reading: Reading = DEFAULT, quiet_after: timedelta | None = None
    ) -> None:
        self.name = name
        self.reading = reading
        """How its lines are to be read, handed on with each row."""
        self.state = "opening"
        self.last_arrival: datetime | None = None
        self.dropped = 0
        self.live = False
        """Whether what comes was written just now; the lines of a file's past tell nothing of clocks or silence."""
        self.segments: list[Segment] = []
        self._store = store
        self._quiet_after = quiet_after
        self._usual = 0.0
        """Seconds between two arrivals, the newest counting most: a log that says little is not silent."""
        self._gauge = SkewGauge(reading)

    def now(self) -> datetime:
        """The store's time."""
        return self._store.now()

    def begin(self, fd: int, base: int = 0) -> Segment:
        """A new file, to be read from offset `base`; the store closes `fd` in the end."""
        segment = Segment(fd, base)
        self.segments.append(segment)
        self._store.begin(self, segment)
        return segment

    def add(self, segment: Segment, chunk: bytes) -> None:
        """Take in `chunk`, which lies in the file of `segment` behind what was added before."""
        now = self._store.now()
        if self.live:
            self._end_silence(now)
            self._gauge.look(chunk, now)
        self.last_arrival = now
        self._store.grow(segment, chunk)

    def recorded(self, segment: Segment, chunk: bytes, at: datetime) -> None:
        """Take in `chunk` of a recording, which had come `at`; silence and clocks were looked at back then."""
        self.last_arrival = at
        self._store.grow(segment, chunk)

    def show_partial(self, segment: Segment) -> None:
        """The source has paused or ended: show its unfinished last line."""
        self._store.grow(segment, None)

    def lose(self, segment: Segment, why: str) -> None:
        """The bytes of `segment` can no longer be read; its rows say `why`."""
        self._store.lose(segment, why)

    def notice(self, text: str) -> None:
        """Add a row of the cockpit's own words."""
        self._store.notice(self, printable(text))

    def gap(self, length: timedelta, why: str) -> None:
        """The source was away for `length`, and what it said meanwhile may be missing: `gap(…, "reconnected")`."""
        self.notice(f"{why}, up to {short(length)} missing")

    def sampled(self, one_in: float | None = None) -> None:
        """The provider hands on only some of the lines; `one_in`: one of so many, where it says how many."""
        self.notice("sampled by provider" + (f": about one line in {one_in:g}" if one_in else ""))

    def skew(self) -> timedelta | None:
        """How much later than their own time its lines come; None: they do not say, or none came just now."""
        return self._gauge.skew()

    def _end_silence(self, now: datetime) -> None:
        if self._quiet_after is None or self.last_arrival is None:
            return
        silent = now - self.last_arrival
        if silent > self._quiet_after and silent.total_seconds() > UNUSUAL * self._usual:
            self.notice(f"silent {short(silent)}")
        self._usual += (silent.total_seconds() - self._usual) / NEWEST
