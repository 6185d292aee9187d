"""The unlock and its way back: exactly the stuck rows that were shown, or none."""

import msgspec
import pytest

from cockpit.core.actions import Confirm, Outcome
from cockpit.core.profile import QueueSpec
from cockpit.ports import Run
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, action, context
from tests.providers.sql.desk import Desk

QUEUE = QueueSpec(target="shop-db", table="work_queue")
LOCKS = "select id, locked_by from work_queue where locked_by is not null and status <> 'done' order by id"


@pytest.fixture
def desk(lab: Lab, run: Run) -> Desk:
    lab.fill_queue()
    return Desk(lab, FACTORIES[lab.kind].build(context({"work": QUEUE})), run)


async def test_an_unlock_shows_and_frees_exactly_the_stuck_rows(desk: Desk) -> None:
    plan = await desk.plan("unlock")
    assert plan.rows == 3, plan.refused
    assert plan.columns == ("id", "status", "locked_by", "locked_at", "age")
    assert [(row[0], row[1], row[2], row[4]) for row in plan.sample] == [
        ("6", "running", "worker-6", "50 min"),
        ("4", "pending", "worker-4", "40 min"),
        ("5", "pending", "worker-5", "40 min"),
    ]
    assert "twice" in plan.irreversible[0]
    assert plan.confirm is Confirm.ASK
    receipt = await desk.execute(plan)
    assert (receipt.outcome, receipt.rows, receipt.opens, receipt.closes) == (Outcome.DONE, 3, "", "")
    assert desk.lab.rows(LOCKS) == []
    assert desk.lab.rows("select count(*) from work_queue where locked_by is not null") == [(4,)], "done ones are left"
    assert "nothing to unlock" in (await desk.plan("unlock")).refused


async def test_a_row_taken_again_after_the_plan_stops_the_unlock(desk: Desk) -> None:
    plan = await desk.plan("unlock")
    desk.lab.run(f"update work_queue set locked_at = {desk.lab.ago(0)}, locked_by = 'fresh' where id = 4")
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert "3 rows of work_queue were expected as shown, 2 still are" in receipt.says
    assert len(desk.lab.rows(LOCKS)) == 3, "all or none"


async def test_old_locks_come_back_where_nobody_took_the_row(desk: Desk) -> None:
    before = desk.lab.rows(
        "select id, cast(locked_at as varchar), locked_by from work_queue where id in (5, 6) order by id"
    )
    receipt = await desk.execute(await desk.plan("unlock"))
    desk.lab.run(f"update work_queue set locked_at = {desk.lab.ago(0)}, locked_by = 'fresh' where id = 4")
    back = await desk.undone(receipt)
    assert (back.rows, back.refused) == (2, "")
    assert "will stay as they are" in back.warnings[0]
    assert (await desk.execute(back)).outcome is Outcome.DONE
    assert (
        desk.lab.rows("select id, cast(locked_at as varchar), locked_by from work_queue where id in (5, 6) order by id")
        == before
    )
    assert desk.lab.rows("select locked_by from work_queue where id = 4") == [("fresh",)]


async def test_a_worker_that_is_alive_is_named(desk: Desk) -> None:
    desk.lab.run(f"update work_queue set locked_at = {desk.lab.ago(1)}, locked_by = 'worker-4' where id = 1")
    (warning,) = (await desk.plan("unlock")).warnings
    assert "worker-4" in warning
    assert "alive" in warning


async def test_an_unlock_wants_a_queue_of_this_target(desk: Desk) -> None:
    nameless = await desk.provider.plan(action("unlock", provider=desk.lab.kind), desk.lab.target)
    assert "known: work" in nameless.refused
    other = msgspec.structs.replace(desk.lab.target, name="other-db")
    assert "is on shop-db" in (await desk.plan("unlock", target=other)).refused


async def test_a_key_held_down_frees_once(desk: Desk) -> None:
    plan = await desk.plan("unlock")
    receipts = [await desk.execute(plan), await desk.execute(plan)]
    assert [receipt.outcome for receipt in receipts] == [Outcome.DONE, Outcome.FAILED]
