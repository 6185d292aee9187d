"""Ten minutes of a live log with forced drops: events in are rows out, and what is missing is said in gap rows."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.tail_loss import tailed
from cockpit.adapters.websocket import SocketLostError
from cockpit.core.readings import SourceError
from cockpit.providers.cloudflare.tail import Tailing, Timing

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
MINUTES = 10
EACH = 0.1  # seconds between two events
OPENING = 3.0  # that making a tail takes


class World:
    """Time, which passes when somebody waits; events, one every tenth of a second; tails that bring them."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.life = 3600.0
        self.refusing: Callable[[float], bool] = lambda at: False
        self.breaks: list[tuple[float, float]] = []
        """Of each tail in turn: when its line goes dead, and how much later that is noticed."""
        self.tails: list[OneTail] = []
        self.stopping = asyncio.Event()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passes(seconds)

    def passes(self, seconds: float) -> None:
        self.passed = round(self.passed + seconds, 6)
        if self.passed >= MINUTES * 60:
            self.stopping.set()

    async def open(self) -> "OneTail":
        self.passes(OPENING)
        if self.refusing(self.passed):
            raise SourceError("api.cloudflare.com answered 500")
        self.tails.append(OneTail(self))
        return self.tails[-1]


class OneTail:
    """Brings every event said since it was made, until the line goes dead or its time is over."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._events = _events(world.passed)
        self._waiting = next(self._events)
        self._breaks = world.breaks.pop(0) if world.breaks else (1e9, 0.0)
        self._ends = world.passed + world.life
        self.expires = START + timedelta(seconds=self._ends)
        self.closed = False

    async def receive(self, seconds: float) -> bytes | None:
        await asyncio.sleep(0)
        dead, unnoticed = self._breaks
        until, said = self._world.passed + seconds, self._waiting / 10
        if said <= until and said < min(dead, self._ends):
            self._world.passes(max(said - self._world.passed, 0.0))
            event, self._waiting = self._waiting, next(self._events)
            return str(event).encode()
        if until >= dead + unnoticed:
            self._world.passes(max(dead + unnoticed - self._world.passed, 0.0))
            raise SocketLostError("the connection broke", silent=unnoticed)
        self._world.passes(seconds)
        return None

    async def close(self) -> None:
        self.closed = True


def _events(since: float) -> Iterator[int]:
    number = int(since / EACH)
    while True:
        number += 1
        yield number


class Rows:
    """Implements `LogFeed`, with the moment at which each row came."""

    state = ""

    def __init__(self, world: World) -> None:
        self._world = world
        self.events: list[int] = []
        self.notices: list[str] = []
        self.gaps: list[tuple[float, float]] = []

    def add(self, lines: bytes) -> None:
        self.events += map(int, lines.split())

    def notice(self, text: str) -> None:
        self.notices.append(text)

    def gap(self, length: timedelta, why: str) -> None:
        self.gaps.append((self._world.passed - length.total_seconds(), self._world.passed))

    def untold(self) -> list[int]:
        """Events that are no row and lie in no gap."""
        said = range(int(OPENING / EACH) + 1, self.events[-1])
        missing = sorted(set(said) - set(self.events))
        return [one for one in missing if not any(since <= one * EACH <= until for since, until in self.gaps)]


async def followed(world: World) -> Rows:
    """Ten minutes of it."""
    rows = Rows(world)
    await Tailing("helm-acme", rows, world, world.open).run(world.stopping)
    assert len(rows.events) == len(set(rows.events)), "no event twice"
    assert all(tail.closed for tail in world.tails)
    return rows


async def test_without_a_drop_every_event_of_ten_minutes_is_a_row_over_every_renewal() -> None:
    world = World()
    world.life = 150.0
    rows = await followed(world)
    assert len(world.tails) > 5
    assert rows.events == list(range(rows.events[0], rows.events[-1] + 1))
    assert (rows.notices, rows.gaps) == ([], [])


async def test_three_drops_in_ten_minutes_lose_nothing_that_is_not_said() -> None:
    world = World()
    world.breaks = [(120.0, 0.0), (300.0, 20.0), (480.0, 0.0)]
    rows = await followed(world)
    assert len(rows.gaps) == 3
    missing = rows.events[-1] - rows.events[0] + 1 - len(rows.events)
    assert missing == pytest.approx((3 * OPENING + 20.3) / EACH, abs=3)
    assert rows.untold() == []
    assert sum(until - since for since, until in rows.gaps) <= missing * EACH + 3, "nor is much more said to be missing"


async def test_a_tail_that_cannot_be_renewed_is_read_to_its_end() -> None:
    world = World()
    world.life = 200.0
    world.refusing = lambda at: 100 < at < 190
    rows = await followed(world)
    assert rows.events == list(range(rows.events[0], rows.events[-1] + 1)), "it could be renewed before its end"
    assert rows.notices == [
        "the live log of helm-acme ends at 09:03:23 UTC, no new one yet: api.cloudflare.com answered 500"
    ]


async def test_a_tail_that_ended_in_silence_is_a_gap_from_its_end_on() -> None:
    world = World()
    world.life = 200.0
    world.refusing = lambda at: 100 < at < 240
    rows = await followed(world)
    [(since, until)] = rows.gaps
    assert since <= 203.1 <= until
    assert rows.untold() == []


async def test_a_tail_that_always_drops_does_not_use_up_what_the_vendor_allows() -> None:
    world = World()
    world.breaks = [(0.0, 0.0)] * 1000
    rows = await followed(world)
    assert len(world.tails) <= MINUTES * 60 / (16 + OPENING) + 6, "a tail made and deleted is two of 240 a minute"
    assert len(rows.gaps) == len(world.tails) - 1, "each drop is said"


async def test_after_a_tail_that_lived_long_the_next_is_asked_for_at_once() -> None:
    world = World()
    world.breaks = [(120.0, 0.0), (240.0, 0.0), (360.0, 0.0)]
    rows = await followed(world)
    assert [round(until - since) for since, until in rows.gaps] == [4, 4, 4], "making one takes three"


@pytest.mark.parametrize("breaks", [144.0, 146.15])
async def test_an_old_line_that_breaks_while_the_new_one_is_made_loses_nothing_that_is_not_said(breaks: float) -> None:
    world = World()
    world.life = 200.0
    world.breaks = [(breaks, 0.0)]
    rows = await followed(world)
    assert rows.untold() == []
    assert rows.events[-1] - rows.events[0] + 1 - len(rows.events) <= 31


def test_over_real_sockets_a_reset_an_end_and_a_close_lose_nothing_that_is_not_said(tmp_path: Path) -> None:
    quick = Timing(before_expiry=0.3, shortest=0.05, back_off=(0.05, 0.1), overlap=0.1, look=0.02)
    loss = tailed(tmp_path, 3, 100, quick)
    assert loss.events == loss.rows + sum(drop.missing for drop in loss.drops)
    assert (loss.doubled, loss.disordered, loss.untold) == (0, 0, 0)
    assert len(loss.drops) >= 2
    assert any("answered 500" in says for says in loss.notices)
