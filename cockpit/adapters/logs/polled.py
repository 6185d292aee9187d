"""A log that has to be asked for again and again: overlapping times, each line once, and every gap said.

Lines come late at most vendors, so each question begins a while before the last one ended; what was seen is left out by
its id. Nothing is lost in silence: what could not be read, or was more than the answers hold, is a row of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from cockpit.adapters.logs.pump import Pump
from cockpit.core.duration import short
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Clock, LogFeed

MOST_PAGES = 5
"""Questions for one stretch of time; a storm must not use up what the vendor allows."""
AGAIN = "connecting again"
"""As every log says it that was lost and goes on by itself; why stands in a row of its own."""
LOOK = 0.1  # seconds between looks whether the source is to stop while a question is open


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line as the vendor has it: its id there, its time, and what is shown."""

    id: str
    at: datetime
    raw: bytes


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """An answer. `full`: there were more; the newest are here, in any order."""

    lines: tuple[Line, ...]
    full: bool = False


Ask = Callable[[datetime, datetime], Awaitable[Page]]
"""The lines from a time to another (aware). Raises SourceError."""


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """How often, and over which times."""

    every: timedelta = timedelta(seconds=15)
    quiet: timedelta = timedelta(seconds=30)
    """How long to wait while nothing new comes, nothing can be read, or an answer takes several pages."""
    overlap: timedelta = timedelta(minutes=2)
    """How late a line may come and still be seen."""
    before: timedelta = timedelta(minutes=15)
    """How far back the first question looks."""
    longest: timedelta = timedelta(hours=24)
    """The longest time one question may look at."""


class Follower:
    """What was seen so far. `once` asks and says what is new; it never raises."""

    def __init__(
        self, ask: Ask, clock: Clock, rhythm: Rhythm, keep: Callable[[bytes], None], say: Callable[[str], None]
    ):
        self._ask, self._clock, self._rhythm = ask, clock, rhythm
        self._keep, self._say = keep, say
        self._until: datetime | None = None
        self._failing: datetime | None = None
        self._seen: dict[str, datetime] = {}
        self.state = "opening"
        self.pause = rhythm.every
        """How long to wait before the next question."""

    async def once(self) -> None:
        """Read what came since the last time."""
        now = self._clock.now()
        since = self._until - self._rhythm.overlap if self._until else now - self._rhythm.before
        earliest = now - self._rhythm.longest
        try:
            lines, missing, asked = await self._all(max(since, earliest), now)
        except SourceError as error:
            self._slower()
            if self._failing is None:
                self._failing = self._until or now
                self._say(f"not read from {_clock(self._failing)} on: {error}; {AGAIN}")
            self.state = AGAIN
            return
        if self._until is not None and self._until < earliest:
            self._say(f"lines from {_clock(self._until)} to {_clock(earliest)} are missing: too long ago to ask for")
        if self._failing is not None:
            self._say(f"read again after {short(now - self._failing)}; what came meanwhile follows")
        if missing:
            self._say(f"too many lines: those from {_clock(max(since, earliest))} to {_clock(missing)} are missing")
        self._until, self._failing, self.state = now, None, "following"
        new = sorted((line for line in lines if line.id not in self._seen), key=lambda line: line.at)
        self._seen |= {line.id: line.at for line in new}
        self._seen = {
            id: at for id, at in self._seen.items() if at > now - 2 * self._rhythm.overlap - self._rhythm.before
        }
        if not new:
            self._slower()
            return
        self.pause = min(self._rhythm.every * asked, max(self._rhythm.quiet, self._rhythm.every))
        self._keep(b"".join(line.raw.replace(b"\n", b" ") + b"\n" for line in new))

    def _slower(self) -> None:
        self.pause = max(min(2 * self.pause, self._rhythm.quiet), self._rhythm.every)

    async def _all(self, since: datetime, until: datetime) -> tuple[Sequence[Line], datetime | None, int]:
        """Every line of the time, page by page from the newest back; up to when some are missing; how many pages."""
        found: dict[str, Line] = {}
        for asked in range(1, MOST_PAGES + 1):
            page = await self._ask(since, until)
            before = len(found)
            found |= {line.id: line for line in page.lines}
            oldest = min((line.at for line in page.lines), default=until)
            if not page.full or oldest <= since:
                return list(found.values()), None, asked
            if len(found) == before:
                break  # more lines in one moment than an answer holds
            until = oldest
        return list(found.values()), until, asked


class PolledLog:
    """Follows in a thread and an event loop of its own; implements `LogSource`."""

    def __init__(
        self, name: str, feed: LogFeed, ask: Ask, end: Callable[[], Awaitable[None]], clock: Clock, rhythm: Rhythm
    ) -> None:
        """`end` lets go of the connection; it is called in the same loop as `ask`."""
        self._feed, self._ask, self._end = feed, ask, end
        self._clock, self._rhythm = clock, rhythm
        self._pump = Pump(f"log {printable(name, 60)}", self._run)

    def start(self) -> None:
        self._pump.start()

    def close(self) -> None:
        self._pump.close()

    def _run(self) -> None:
        follower = Follower(self._ask, self._clock, self._rhythm, self._feed.add, self._feed.notice)
        with asyncio.Runner() as runner:
            while not self._pump.stopping.is_set():
                runner.run(self._unless_stopped(follower))
                self._feed.state = follower.state
                self._pump.wait(follower.pause.total_seconds())
            runner.run(_ended(self._end))
        self._feed.state = "ended"

    async def _unless_stopped(self, follower: Follower) -> None:
        task = asyncio.ensure_future(follower.once())
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK)
            if self._pump.stopping.is_set():
                task.cancel()
                await asyncio.wait({task})
                return
        task.result()


async def _ended(end: Callable[[], Awaitable[None]]) -> None:
    await end()


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}"
