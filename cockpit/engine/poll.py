"""Reads the sources again and again; a failed attempt keeps the last value and says that it is old."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from cockpit.core.profile import AuditSpec, FreshSpec, QueueSpec, StatusSpec
from cockpit.core.readings import (
    AuditWindow,
    Held,
    MissingHereError,
    QueueReading,
    SourceError,
    StatusReading,
    TableReading,
)
from cockpit.core.slope import Point, kept, per_minute
from cockpit.engine.kit import Kit
from cockpit.engine.signals import SignalWatch
from cockpit.engine.updates import SourceRead, Update

TREND = 60  # readings kept for the trend
DEADLINE = 20.0  # seconds after which a source that does not answer is given up, whatever it promised
AUDIT_EVERY = timedelta(seconds=15)

Reading = QueueReading | AuditWindow | StatusReading | TableReading


class Poll:
    """Reads every source of the kit at its own pace, and all at once when asked."""

    def __init__(
        self, kit: Kit, watch: SignalWatch, around: Callable[[], datetime], publish: Callable[[Update], None]
    ) -> None:
        """`around` gives the moment audit windows are put around: T0, or now while there is none."""
        self._kit = kit
        self._around = around
        self._watch = watch
        self._publish = publish
        self._hurry: dict[str, asyncio.Event] = {}
        self._waiting: dict[str, tuple[Point, ...]] = {}
        self._unread_since: dict[str, datetime] = {}
        self.held: dict[str, Held] = {}
        audits = kit.profile.sources_of(AuditSpec).values()
        self.window = min((spec.window for spec in audits), default=timedelta(minutes=30))
        self.person = ""

    async def run(self) -> None:
        """Poll until cancelled."""
        queues = self._kit.profile.sources_of(QueueSpec)
        statuses: dict[str, StatusSpec | FreshSpec] = dict(self._kit.profile.sources_of(StatusSpec))
        statuses |= self._kit.profile.sources_of(FreshSpec)
        async with asyncio.TaskGroup() as group:
            for name, queue in self._kit.queues.items():
                group.create_task(self._repeat("queue", name, queue.read, queues[name].every))
            for name, status in self._kit.statuses.items():
                group.create_task(self._repeat("status", name, status.read, statuses[name].every))
            for name in self._kit.audits:
                group.create_task(self._repeat("audit", name, self._audit_reader(name), AUDIT_EVERY))

    def refresh(self, source: str = "") -> None:
        """Read `source`, or every source, now."""
        for name, event in self._hurry.items():
            if source in ("", name):
                event.set()

    async def read_now(self, source: str) -> Held:
        """A fresh reading of a queue, status or audit source for a probe. Raises SourceError."""
        if source in self._kit.queues:
            await self._attempt("queue", source, self._kit.queues[source].read)
        elif source in self._kit.statuses:
            await self._attempt("status", source, self._kit.statuses[source].read)
        elif source in self._kit.audits:
            await self._attempt("audit", source, self._audit_reader(source))
        else:
            known = ", ".join([*self._kit.queues, *self._kit.statuses, *self._kit.audits]) or "none"
            raise SourceError(f"there is no source called {source!r} to read (known: {known})")
        return self.held[source]

    async def _repeat(self, kind: str, name: str, read: Callable[[], Awaitable[Reading]], every: timedelta) -> None:
        event = self._hurry[name] = asyncio.Event()
        while True:
            await self._attempt(kind, name, read)
            event.clear()
            sleep = asyncio.ensure_future(self._kit.clock.sleep(every.total_seconds()))
            hurry = asyncio.ensure_future(event.wait())
            try:
                await asyncio.wait({sleep, hurry}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleep.cancel()
                hurry.cancel()

    async def _attempt(self, kind: str, name: str, read: Callable[[], Awaitable[Reading]]) -> None:
        before = self.held.get(name, Held(source=name))
        try:
            async with asyncio.timeout(DEADLINE):
                reading = await read()
        except TimeoutError:
            now = replace(before, error=f"{name} did not answer within {DEADLINE:.0f} s", tried=self._kit.clock.now())
            self._unread(name)
        except MissingHereError as error:  # a credential lacks here; that says nothing of what is to be read
            now = replace(before, error=str(error), tried=self._kit.clock.now())
        except SourceError as error:
            now = replace(before, error=str(error), tried=self._kit.clock.now())
            self._unread(name)
        else:
            reading = self._sloped(name, reading)
            now = Held(source=name, reading=reading, tried=reading.at, trend=_trend(before, reading))
            if isinstance(reading, QueueReading | StatusReading):
                self._watch.measure(name, reading.values, reading.at)
            self._unread_since.pop(name, None)
            self._watch.unread(name, 0.0, reading.at)
        self.held[name] = now
        self._publish(SourceRead(kind=kind, held=now))

    def _unread(self, name: str) -> None:
        """It could not be read: since when counts from the first failure in a row."""
        now = self._kit.clock.now()
        since = self._unread_since.setdefault(name, now)
        self._watch.unread(name, (now - since).total_seconds() / 60, now)

    def _sloped(self, name: str, reading: Reading) -> Reading:
        """A queue's reading with how fast its waiting jobs grow."""
        spec = self._kit.profile.sources_of(QueueSpec).get(name)
        if not isinstance(reading, QueueReading) or spec is None:
            return reading
        waiting = sum(queue.counts.get(status, 0) for queue in reading.queues for status in spec.waiting)
        self._waiting[name] = kept(self._waiting.get(name, ()), (reading.at, float(waiting)))
        return replace(reading, slope=per_minute(self._waiting[name]))

    def _audit_reader(self, name: str) -> Callable[[], Awaitable[Reading]]:
        source = self._kit.audits[name]

        async def read() -> Reading:
            middle = self._around()
            return await source.window(middle - self.window, middle + self.window, self.person)

        return read


def _trend(before: Held, reading: Reading) -> tuple[float, ...]:
    if not isinstance(reading, QueueReading):
        return before.trend
    oldest = reading.values["oldest_min"]
    return (*before.trend, float(oldest or 0))[-TREND:]
