"""A read can only read: the cases of every trick we know, past the parser and through it."""

import asyncio

import msgspec
import pytest

from cockpit.core.actions import Outcome
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Run
from cockpit.providers.sql.engine import Bound
from cockpit.providers.sql.label import Kind, labelled
from cockpit.providers.sql.postgres import Postgres
from tests.lab.lossy import Fault, lossy
from tests.lab.postgres import Server
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, action, context, engine_of

ANY = [
    "update work_queue set attempts = 99",
    "delete from work_queue",
    "insert into work_queue (id, status, created_at) values (77, 'x', '2026-01-01')",
    "drop table work_queue",
    "create table other (id integer)",
    "alter table work_queue add column extra integer",
    "select 1; update work_queue set attempts = 99",
    "select 1; commit; update work_queue set attempts = 99; commit",
    "begin",
]
ONLY = {
    "postgres": [
        "begin read write",
        "set transaction read write",
        "set session characteristics as transaction read write",
        "set default_transaction_read_only = off",
        "set statement_timeout = 0",
        "with gone as (delete from work_queue returning *) select * from gone",
        "select * into other from work_queue",
        "explain analyze delete from work_queue",
        "select * from work_queue for update",
        "truncate work_queue",
        "copy work_queue to '/tmp/cockpit-should-not-be-there'",
        "copy work_queue to program 'touch /tmp/cockpit-should-not-be-there'",
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()",
        "select pg_cancel_backend(1)",
        'select pg_catalog."pg_terminate_backend"(1)',
        'select U&"pg\\005fterminate_backend"(1)',
        "select pg_read_file('/etc/passwd')",
        "select pg_ls_dir('/')",
        "select lo_import('/etc/passwd')",
        "select lo_export(1, '/tmp/x')",
        "select * from dblink('dbname=x', 'delete from y') as t(a int)",
        "select query_to_xml('select pg_terminate_backend(1)', true, true, '')",
        "select pg_advisory_lock(1)",
        "select pg_notify('x', 'y')",
        "select set_config('statement_timeout', '0', false)",
        "select nextval('s')",
        "notify x",
        "vacuum work_queue",
        "lock table work_queue",
        "do $$ begin delete from work_queue; end $$",
        "call something()",
        "listen x",
        "reset all",
        "discard all",
        "prepare p as delete from work_queue",
        "alter system set work_mem = '1MB'",
    ],
    "sqlite": [
        "attach '/tmp/cockpit-should-not-be-there' as other",
        "pragma query_only = 0",
        "vacuum into '/tmp/cockpit-should-not-be-there'",
        "replace into work_queue (id, status, created_at) values (1, 'x', '')",
        "select load_extension('/tmp/x')",
    ],
    "duckdb": [
        "attach '/tmp/cockpit-should-not-be-there' as other",
        "copy work_queue to '/tmp/cockpit-should-not-be-there'",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "set enable_external_access = true",
        "install httpfs",
        "load httpfs",
        "export database '/tmp/cockpit-should-not-be-there'",
    ],
}
# Harmless on the session itself: they end with it, or have nothing to act on.
_ONLY_THE_PARSER_REFUSES = ("set ", "reset", "discard", "listen", "prepare", "begin", "lock", "select set_config")
# What a superuser's read-only session lets through: only the parser and the role's rights stand before these.
_ONLY_THE_ROLE = (
    "copy",
    "select pg_",
    "select U&",
    "select lo_",
    "select query_to_xml",
    "notify",
    "do ",
    "select pg_catalog",
)


async def test_the_read_verb_refuses_whatever_is_no_read(lab: Lab, run: Run) -> None:
    lab.fill_queue()
    before = lab.rows("select id, status, attempts, locked_by from work_queue order by id")
    provider = FACTORIES[lab.kind].build(context())
    for text in ANY + ONLY[lab.kind]:
        plan = await provider.plan(action("read", text, lab.kind), lab.target)
        receipt = await provider.execute(plan, run)
        assert receipt.outcome is Outcome.FAILED, text
        assert "\n" not in receipt.says
    assert lab.rows("select id, status, attempts, locked_by from work_queue order by id") == before
    await provider.close()


async def test_the_session_alone_lets_nothing_be_written(lab: Lab) -> None:
    lab.fill_queue()
    before = lab.rows("select id, status, attempts, locked_by from work_queue order by id")
    engine = engine_of(lab)
    for text in ANY + ONLY[lab.kind]:
        if text.startswith(_ONLY_THE_ROLE):
            continue
        try:
            await engine.read(Bound(text))
        except SourceError:
            continue
        assert text.startswith(_ONLY_THE_PARSER_REFUSES), f"the session let through: {text}"
    assert lab.rows("select id, status, attempts, locked_by from work_queue order by id") == before
    assert (await engine.read(Bound("select count(*) from work_queue"))).rows == ((10,),)


@pytest.mark.parametrize("values", [(), ("1",)])
async def test_a_second_statement_never_passes(lab: Lab, values: tuple[str, ...]) -> None:
    lab.fill_queue()
    place = engine_of(lab).dialect.place.format(1) if values else "1"
    engine = engine_of(lab)
    smuggled = f"select {place}; commit; update work_queue set attempts = 99; commit"
    with pytest.raises(SourceError):
        await engine.read(Bound(smuggled, values))
    async with engine.writing() as writing:
        with pytest.raises(SourceError):
            await writing.run(Bound(smuggled, values))
    assert lab.rows("select max(attempts) from work_queue") == [(0,)]


SLOW = {
    "postgres": "select pg_sleep(600)",
    "sqlite": "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
    "duckdb": "select count(*) from range(100000000) a, range(1000000) b where a.range * b.range % 7 = 3",
}


async def test_a_query_that_hangs_is_cancelled_at_the_deadline(lab: Lab) -> None:
    lab.run("create table t (id integer)")
    engine = engine_of(lab, timeout="0.3")
    async with asyncio.timeout(3):
        with pytest.raises(SourceError, match=r"time limit|did not answer"):
            await engine.read(Bound(SLOW[lab.kind]))
    assert (await engine.read(Bound("select count(*) from t"))).rows == ((0,),), "and the next read works"


async def test_the_client_gives_up_also_when_the_server_would_not(postgres: Lab) -> None:
    engine = engine_of(postgres, timeout="0.3")
    sleeping = "select set_config('statement_timeout', '0', false), pg_sleep(30)"
    await engine.read(Bound("select 1"))
    async with asyncio.timeout(4):
        with pytest.raises(SourceError):
            await engine.read(Bound(sleeping))
    async with asyncio.timeout(3):
        while postgres.rows(
            "select 1 from pg_stat_activity"
            " where query like '%pg_sleep(30)%' and state = 'active' and pid <> pg_backend_pid()"
        ):
            await asyncio.sleep(0.02)


async def test_a_line_that_swallows_everything_is_given_up(postgres_server: Server, postgres: Lab) -> None:
    async with lossy(postgres_server.socket) as line:
        dsn = f"host=127.0.0.1 port={line.port} dbname=postgres user=postgres"
        target = msgspec.structs.replace(postgres.target, settings={"dsn": dsn, "timeout": "0.3"})
        engine = Postgres(target, context(), keep=True)
        await engine.read(Bound("select 1"))
        line.fault = Fault.SILENT
        async with asyncio.timeout(6):
            with pytest.raises(SourceError, match="did not answer"):
                await engine.read(Bound("select 1"))
        line.fault = Fault.NONE
        assert (await engine.read(Bound("select 1"))).rows == ((1,),), "a new connection is made"
        await engine.close()


async def test_a_write_does_not_wait_long_for_a_lock(lab: Lab, run: Run) -> None:
    lab.fill_queue()
    if lab.kind == "duckdb":
        pytest.skip("DuckDB has no row locks; a second writer cannot open the file at all")
    provider = FACTORIES[lab.kind].build(context())
    plan = await provider.plan(action("write", "update work_queue set attempts = 7 where id = 1", lab.kind), lab.target)
    other = engine_of(lab)
    async with other.writing() as writing, asyncio.timeout(5):
        await writing.run(Bound("update work_queue set attempts = 8 where id = 1"))
        receipt = await provider.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "lock" in receipt.says
    assert lab.rows("select attempts from work_queue where id = 1") == [(0,)]
    await provider.close()


@pytest.mark.parametrize(
    ("text", "kind", "risk"),
    [
        ("select 1", Kind.READ, Risk.READS),
        ("explain select 1", Kind.READ, Risk.READS),
        ("update t set a = 1 where b = 2", Kind.UPDATE, Risk.CHANGES),
        ("update t set a = 1", Kind.UPDATE, Risk.DESTROYS),
        ("delete from t where b = 2", Kind.DELETE, Risk.DESTROYS),
        ("insert into t values (1)", Kind.INSERT, Risk.CHANGES),
        ("with q as (delete from t returning *) insert into u select * from q", Kind.OTHER, Risk.DESTROYS),
        ("truncate t", Kind.OTHER, Risk.DESTROYS),
        ("this is not SQL", Kind.OTHER, Risk.DESTROYS),
        ("", Kind.OTHER, Risk.DESTROYS),
        ("commit", Kind.STEERS, Risk.DESTROYS),
    ],
)
def test_a_statement_is_labelled_by_what_it_can_do(text: str, kind: Kind, risk: Risk) -> None:
    label = labelled(text, "postgres")
    assert (label.kind, label.risk) == (kind, risk)
