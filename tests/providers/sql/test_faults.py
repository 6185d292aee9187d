"""Faults a responder meets at night, on a real PostgreSQL: counts that grow, plans left open, a world that moved on."""

from collections.abc import Iterator

import psycopg
import pytest

from cockpit.core.actions import Confirm, Outcome
from cockpit.ports import Run
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, context
from tests.providers.sql.desk import Desk

ROUNDS = 20


@pytest.fixture
def desk(postgres: Lab, run: Run) -> Desk:
    postgres.run("create table jobs (id bigint primary key, status text not null, version int not null default 1)")
    return Desk(postgres, FACTORIES["postgres"].build(context()), run)


@pytest.fixture
def other(desk: Desk) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody else's session on the same database."""
    with psycopg.connect(desk.lab.target.settings["dsn"], autocommit=True) as session:
        yield session


def filled(desk: Desk, rows: int) -> None:
    desk.lab.run(f"insert into jobs select g, 'open' from generate_series(1, {rows}) g")


@pytest.mark.parametrize("rows", [1, 100, 50_000])
async def test_the_rows_shown_are_counted_and_not_estimated(desk: Desk, rows: int) -> None:
    filled(desk, rows)
    desk.lab.run("analyze jobs", f"insert into jobs select g, 'open' from generate_series({rows} + 1, {2 * rows}) g")
    plan = await desk.plan("write", "update jobs set status = 'closed' where status = 'open'")
    assert plan.rows == 2 * rows, "the planner's statistics say half as many"
    assert plan.confirm is (Confirm.TYPE if plan.rows > 100 else Confirm.ASK)
    receipt = await desk.execute(plan)
    assert (receipt.outcome, receipt.rows) == (Outcome.DONE, 2 * rows)


async def test_one_row_more_than_was_shown_is_rolled_back(desk: Desk) -> None:
    filled(desk, 100)
    plan = await desk.plan("write", "update jobs set status = 'closed' where status = 'open'")

    desk.lab.run("insert into jobs values (1000, 'open')")
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert desk.lab.rows("select count(*) from jobs where status = 'closed'") == [(0,)]


async def test_a_plan_left_open_holds_nothing(desk: Desk, other: psycopg.Connection[tuple[object, ...]]) -> None:
    filled(desk, 10)
    plan = await desk.plan("write", "update jobs set status = 'closed' where status = 'open'")
    held = "select count(*) from pg_locks where relation = 'jobs'::regclass and pid <> pg_backend_pid()"
    assert other.execute(held.encode()).fetchall() == [(0,)]
    other.execute(b"set lock_timeout = '100ms'")
    other.execute(b"update jobs set version = 2 where id = 1")
    assert plan.rows == 10


async def test_a_world_that_moved_on_between_plan_and_confirmation_is_never_written_over(desk: Desk) -> None:
    filled(desk, ROUNDS)
    stale = 0
    for id in range(1, ROUNDS + 1):
        plan = await desk.plan(
            "write", "update jobs set status = 'closed' where id = {id} and status = 'open'", id=str(id)
        )
        desk.lab.run(f"update jobs set status = 'held', version = 2 where id = {id}")
        stale += (await desk.execute(plan)).outcome is Outcome.DONE
    assert stale == 0
    assert desk.lab.rows("select count(*) from jobs where status = 'held' and version = 2") == [(ROUNDS,)]
