"""Functions of a real PostgreSQL, called by name: bound, in one transaction, and nothing besides."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from cockpit.core.actions import Confirm, Outcome
from cockpit.core.profile import QueueSpec
from cockpit.ports import Run
from tests.lab.tables import Lab
from tests.providers.contract import ProviderContract, Subject
from tests.providers.sql.conftest import FACTORIES, action, context
from tests.providers.sql.desk import Desk

STAGES = """
create table orders (id bigint primary key, stage text not null, moved_at timestamptz not null default now());
insert into orders (id, stage) values (4711, 'Filling'), (4712, 'Packing');
create function complete_filling(order_id bigint) returns jsonb language plpgsql security definer as $$
declare now_in text;
begin
  select stage into now_in from orders where id = order_id for update;
  if now_in is null then raise exception 'no such order'; end if;
  if now_in = 'Covering' then return jsonb_build_object('already_done', true, 'stage', now_in); end if;
  if now_in <> 'Filling' then raise exception 'invalid stage %', now_in; end if;
  update orders set stage = 'Covering', moved_at = clock_timestamp() where id = order_id;
  return jsonb_build_object('already_done', false, 'stage', 'Covering');
end $$
"""
WHO = "create function who() returns text language sql as 'select current_setting(''request.jwt.claims'', true)'"


class TestACall(ProviderContract):
    """The contract of every provider, with a function as the change."""

    @pytest.fixture
    async def subject(self, postgres: Lab) -> AsyncIterator[Subject]:
        postgres.run(
            "create table counted (times int not null)",
            "insert into counted values (0)",
            "create function count_up(step int) returns int language sql as"
            " $$ update counted set times = times + step returning times $$",
        )

        async def effects() -> int:
            return int(str(postgres.rows("select times from counted")[0][0]))

        subject = Subject(
            provider=FACTORIES["postgres"].build(context()),
            target=postgres.target,
            change=action("call", "count_up({step})", step="1"),
            refused=action("call", "count_down({step})", step="1"),
            read=action("tables"),
            effects=effects,
            dead=msgspec.structs.replace(postgres.target, settings={"dsn": "host=/nowhere user=x"}),
        )
        yield subject
        await subject.provider.close()


@pytest.fixture
def desk(postgres: Lab, run: Run) -> Desk:
    for statement in STAGES.split(";\n", 2):
        postgres.run(statement)
    return Desk(postgres, FACTORIES["postgres"].build(context()), run)


def stage(desk: Desk, order: int = 4711) -> object:
    return desk.lab.rows(f"select stage from orders where id = {order}")[0][0]


async def test_a_call_moves_the_order_once_and_says_when_it_was_done_already(desk: Desk) -> None:
    plan = await desk.plan("call", "public.complete_filling({order_id})", order_id="4711")
    assert not plan.refused, plan.refused
    assert plan.confirm is Confirm.ASK
    assert plan.request == ('select * from "public"."complete_filling"($1)', "-- $1 = '4711'")
    assert plan.says == "calls public.complete_filling(order_id bigint) on shop-db, with its owner's rights"
    assert stage(desk) == "Filling", "a plan calls nothing"
    first = await desk.execute(plan)
    assert (first.outcome, first.values["already_done"], stage(desk)) == (Outcome.DONE, False, "Covering")
    moved = desk.lab.rows("select moved_at from orders where id = 4711")
    second = await desk.execute(await desk.plan("call", "complete_filling({order_id})", order_id="4711"))
    assert (second.outcome, second.values["already_done"]) == (Outcome.DONE, True)
    assert second.says == "public.complete_filling was done already; nothing was moved"
    assert desk.lab.rows("select moved_at from orders where id = 4711") == moved, "no time moves backward"
    assert (await desk.provider.check(plan, desk.run.folder)).outcome is Outcome.DONE


async def test_what_the_function_refuses_is_failed_in_its_words_and_nothing_changed(desk: Desk) -> None:
    receipt = await desk.execute(await desk.plan("call", "complete_filling({order_id})", order_id="4712"))
    assert receipt.outcome is Outcome.FAILED
    assert "invalid stage Packing" in receipt.says
    assert stage(desk, 4712) == "Packing"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("complete_packing({order_id})", "there is no function complete_packing here"),
        ("complete_filling()", "takes other arguments than these 0: public.complete_filling(order_id bigint)"),
        ("complete_filling({order_id}); drop table orders", "write one call with plain values"),
        ("complete_filling((select max(id) from orders))", "write one call with plain values"),
        ("complete_filling(pg_sleep(9))", "write one call with plain values"),
        ("update orders set stage = 'Packing'", "write one call with plain values"),
        ("complete_filling({order_id}) where true", "write one call with plain values"),
    ],
)
async def test_only_one_call_with_plain_values_is_sent(desk: Desk, text: str, says: str) -> None:
    plan = await desk.plan("call", text, order_id="4711")
    assert says in plan.refused
    assert stage(desk) == "Filling"


async def test_a_value_cannot_become_sql(desk: Desk) -> None:
    plan = await desk.plan("call", "complete_filling({order_id})", order_id="4711); drop table orders; --")
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert stage(desk) == "Filling"


async def test_where_only_functions_may_change_rows_every_other_write_is_refused(desk: Desk) -> None:
    target = msgspec.structs.replace(
        desk.lab.target,
        settings={**desk.lab.target.settings, "mutations": "rpc", "functions": "complete_filling, ops.reprint"},
    )
    write = await desk.plan("write", "update orders set stage = 'Packing' where id = 4711", target)
    assert write.refused == (
        "shop-db lets rows be changed by its own functions only (public.complete_filling, ops.reprint); "
        "use the verb call"
    )
    desk.lab.run("create function wipe() returns bigint language sql as 'select 1::bigint'")
    assert "public.wipe is not among the functions" in (await desk.plan("call", "wipe()", target)).refused
    assert not (await desk.plan("call", "complete_filling({id})", target, id="4711")).refused
    assert not (await desk.plan("read", "select 1", target)).refused


async def test_unlocking_a_queue_and_taking_that_back_stay_allowed(postgres: Lab, run: Run) -> None:
    postgres.fill_queue()
    spec = QueueSpec(target="shop-db", table="work_queue")
    target = msgspec.structs.replace(postgres.target, settings={**postgres.target.settings, "mutations": "rpc"})
    desk = Desk(
        msgspec.structs.replace(postgres, target=target), FACTORIES["postgres"].build(context({"work": spec})), run
    )
    before = desk.table()
    receipt = await desk.execute(await desk.plan("unlock"))
    assert receipt.outcome is Outcome.DONE, receipt.says
    back = await desk.undone(receipt)
    assert not back.refused, back.refused
    assert (await desk.execute(back)).outcome is Outcome.DONE
    assert desk.table() == before


async def test_a_call_runs_as_who_the_target_says_and_only_for_that_call(desk: Desk) -> None:
    desk.lab.run(WHO)
    target = msgspec.structs.replace(desk.lab.target, settings={**desk.lab.target.settings, "claims": '{"sub": "ana"}'})
    plan = await desk.plan("call", "who()", target)
    assert plan.request[0].startswith("select set_config('role'")
    receipt = await desk.execute(plan)
    assert receipt.sample == (('{"sub": "ana"}',),)
    assert (await desk.execute(await desk.plan("call", "who()"))).sample != receipt.sample


async def test_a_word_in_the_policy_that_means_nothing_refuses_everything(desk: Desk) -> None:
    target = msgspec.structs.replace(desk.lab.target, settings={**desk.lab.target.settings, "mutations": "rcp"})
    assert (
        'mutations = "rcp" of shop-db is not known' in (await desk.plan("write", "delete from orders", target)).refused
    )
