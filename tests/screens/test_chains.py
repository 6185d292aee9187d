"""The walk along a chain on the screen: how far it is, stopped, left running, gone on with."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit.core.chainprogress import Progress, Stage
from cockpit.core.chainwalked import Walked
from cockpit.core.profile import ChainSpec
from cockpit.engine import requests as r
from cockpit.engine.updates import ChainVerified, ChainWalking
from screens.ask.walk import LEAVE, STOP, WalkScreen
from tests.fakes import PROFILE
from tests.screens.ask.asking import opened
from tests.screens.cockpit import Alone
from tests.widgets.painted import all_text, until

HALF = Progress(rows=5000, last_id="5000", per_s=100.0, of=10_000)
BROKEN = replace(HALF, first_break="17", breaks=2)
STAFF = replace(PROFILE, chains={"staff": ChainSpec(target="db", table="audit")})


def at(progress: Progress = HALF, stage: Stage = Stage.WALKING) -> ChainWalking:
    return ChainWalking(chain="staff", stage=stage, progress=progress)


def walk(known: list[ChainWalking]) -> Callable[[Callable[[], float]], WalkScreen]:
    return lambda now: WalkScreen("staff", lambda: known[-1] if known else None, None, now)


async def test_rows_pace_time_left_and_the_first_break_are_seen_at_80x24() -> None:
    known: list[ChainWalking] = []
    async with opened(walk(known), (80, 24)) as (app, pilot, _):
        await until(pilot, lambda: "waiting for the first rows" in all_text(app))
        known.append(at())
        await until(pilot, lambda: "5000 of about 10000 rows, at 5000, 100 rows/s, 50 s left" in all_text(app))
        assert "50%" in all_text(app)
        assert "no break so far" in all_text(app)
        known.append(at(replace(BROKEN, of=None)))
        await until(pilot, lambda: "[!] it breaks at 17, 2 breaks so far" in all_text(app))
        assert "how many rows there are is not known" in all_text(app)


async def test_it_closes_by_itself_when_it_is_through() -> None:
    known = [at()]
    async with opened(walk(known)) as (app, pilot, _):
        known.append(at(stage=Stage.OVER))
        await until(pilot, lambda: app.answers == [None])


@pytest.mark.parametrize(("key", "answer"), [("escape", STOP), ("b", LEAVE)])
async def test_escape_stops_and_b_leaves_it_running(key: str, answer: str) -> None:
    async with opened(walk([at()])) as (app, pilot, _):
        await pilot.press(key)
        await until(pilot, lambda: app.answers == [answer])


async def verify(app: Alone, pilot: Pilot[None]) -> None:
    await pilot.pause()
    app.cockpit.desk.begin("chains:verify")


async def test_a_walk_that_is_through_at_once_shows_only_what_it_found() -> None:
    def answers(app: Alone, request: r.Request) -> None:
        app.cockpit.receive(at(stage=Stage.OVER))
        app.cockpit.receive(ChainVerified(chain="staff", walked=Walked(rows=3, complete=True)))

    app = Alone(STAFF, datetime(2026, 3, 14, tzinfo=UTC), answers)
    async with app.run_test(size=(80, 24)) as pilot:
        await verify(app, pilot)
        await until(pilot, lambda: "the chain holds: 3 rows" in all_text(app))
        assert app.asked == [r.VerifyChain(chain="staff")]


async def test_a_stopped_walk_is_gone_on_with_or_begun_anew() -> None:
    app = Alone(STAFF, datetime(2026, 3, 14, tzinfo=UTC))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.cockpit.receive(at(stage=Stage.STOPPED))
        for keys, anew in (([], False), (["down"], True)):
            app.asked.clear()
            await verify(app, pilot)
            await until(pilot, lambda: "Go on behind 5000" in all_text(app))
            await until(pilot, lambda: not app.screen.query_one("#dialog").disabled)
            await pilot.press(*keys, "enter")
            await until(pilot, lambda: "waiting for the first rows" in all_text(app))
            assert app.asked == [r.VerifyChain(chain="staff", anew=anew)]
            await until(pilot, lambda: not app.screen.query_one("#dialog").disabled)
            await pilot.press("escape")
            await until(pilot, lambda: app.asked[1:] == [r.StopChain(chain="staff")])


async def test_what_was_stopped_says_so_before_all_else() -> None:
    app = Alone(STAFF, datetime(2026, 3, 14, tzinfo=UTC))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.cockpit.receive(ChainVerified(chain="staff", walked=Walked(rows=5, last_id="5")))
        await until(pilot, lambda: "Stopped behind 5; :verify goes on from there." in all_text(app))
