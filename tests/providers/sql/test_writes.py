"""Writes and their way back: what was shown is what happens, or nothing does."""

import msgspec
import pytest

from cockpit.core.actions import Confirm, Outcome
from cockpit.ports import Run
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, context
from tests.providers.sql.desk import Desk


@pytest.fixture
def desk(lab: Lab, run: Run) -> Desk:
    lab.fill_queue()
    return Desk(lab, FACTORIES[lab.kind].build(context()), run)


async def test_an_update_shows_its_rows_and_what_it_will_do(desk: Desk) -> None:
    plan = await desk.plan("write", "update work_queue set topic = {t} where status = 'pending'", t="it's")
    assert plan.rows == 5
    assert len(plan.sample) == 5
    assert plan.columns[:2] == ("id", "status")
    assert any("it's" in line for line in plan.request)
    assert "it's" not in plan.request[0], "the value stands beside the statement, not in it"
    assert (plan.confirm, plan.way_back != "", plan.irreversible) == (Confirm.ASK, True, ())


async def test_the_old_values_come_back(desk: Desk) -> None:
    before = desk.table()
    text = "update work_queue set topic = null, attempts = 7, locked_by = 'me' where status = 'pending'"
    receipt = await desk.execute(await desk.plan("write", text))
    assert (receipt.outcome, receipt.rows) == (Outcome.DONE, 5)
    assert desk.table() != before
    back = await desk.execute(await desk.undone(receipt))
    assert back.outcome is Outcome.DONE, back.says
    assert desk.table() == before


async def test_deleted_rows_come_back(desk: Desk) -> None:
    before = desk.table()
    plan = await desk.plan("write", "delete from work_queue where status = 'done'")
    assert (plan.confirm, plan.phrase) == (Confirm.TYPE, "shop-db")
    receipt = await desk.execute(plan)
    assert desk.lab.rows("select count(*) from work_queue") == [(6,)]
    assert (await desk.execute(await desk.undone(receipt))).outcome is Outcome.DONE
    assert desk.table() == before


async def test_a_row_changed_since_is_not_overwritten_by_the_way_back(desk: Desk) -> None:
    receipt = await desk.execute(await desk.plan("write", "update work_queue set topic = 'x' where status = 'pending'"))
    late = await desk.undone(receipt)
    desk.lab.run("update work_queue set topic = 'theirs' where id = 1")
    assert "changed since" in (await desk.undone(receipt)).refused
    stale = await desk.execute(late)
    assert stale.outcome is Outcome.FAILED, "also when it changed after the plan"
    assert desk.lab.rows("select count(*) from work_queue where topic = 'x'") == [(4,)], "and none is put back"


@pytest.mark.parametrize(
    "change", ["update work_queue set topic = 'new' where id = 2", "delete from work_queue where id = 2"]
)
async def test_rows_that_changed_after_the_plan_stop_it(desk: Desk, change: str) -> None:
    plan = await desk.plan("write", "update work_queue set topic = 'x' where status = 'pending'")
    desk.lab.run(change)
    before = desk.table()
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert "plan again" in receipt.says
    assert desk.table() == before


async def test_a_count_that_differs_is_rolled_back_with_both_numbers(desk: Desk) -> None:
    plan = await desk.plan("write", "update work_queue set topic = 'x' where status = 'pending'")
    desk.lab.run(f"insert into work_queue (id, status, created_at) values (50, 'pending', {desk.lab.ago(1)})")
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert "5 rows were shown, the statement touches 6" in receipt.says
    assert desk.lab.rows("select count(*) from work_queue where topic = 'x'") == [(0,)]


@pytest.mark.parametrize(("rows", "confirm"), [(1, Confirm.ASK), (100, Confirm.ASK), (101, Confirm.TYPE)])
async def test_many_rows_in_production_are_typed(desk: Desk, rows: int, confirm: Confirm) -> None:
    desk.lab.run("create table many (id integer primary key, n integer)")
    values = ", ".join(f"({number}, 0)" for number in range(1, 1101))
    desk.lab.run(f"insert into many values {values}")
    text = "update many set n = 1 where id <= cast({most} as integer)"
    plan = await desk.plan("write", text, most=str(rows))
    assert (plan.rows, plan.confirm, plan.phrase) == (rows, confirm, str(rows) if confirm is Confirm.TYPE else "")
    staging = msgspec.structs.replace(desk.lab.target, environment="staging")
    assert (await desk.plan("write", text, staging, most=str(rows))).confirm is Confirm.ASK


async def test_more_rows_than_are_kept_have_no_way_back(desk: Desk) -> None:
    desk.lab.run("create table many (id integer primary key, n integer)")
    desk.lab.run("insert into many values " + ", ".join(f"({number}, 0)" for number in range(1, 1102)))
    plan = await desk.plan("write", "update many set n = 1 where n = 0")
    assert plan.rows == 1101
    assert plan.way_back == ""
    assert "more than 1000" in plan.irreversible[0]
    receipt = await desk.execute(plan)
    assert (receipt.rows, receipt.undo) == (1101, None)


async def test_a_table_without_a_key_has_no_way_back(desk: Desk) -> None:
    desk.lab.run("create table loose (a integer)")
    desk.lab.run("insert into loose values (1)")
    plan = await desk.plan("write", "update loose set a = 2 where a = 1")
    assert (plan.way_back, plan.rows) == ("", 1)
    assert "no primary key" in plan.irreversible[0]


async def test_a_join_counts_each_row_once(desk: Desk) -> None:
    desk.lab.run("create table hint (job integer)")
    desk.lab.run("insert into hint values (1), (1), (2)")
    plan = await desk.plan("write", "update work_queue set topic = 'x' from hint where hint.job = work_queue.id")
    assert plan.rows == 2, plan.refused
    assert (await desk.execute(plan)).outcome is Outcome.DONE


@pytest.mark.parametrize("text", ["drop table work_queue", "create table x (a integer)"])
async def test_what_cannot_be_counted_is_typed_and_says_so(desk: Desk, text: str) -> None:
    plan = await desk.plan("write", text)
    assert (plan.rows, plan.confirm, plan.phrase) == (None, Confirm.TYPE, "shop-db")
    assert "cannot be counted" in plan.warnings[0]
    assert (await desk.execute(plan)).outcome is Outcome.DONE


async def test_an_update_of_every_row_must_be_typed(desk: Desk) -> None:
    plan = await desk.plan("write", "update work_queue set attempts = 1")
    assert (plan.rows, plan.confirm) == (10, Confirm.TYPE)
    assert "there is no WHERE: every row" in plan.warnings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("select 1", "only reads"),
        ("commit", "steers the session"),
        ("update work_queue set topic = 'x'; delete from work_queue", "one statement"),
        ("update work_queue set topic = 'x' where id = 999", "no row fits"),
        ("update nowhere set a = 1", "nowhere"),
        ("update work_queue set topic = {t}", "no value for 't'"),
    ],
)
async def test_what_is_no_write_is_refused_before_anything_is_sent(desk: Desk, text: str, says: str) -> None:
    before = desk.table()
    plan = await desk.plan("write", text)
    assert says in plan.refused
    assert (await desk.execute(plan)).outcome is Outcome.FAILED
    assert desk.table() == before


async def test_hidden_characters_are_shown_by_name(desk: Desk) -> None:
    plan = await desk.plan("write", "update work_queue set topic = 'a\u202eb' where id = 1")
    assert "⟨U+202E⟩" in plan.request[0]
    assert "do not show" in plan.warnings[0]


async def test_a_person_can_stop_it_before_commit(desk: Desk) -> None:
    before = desk.table()
    plan = await desk.plan("write", "update work_queue set topic = 'x' where id = 1")
    desk.run.cancelled.set()
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert "stopped by you" in receipt.says
    assert desk.table() == before


async def test_returned_rows_are_in_the_receipt(desk: Desk) -> None:
    plan = await desk.plan("write", "update work_queue set topic = 'x' where status = 'pending' returning id")
    receipt = await desk.execute(plan)
    assert (receipt.rows, receipt.columns) == (5, ("id",))
    assert {row[0] for row in receipt.sample} == {"1", "2", "3", "4", "5"}
