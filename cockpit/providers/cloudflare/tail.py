"""A Worker's live log: a tail made over HTTP, its events over a WebSocket, renewed before it falls silent.

Each event comes as one JSON object and enters the log as one line. A tail is deleted when it is no longer needed.
Sources: cloudflare/workers-sdk, packages/wrangler/src/tail (protocol `trace-v1`, ping of 10 s, back-off of 1 to 16 s);
developers.cloudflare.com/workers/observability/logs/real-time-logs (10 clients, sampling); the issue
cloudflare/workers-sdk#14427 (nothing closes an expired tail: it just says nothing any more).
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

import msgspec

from cockpit.adapters.cloudflare.client import RefusedError
from cockpit.adapters.websocket import SocketLostError
from cockpit.core.readings import SourceError
from cockpit.ports import Clock, LogFeed
from cockpit.providers.cloudflare.tail_events import notice_in


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Lengths in seconds; tests use shorter ones."""

    before_expiry: float = 60.0
    longest: float = 3600.0
    """A tail is renewed at the latest after this: in practice the line drops about once an hour."""
    shortest: float = 60.0
    """And never sooner than this, whatever the two clocks say."""
    overlap: float = 2.0
    """How long the old tail is still read after the new one has begun."""
    back_off: tuple[float, ...] = (0.1, 1.0, 2.0, 4.0, 8.0, 16.0)
    settled: float = 60.0
    """A tail that lived so long lets the waits begin anew; one that always drops must not use up the vendor's limit."""
    refused: float = 60.0
    """Until the next try after the vendor said no."""
    look: float = 0.5


USUAL = Timing()
AGAIN = "connecting again"


class OpenTail(Protocol):
    """One tail and its connection."""

    expires: datetime

    async def receive(self, seconds: float) -> bytes | None:
        """The next event; None: none came in time. Raises SocketLostError."""

    async def close(self) -> None:
        """Close the connection and delete the tail, as well as it can be done."""


class Tailing:
    """Follows one Worker until it is told to stop. `open` makes a tail; raises SourceError or SocketLostError."""

    def __init__(
        self,
        worker: str,
        feed: LogFeed,
        clock: Clock,
        open: Callable[[], Awaitable[OpenTail]],
        timing: Timing = USUAL,
    ) -> None:
        self._worker, self._feed, self._clock, self._open, self._timing = worker, feed, clock, open, timing
        self._tail: OpenTail | None = None
        self._lost: float | None = None
        """When the last tail was lost; None: nothing is missing."""
        self._said = ""
        self._tries = 0
        self._began_at = 0.0
        """When a tail was made after there was none."""
        self._asked = 0.0
        """When the newest tail was asked for."""
        self._overlap: Counter[bytes] = Counter()

    async def run(self, stopping: asyncio.Event) -> None:
        """Bring events until `stopping` is set. Never raises for what the other side does."""
        try:
            while not stopping.is_set():
                await self._rest(await self._once(stopping), stopping)
        finally:
            await self._let_go()
            self._feed.state = "ended"

    async def _once(self, stopping: asyncio.Event) -> float:
        """Open a tail and read it to its end; how long to wait before the next."""
        try:
            self._tail = await self._open()
        except (SourceError, SocketLostError) as error:
            self._trouble(str(error))
            return self._wait_after(error)
        self._began()
        try:
            while not stopping.is_set():
                await self._follow(self._tail, self._due(self._tail), stopping, self._overlap)
                new = await self._next(self._tail, stopping, self._overlap)
                if new is not None:
                    self._tail, self._overlap = await self._renewed(self._tail, new)
        except SocketLostError as error:
            self._lost = self._clock.monotonic() - error.silent
            self._trouble(f"the live log of {self._worker} was lost: {error}; connecting again")
            await self._let_go()
            if self._clock.monotonic() - self._began_at >= self._timing.settled:
                self._tries = 0
            return self._wait_after(error)
        return 0.0

    async def _rest(self, seconds: float, stopping: asyncio.Event) -> None:
        """Wait, but not after being told to stop."""
        waiting = {asyncio.ensure_future(self._clock.sleep(seconds)), asyncio.ensure_future(stopping.wait())}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    def _wait_after(self, error: Exception) -> float:
        """Seconds until a tail is asked for again."""
        if isinstance(error, RefusedError) and error.code:
            return self._timing.refused
        self._tries += 1
        return self._timing.back_off[min(self._tries, len(self._timing.back_off)) - 1]

    def _left(self, tail: OpenTail) -> float:
        """Seconds until the tail says nothing any more."""
        return (tail.expires - self._clock.now()).total_seconds()

    def _due(self, tail: OpenTail) -> float:
        """When to renew it."""
        left = min(self._left(tail) - self._timing.before_expiry, self._timing.longest)
        return self._clock.monotonic() + max(self._timing.shortest, left)

    async def _follow(self, tail: OpenTail, ends: float, stopping: asyncio.Event, seen: Counter[bytes]) -> None:
        """Read until `ends`; what the old tail had brought already is left out once."""
        while not stopping.is_set() and self._clock.monotonic() < ends:
            event = await tail.receive(self._timing.look)
            if event is None:
                seen.clear()  # what both brought has passed by
            elif seen[event]:
                seen[event] -= 1
            else:
                self._take(event)

    async def _next(self, old: OpenTail, stopping: asyncio.Event, seen: Counter[bytes]) -> OpenTail | None:
        """The tail after `old`, which is read to its end while there is none; None: told to stop."""
        while not stopping.is_set():
            self._asked = self._clock.monotonic()
            try:
                new = await self._open()
            except (SourceError, SocketLostError) as error:
                left = self._left(old)
                if left <= 0:
                    await self._follow(old, self._clock.monotonic() + self._timing.look, stopping, seen)
                    says = f"it has ended and there is no new one ({error})"
                    raise SocketLostError(says, silent=-self._left(old)) from error
                self._notice(
                    f"the live log of {self._worker} ends at {old.expires:%H:%M:%S} UTC, no new one yet: {error}"
                )
                await self._follow(old, self._clock.monotonic() + min(self._wait_after(error), left), stopping, seen)
            else:
                self._tries, self._said = 0, ""
                return new
        return None

    async def _renewed(self, old: OpenTail, new: OpenTail) -> tuple[OpenTail, Counter[bytes]]:
        """`new`, begun before `old` ends, and what came over the old one meanwhile."""
        seen: Counter[bytes] = Counter()
        made, first, missed = self._clock.monotonic(), None, -self._left(old)
        with suppress(SocketLostError):  # it will be noticed again when it is followed
            first = await new.receive(self._timing.overlap)
        try:
            await self._emptied(old, made + self._timing.overlap, first, seen)
        except SocketLostError as error:
            if first is None or not seen[first]:  # it may have broken before the new one was there
                missed = max(missed, made - self._asked + error.silent)
        await old.close()
        if missed > 0:
            self._gap(missed)
        if first is not None and seen[first]:
            seen[first] -= 1
        elif first is not None:
            self._take(first)
        return new, seen

    async def _emptied(self, old: OpenTail, ends: float, first: bytes | None, seen: Counter[bytes]) -> None:
        """Read `old` until it is empty or has brought what the new one began with: the rest of it is nowhere else."""
        while True:
            event = await old.receive(self._timing.look)
            if event is not None:
                seen[event] += 1
                self._take(event)
            late = self._clock.monotonic() >= ends
            if late and (event is None or (first is not None and seen[first])):
                return

    def _take(self, event: bytes) -> None:
        says = notice_in(event)
        if says:
            self._feed.notice(says)
        else:
            # A line break inside a JSON text is escaped, so one in an event stands between its parts.
            self._feed.add(event.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n")

    def _began(self) -> None:
        self._began_at = self._clock.monotonic()
        self._overlap.clear()
        self._feed.state, self._said = "following", ""
        if self._lost is not None:
            self._gap(self._clock.monotonic() - self._lost)
            self._lost = None

    def _gap(self, seconds: float) -> None:
        self._feed.gap(timedelta(seconds=ceil(seconds)), f"the live log of {self._worker} goes on")

    def _trouble(self, says: str) -> None:
        """Say what is wrong, once for as long as it stays the same."""
        self._feed.state = AGAIN
        self._notice(says)

    def _notice(self, says: str) -> None:
        if says != self._said:
            self._feed.notice(says)
        self._said = says

    async def _let_go(self) -> None:
        if self._tail is not None:
            tail, self._tail = self._tail, None
            await tail.close()
