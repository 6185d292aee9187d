"""Writes, unlocks and their way back: what was shown is what happens, or nothing does."""

import msgspec
import pytest

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.profile import QueueSpec
from cockpit.ports import Provider, Run
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, action, context

QUEUE = QueueSpec(target="shop-db", table="work_queue")
LOCKS = "select id, locked_by from work_queue where locked_by is not null and status <> 'done' order by id"


class Desk(msgspec.Struct, frozen=True):
    """A provider and its database, and the two steps of every action."""

    lab: Lab
    provider: Provider
    run: Run

    async def plan(self, verb: str, text: str = "", target: Target | None = None, **parameters: str) -> Plan:
        made = action(verb, text, self.lab.kind, **parameters)
        if verb == "unlock":
            made = msgspec.structs.replace(made, attributes={"queue": "work"})
        return await self.provider.plan(made, target or self.lab.target)

    async def execute(self, plan: Plan) -> Receipt:
        return await self.provider.execute(plan, self.run)

    async def undone(self, receipt: Receipt) -> Plan:
        assert receipt.undo is not None
        # What comes out of the journal is what went in.
        token = msgspec.json.decode(msgspec.json.encode(receipt.undo.action), type=Action)
        return await self.provider.plan(token, self.lab.target)

    def table(self) -> list[tuple[object, ...]]:
        return self.lab.rows(
            "select id, status, topic, attempts, cast(created_at as varchar), cast(locked_at as varchar), locked_by"
            " from work_queue order by id"
        )


@pytest.fixture
def desk(lab: Lab, run: Run) -> Desk:
    lab.fill_queue()
    return Desk(lab, FACTORIES[lab.kind].build(context({"work": QUEUE})), run)


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
