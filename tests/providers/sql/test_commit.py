"""The worst moment: what is known when nobody answers COMMIT."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Outcome, Plan
from cockpit.ports import Run
from cockpit.providers.sql.commit import NOTE
from tests.lab.lossy import Fault, LossyLine, lossy
from tests.lab.postgres import Server
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, action, context

INSERT = "insert into work_queue (id, status, created_at) values (99, 'pending', now())"
UPDATE = "update work_queue set topic = 'x' where status = 'pending'"


@asynccontextmanager
async def through(server: Server, lab: Lab) -> AsyncIterator[tuple[LossyLine, Lab]]:
    async with lossy(server.socket) as line:
        name = lab.target.settings["dsn"].split("dbname=", 1)[1]
        settings = {"dsn": f"host=127.0.0.1 port={line.port} dbname={name}", "timeout": "1"}
        yield line, Lab(lab.kind, msgspec.structs.replace(lab.target, settings=settings))


@pytest.mark.parametrize("text", [INSERT, UPDATE])
@pytest.mark.parametrize(
    ("fault", "became"),
    [(Fault.CUT_AFTER, Outcome.DONE), (Fault.SWALLOW, Outcome.DONE), (Fault.CUT_BEFORE, Outcome.FAILED)],
)
async def test_a_lost_answer_is_unknown_and_is_found_out_later(
    postgres_server: Server, postgres: Lab, run: Run, text: str, fault: Fault, became: Outcome
) -> None:
    postgres.fill_queue()
    async with through(postgres_server, postgres) as (line, lab):
        provider = FACTORIES["postgres"].build(context())
        plan = await provider.plan(action("write", text), lab.target)
        assert not plan.refused
        line.fault = fault
        receipt = await provider.execute(plan, run)
        assert receipt.outcome is Outcome.UNKNOWN, receipt.says
        line.fault = Fault.NONE
        checked = await _settled(plan, run.folder)
        await provider.close()
    assert checked is became
    count = "select count(*) from work_queue where " + ("id = 99" if text == INSERT else "topic = 'x'")
    assert (postgres.rows(count)[0][0] != 0) == (became is Outcome.DONE), "the check told the truth"


async def test_a_backend_killed_at_commit_is_never_guessed(postgres: Lab, run: Run) -> None:
    postgres.fill_queue()
    postgres.run(
        "create function nap() returns trigger language plpgsql as $$ begin perform pg_sleep(3); return new; end $$",
        "create constraint trigger nap after insert on work_queue deferrable initially deferred"
        " for each row execute function nap()",
    )
    provider = FACTORIES["postgres"].build(context())
    plan = await provider.plan(action("write", INSERT), postgres.target)
    acting = asyncio.ensure_future(provider.execute(plan, run))
    at_commit = "from pg_stat_activity where query = 'COMMIT' and state = 'active'"
    async with asyncio.timeout(5):
        while not postgres.rows(f"select 1 {at_commit}"):
            await asyncio.sleep(0.01)
    postgres.rows(f"select pg_terminate_backend(pid) {at_commit}")
    receipt = await acting
    assert receipt.outcome is Outcome.UNKNOWN, receipt.says
    assert await _settled(plan, run.folder) is Outcome.FAILED
    assert postgres.rows("select count(*) from work_queue where id = 99") == [(0,)]
    await provider.close()


async def test_a_backend_killed_before_commit_has_changed_nothing(postgres: Lab, run: Run) -> None:
    postgres.fill_queue()
    provider = FACTORIES["postgres"].build(context())
    text = "insert into work_queue (id, status, created_at) select 99, 'pending', now() from pg_sleep(3)"
    plan = await provider.plan(action("write", text), postgres.target)
    acting = asyncio.ensure_future(provider.execute(plan, run))
    busy = "from pg_stat_activity where query like 'insert%' and state = 'active'"
    async with asyncio.timeout(5):
        while not postgres.rows(f"select 1 {busy}"):
            await asyncio.sleep(0.01)
    postgres.rows(f"select pg_terminate_backend(pid) {busy}")
    receipt = await acting
    assert receipt.outcome is Outcome.FAILED
    assert "Nothing was changed" in receipt.says
    await provider.close()


async def test_a_constraint_that_fails_at_commit_is_a_refusal(postgres: Lab, run: Run) -> None:
    postgres.run(
        "create table parent (id integer primary key)",
        "create table child (id integer, up integer references parent deferrable initially deferred)",
    )
    provider = FACTORIES["postgres"].build(context())
    plan = await provider.plan(action("write", "insert into child values (1, 5)"), postgres.target)
    receipt = await provider.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "foreign key" in receipt.says
    assert (await provider.check(plan, run.folder)).outcome is Outcome.FAILED
    await provider.close()


async def test_without_a_note_commit_was_never_sent(lab: Lab, run: Run) -> None:
    lab.fill_queue()
    provider = FACTORIES[lab.kind].build(context())
    plan = await provider.plan(action("write", UPDATE, lab.kind), lab.target)
    assert (await provider.check(plan, run.folder)).outcome is Outcome.FAILED
    gone = await provider.check(plan, run.folder / "gone")
    assert gone.outcome is Outcome.UNKNOWN, "without the folder nothing is known"
    await provider.close()


async def test_another_process_finds_out_by_the_note_alone(lab: Lab, run: Run) -> None:
    lab.fill_queue()
    plan = await FACTORIES[lab.kind].build(context()).plan(action("write", UPDATE, lab.kind), lab.target)
    await FACTORIES[lab.kind].build(context()).execute(plan, run)
    later = FACTORIES[lab.kind].build(context())
    receipt = await later.check(msgspec.json.decode(msgspec.json.encode(plan), type=Plan), run.folder)
    assert receipt.outcome is Outcome.DONE, receipt.says
    assert receipt.undo is not None, "the way back is not lost with the answer"
    await later.close()


async def test_rows_tell_where_a_database_knows_no_transactions_by_id(lab: Lab, run: Run) -> None:
    if lab.kind == "postgres":
        pytest.skip("PostgreSQL is asked for the transaction's id")
    lab.fill_queue()
    provider = FACTORIES[lab.kind].build(context())
    plan = await provider.plan(action("write", UPDATE, lab.kind), lab.target)
    await provider.execute(plan, run)
    lab.run("update work_queue set topic = 'orders' where status = 'pending'")
    assert (await provider.check(plan, run.folder)).outcome is Outcome.FAILED
    lab.run("update work_queue set topic = 'else' where id = 1")
    assert (await provider.check(plan, run.folder)).outcome is Outcome.UNKNOWN
    await provider.close()


async def test_a_folder_that_cannot_be_written_stops_it_before_commit(lab: Lab, run: Run) -> None:
    lab.fill_queue()
    provider = FACTORIES[lab.kind].build(context())
    plan = await provider.plan(action("write", UPDATE, lab.kind), lab.target)
    (run.folder / NOTE).mkdir()
    receipt = await provider.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert lab.rows("select count(*) from work_queue where topic = 'x'") == [(0,)]
    await provider.close()


async def _settled(plan: Plan, folder: Path) -> Outcome:
    """What a new cockpit finds out, asked until the server has made up its mind."""
    provider = FACTORIES["postgres"].build(context())
    async with asyncio.timeout(8):
        while (found := (await provider.check(plan, folder)).outcome) is Outcome.UNKNOWN:
            await asyncio.sleep(0.05)
    await provider.close()
    return found
