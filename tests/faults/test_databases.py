"""Q05 and Q07 on real databases: nobody waits for a dialog, and the way back of D1 is noted before every write."""

from pathlib import Path

import pytest

from cockpit.core.actions import Outcome
from cockpit.providers.sql.engine import Bound
from tests.lab.tables import Lab
from tests.providers.cloudflare.conftest import world
from tests.providers.cloudflare.world import World, new_run
from tests.providers.sql.conftest import engine_of, postgres

__all__ = ["postgres", "world"]

WRITES = (
    "update sessions set seen = {seen} where id = 1",
    "update sessions set token = {seen} where staff_id = 'u-1'",
    "insert into sessions values ({seen}, 'u-9', 'new', 0)",
    "delete from sessions where id = 3",
)
ROUNDS = 10


@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
async def test_a_session_waits_two_seconds_for_a_lock_and_holds_none_for_long(postgres: Lab, writing: bool) -> None:
    engine = engine_of(postgres)
    asked = "select current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"
    if writing:
        async with engine.writing() as session:
            [row] = (await session.run(Bound(asked))).rows
    else:
        [row] = (await engine.read(Bound(asked))).rows
    assert row == ("2s", "90s")


async def test_the_bookmark_is_noted_before_every_write_of_d1(world: World, tmp_path: Path) -> None:
    noted = 0
    for number in range(ROUNDS):
        world.database().script("insert or replace into sessions values (3, 'u-2', 'c', 2.0)")
        before = world.database().rows("select * from sessions order by id")
        plan = await world.plan("write", WRITES[number % len(WRITES)], seen=str(100 + number))
        [bookmark] = [line.rpartition(" ")[2] for line in plan.request if "bookmark before: " in line]
        await world.done(plan, new_run(tmp_path / f"run-{number}"))
        assert world.database().rows("select * from sessions order by id") != before
        assert world.database().restore(bookmark)
        noted += world.database().rows("select * from sessions order by id") == before
    assert noted == ROUNDS


async def test_where_no_row_has_the_version_that_was_shown_nothing_changes(world: World, tmp_path: Path) -> None:
    world.database().script("alter table sessions add column version integer default 1")
    text = "update sessions set seen = 9, version = 2 where staff_id = {staff} and version = 1"
    changed = 0
    for number in range(ROUNDS):
        world.database().script("update sessions set version = 1")
        plan = await world.plan("write", text, staff="u-1")
        assert plan.rows == 2, "counted, not guessed"
        world.database().script("update sessions set version = 7, seen = 5")
        receipt = await world.done(plan, new_run(tmp_path / f"run-{number}"))
        assert receipt.outcome is Outcome.FAILED
        changed += len(world.database().rows("select 1 from sessions where seen = 9"))
    assert changed == 0
