"""The engine in its own thread, and the box its updates wait in."""

import asyncio
import itertools
import threading
from pathlib import Path

import pytest

from cockpit.core.incident import Phase
from cockpit.engine.kit import Kit
from cockpit.engine.mailbox import ROOM, Mailbox
from cockpit.engine.requests import Declare
from cockpit.engine.thread import Engine, Opened
from cockpit.engine.updates import Ended, IncidentChanged, ProbeSaid, Ready, Said, Update
from tests.fakes import ACTOR, PROFILE, RUNBOOK, FakeProvider, ListShelf, ManualClock, OneRunbook


def opened(folder: Path, closed: list[str]) -> Opened:
    ids = itertools.count(1)
    kit = Kit(
        profile=PROFILE,
        clock=ManualClock(),
        actor=ACTOR,
        incidents=ListShelf(folder),
        runbooks=OneRunbook(RUNBOOK),
        report=lambda records, head: "",
        new_id=lambda: f"a{next(ids)}",
        providers={"fake": FakeProvider()},
        last_moments=0.01,
    )
    return Opened(kit, closing=lambda: closed.append(threading.current_thread().name))


async def test_requests_made_before_everything_is_open_are_served(tmp_path: Path) -> None:
    closed: list[str] = []
    gate = threading.Event()

    def opening() -> Opened:
        gate.wait(10)
        return opened(tmp_path, closed)

    engine = Engine(opening)
    engine.start()
    engine.submit(Declare(title="early"))
    gate.set()
    seen: list[Update] = []
    async for update in engine.updates():
        seen.append(update)
        if isinstance(update, IncidentChanged) and update.incident.phase is Phase.OPEN:
            await asyncio.to_thread(engine.stop)
        if isinstance(update, Ended):
            break
    assert any(isinstance(update, Ready) for update in seen)
    assert engine.runbooks() == (("backlog", "Worker backlog", ""),)
    assert closed == ["engine"]


async def test_what_cannot_be_opened_is_said_and_ends_the_screen() -> None:
    def opening() -> Opened:
        raise LookupError("no provider is called 'x'")

    engine = Engine(opening)
    engine.start()
    assert [update async for update in engine.updates()] == [Ended(why="no provider is called 'x'")]


def test_an_engine_that_never_started_stops() -> None:
    assert Engine(lambda: opened(Path(), [])).stop()


async def test_a_screen_that_does_not_look_finds_only_the_newest_of_each_kind() -> None:
    box = Mailbox()
    for number in range(10_000):
        box.put(ProbeSaid(step="s", says=str(number)))
    box.put(Ended())
    assert [update async for update in box.updates()] == [ProbeSaid(step="s", says="9999"), Ended()]


async def test_a_screen_that_does_not_look_costs_no_more_than_the_room_there_is() -> None:
    box = Mailbox()
    for number in range(ROOM + 500):
        box.put(Said(text=str(number)))
    box.put(Ended())
    seen = [update async for update in box.updates()]
    assert len(seen) <= ROOM + 1
    assert Said(text=str(ROOM + 499)) in seen


async def test_a_mistake_of_ours_while_opening_ends_the_screen_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def opening() -> Opened:
        raise ZeroDivisionError

    died: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda of: died.append(of.exc_type))
    engine = Engine(opening)
    engine.start()
    seen = [update async for update in engine.updates()]
    assert [type(update) for update in seen] == [Ended]
    assert isinstance(seen[0], Ended)
    assert "our mistake" in seen[0].why
    assert engine.stop()
    assert died == [ZeroDivisionError]
