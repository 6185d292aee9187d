"""A real PostgreSQL in which sessions hold each other up: what is seen of it, and ending exactly one of them."""

from collections.abc import Iterator

import msgspec
import pytest

from cockpit.core.actions import Confirm, Outcome
from cockpit.core.profile import StatusSpec
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Run
from cockpit.providers import registry
from cockpit.providers.sql.activity.health import PostgresHealth
from cockpit.providers.sql.engine import Bound
from tests.lab.locked import Held, queue_of_three
from tests.lab.postgres import Server
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, context, engine_of
from tests.providers.sql.desk import Desk

Three = tuple[Held, Held, Held]


@pytest.fixture
def three(postgres: Lab) -> Iterator[Three]:
    postgres.fill_queue()
    with queue_of_three(postgres) as found:
        yield found


@pytest.fixture
def desk(postgres: Lab, run: Run) -> Desk:
    return Desk(postgres, FACTORIES["postgres"].build(context()), run)


async def test_who_blocks_whom_is_a_tree(three: Three, desk: Desk) -> None:
    first, second, third = three
    plan = await desk.plan("locks")
    assert (plan.confirm, plan.refused) == (Confirm.NOTHING, "")
    receipt = await desk.execute(plan)
    assert [row[0] for row in receipt.sample] == [str(first.pid), f"└ {second.pid}", f"  └ {third.pid}"]
    assert [(row[1], row[2], row[4]) for row in receipt.sample] == [
        ("postgres (migration)", "idle in transaction", "2"),
        ("postgres (worker)", "waits for lock", "1"),
        ("postgres (shop)", "waits for lock", ""),
    ]
    assert (receipt.values["blocked"], receipt.values["blockers"], receipt.values["first_pid"]) == (2, 1, first.pid)
    assert f"pid {first.pid} holds up 2" in receipt.says


async def test_terminating_the_first_lets_the_others_go_on(three: Three, desk: Desk) -> None:
    first, second, third = three
    plan = await desk.plan("terminate", "{pid}", pid=str(first.pid))
    assert (plan.confirm, plan.phrase) == (Confirm.TYPE, "shop-db")
    assert f"ends the session of pid {first.pid}, postgres (migration), idle in transaction for" in plan.says
    assert "update work_queue set attempts" in plan.says
    assert "2 sessions wait for it" in plan.says
    assert "rolled back" in plan.irreversible[0]
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.DONE, receipt.says
    assert second.ended() == ""
    assert (await desk.provider.check(plan, desk.run.folder)).outcome is Outcome.DONE
    assert third.pid


async def test_cancelling_stops_a_statement_and_leaves_its_session(three: Three, desk: Desk) -> None:
    _, second, _ = three
    plan = await desk.plan("cancel", str(second.pid))
    assert plan.confirm is Confirm.ASK
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.DONE, receipt.says
    assert "canceling statement due to user request" in second.ended()
    assert desk.lab.rows(f"select count(*) from pg_stat_activity where pid = {second.pid}") == [(1,)]


async def test_another_query_under_the_same_pid_is_never_hit(three: Three, desk: Desk) -> None:
    first, second, _ = three
    plan = await desk.plan("terminate", str(first.pid))
    first.run("select 'something else'")
    receipt = await desk.execute(plan)
    assert receipt.outcome is Outcome.FAILED
    assert "does something else by now" in receipt.says
    assert desk.lab.rows(f"select count(*) from pg_stat_activity where pid = {first.pid}") == [(1,)]
    assert second.error == ""


async def test_what_must_not_be_ended_is_refused_in_the_plan(three: Three, desk: Desk, postgres: Lab) -> None:
    first, _, _ = three
    assert "nothing to cancel" in (await desk.plan("cancel", str(first.pid))).refused
    assert "no client's session has the pid 1 now" in (await desk.plan("cancel", "1")).refused
    assert "is no pid" in (await desk.plan("cancel", "1; drop table work_queue")).refused
    ours = FACTORIES["postgres"].build(context())
    engine = engine_of(postgres)
    async with engine.writing() as writing:  # a cockpit's own session, busy
        [[pid]] = (await writing.run(Bound("select pg_backend_pid()"))).rows
        assert "the cockpit's own session" in (await desk.plan("terminate", str(pid))).refused
    await ours.close()


async def test_a_role_that_may_not_see_says_which_right_is_missing(
    three: Three, postgres: Lab, postgres_server: Server, run: Run
) -> None:
    first, _, _ = three
    base = postgres.target.settings["dsn"].split("dbname=", 1)[1].split()[0]
    postgres.run(
        "do $$ begin create role cockpit_ro login in role pg_read_all_data;"
        " exception when duplicate_object then null; end $$"
    )
    target = msgspec.structs.replace(
        postgres.target, settings={"dsn": postgres_server.dsn(base, "cockpit_ro"), "timeout": "5"}
    )
    desk = Desk(msgspec.structs.replace(postgres, target=target), FACTORIES["postgres"].build(context()), run)
    receipt = await desk.execute(await desk.plan("locks"))
    assert receipt.outcome is Outcome.DONE
    assert receipt.values["blocked"] == 2, "who waits for whom is seen without the right"
    assert "grant pg_read_all_stats" in receipt.says
    assert "grant pg_read_all_stats" in (await desk.plan("terminate", str(first.pid))).refused


async def test_the_pool_counts_every_place_and_those_idle_in_a_transaction(three: Three, desk: Desk) -> None:
    receipt = await desk.execute(await desk.plan("pool"))
    rows = {(row[0], row[2]): row[3] for row in receipt.sample}
    assert rows["migration", "idle in transaction"] == "1"
    assert rows["worker", "active"] == "1"
    used, places = receipt.values["used"], receipt.values["places"]
    assert isinstance(used, int)
    assert isinstance(places, int)
    assert 3 <= used < places
    assert receipt.values["idle_in_transaction"] == 1


async def test_what_is_busy_for_long_is_listed(three: Three, desk: Desk) -> None:
    assert (await desk.execute(await desk.plan("long", "1h"))).rows == 0
    assert (await desk.execute(await desk.plan("long", "0s"))).rows == 3
    assert (await desk.execute(await desk.plan("long", "soon"))).outcome is Outcome.FAILED


async def test_the_tables_are_told_with_size_and_dead_rows(desk: Desk) -> None:
    desk.lab.fill_queue()
    receipt = await desk.execute(await desk.plan("tables"))
    assert receipt.sample[0][0] == "public.work_queue"
    assert receipt.columns[:2] == ("table", "size")


def test_only_postgres_has_these_verbs_and_each_says_its_risk(desk: Desk) -> None:
    verbs = desk.provider.verbs
    assert (verbs["cancel"].risk, verbs["terminate"].risk) == (Risk.CHANGES, Risk.DESTROYS)
    assert {name for name, verb in verbs.items() if verb.risk is Risk.READS} >= {"pool", "locks", "long", "tables"}
    assert "terminate" not in FACTORIES["sqlite"].build(context()).verbs


async def test_the_servers_health_tells_who_waits_and_an_outage_is_a_reading(three: Three, postgres: Lab) -> None:
    clock = context().clock
    source = registry.build_status("db", StatusSpec(target="shop-db"), postgres.target, context())
    assert isinstance(source, PostgresHealth)
    reading = await source.read()
    await source.close()
    assert reading.values["answers"] is True
    assert reading.values["blocked"] == 2
    assert reading.values["idle_in_transaction"] == 1
    assert reading.indicator == "none", "locks a second old are no trouble yet"
    assert reading.at == clock.now()
    dead = msgspec.structs.replace(postgres.target, settings={"dsn": "host=/nowhere user=x"})
    gone = await registry.build_status("db", StatusSpec(target="shop-db"), dead, context()).read()
    assert (gone.indicator, gone.values["answers"]) == ("critical", False)


async def test_a_missing_password_is_no_outage(postgres: Lab, postgres_server: Server) -> None:
    target = msgspec.structs.replace(postgres.target, secret="never-stored")
    source = registry.build_status("db", StatusSpec(target="shop-db"), target, context())
    with pytest.raises(SourceError, match="cockpit secret set never-stored"):
        await source.read()
    wrong = msgspec.structs.replace(postgres.target, settings={"dsn": postgres_server.dsn("nowhere")})
    with pytest.raises(SourceError, match="does not exist"):
        await registry.build_status("db", StatusSpec(target="shop-db"), wrong, context()).read()


async def test_a_server_without_a_free_place_is_an_outage(postgres: Lab) -> None:
    base = postgres.target.settings["dsn"].split("dbname=", 1)[1].split()[0]
    postgres.run(
        "do $$ begin create role crowded login; exception when duplicate_object then null; end $$",
        f"alter database {base} connection limit 0",
    )
    dsn = postgres.target.settings["dsn"].replace("user=postgres", "user=crowded")
    full = msgspec.structs.replace(postgres.target, settings={"dsn": dsn})
    reading = await registry.build_status("db", StatusSpec(target="shop-db"), full, context()).read()
    assert (reading.indicator, reading.values["answers"]) == ("critical", False)
    assert "no free connection" in reading.says
