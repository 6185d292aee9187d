"""D1: reads that cannot write, writes that stop themselves, the way back, and never another tenant's rows."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Confirm, Outcome
from cockpit.core.profile import AuditSpec, Query
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.drill.vendors.cloudflare.vendor import TOKEN
from cockpit.drill.vendors.loopback import NOW, Asked, Reply, unused_port
from cockpit.ports import Run
from cockpit.providers import registry
from tests.providers.cloudflare.world import World, new_run
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

END = "delete from sessions where staff_id = {staff}"


def is_batch(asked: Asked) -> bool:
    return asked.path.endswith("/raw") and "batch" in json.loads(asked.body)


class TestD1(HttpContract):
    @pytest.fixture
    async def wire(self, world: World) -> Wire:
        async def effects() -> int:
            return world.lab.account.writes

        world.d1._open = _impatient(world)  # type: ignore[attr-defined]  # less patience than production
        change = world.action("write", END, staff="u-1")
        target = world.target()
        dead = {**target.settings, "url": f"http://127.0.0.1:{unused_port()}"}
        return Wire(
            subject=Subject(
                provider=world.d1,
                target=target,
                change=change,
                refused=world.action("write", "delete from nowhere where x = 1"),
                read=world.action("read", "select * from sessions"),
                effects=effects,
                dead=msgspec.structs.replace(target, settings=dead),
                secret=TOKEN,
            ),
            server=world.lab.server,
            clock=world.clock,
            is_change=is_batch,
            is_read=lambda asked: asked.method == "GET" or asked.path.endswith("/raw"),
        )


def _impatient(world: World) -> object:
    from cockpit.adapters.http import Http
    from cockpit.core.actions import Target
    from cockpit.providers.sql.d1.engine import D1

    def opened(target: Target) -> D1:
        engine = D1(target, world.context)
        engine._http = engine.cloud.vendor._http = Http(world.clock, total_s=1.5, paces=world.context.paces)
        return engine

    return opened


async def test_values_are_bound_and_come_back_as_they_are(world: World, run: Run) -> None:
    plan = await world.plan(
        "read",
        "select id, seen, {name} as name from sessions where staff_id = {staff}",
        name="' or 1=1 --",
        staff="u-1",
    )
    receipt = await world.done(plan, run)
    assert receipt.sample == (("1", "1.5", "' or 1=1 --"), ("2", "∅", "' or 1=1 --"))
    [body] = [json.loads(asked.body) for asked in world.lab.server.asked if asked.path.endswith("/raw")]
    assert body["params"] == ["' or 1=1 --", "u-1"]
    assert "or 1=1" not in body["sql"]


@pytest.mark.parametrize(
    "text",
    [
        "delete from sessions",
        "with gone as (select 1) delete from sessions",
        "select 1; delete from sessions",
        "pragma writable_schema = 1",
        "attach 'x' as y",
        "create table t (x)",
        "explain delete from sessions",
        "vacuum",
        "replace into sessions values (1, 'x', 'y', 0)",
        "begin",
    ],
)
async def test_what_would_write_is_not_sent_as_a_read(world: World, run: Run, text: str) -> None:
    plan = await world.plan("read", text)
    assert plan.refused
    assert not any(asked.path.endswith("/raw") for asked in world.lab.server.asked)


async def test_rows_are_deleted_as_shown_and_put_back(world: World, run: Run, tmp_path: Path) -> None:
    before = world.database().rows("select * from sessions")
    plan = await world.plan("write", END, staff="u-1")
    assert (plan.rows, plan.confirm) == (2, Confirm.TYPE)
    assert any("bookmark before: b-" in line for line in plan.request)
    receipt = await world.done(plan, run)
    assert (receipt.outcome, receipt.rows) == (Outcome.DONE, 2)
    assert world.database().rows("select id from sessions") == [(3,)]
    assert receipt.undo is not None
    back = await world.d1.plan(receipt.undo.action, world.target())
    assert (await world.done(back, new_run(tmp_path / "back"))).outcome is Outcome.DONE
    assert sorted(world.database().rows("select * from sessions")) == sorted(before)


async def test_an_update_is_put_back_with_its_numbers_and_nulls(world: World, run: Run, tmp_path: Path) -> None:
    before = world.database().rows("select * from sessions")
    plan = await world.plan(
        "write", "update sessions set seen = 7, token = 'gone' where staff_id = {staff}", staff="u-1"
    )
    receipt = await world.done(plan, run)
    assert world.database().rows("select seen from sessions where id = 2") == [(7.0,)]
    assert receipt.undo is not None
    back = await world.d1.plan(receipt.undo.action, world.target())
    await world.done(back, new_run(tmp_path / "back"))
    assert world.database().rows("select * from sessions") == before


@pytest.mark.parametrize(
    "meanwhile",
    [
        "insert into sessions values (9, 'u-1', 'new', 0)",
        "update sessions set token = 'other' where id = 1",
        "delete from sessions where id = 2",
    ],
)
async def test_rows_that_changed_after_the_plan_stop_the_whole_batch(world: World, run: Run, meanwhile: str) -> None:
    plan = await world.plan("write", END, staff="u-1")
    world.database().script(meanwhile)
    before = world.database().rows("select * from sessions")
    receipt = await world.done(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "no longer those that were shown" in receipt.says
    assert world.database().rows("select * from sessions") == before


async def test_done_without_an_answer_is_unknown_and_found_out_by_the_rows(world: World, run: Run) -> None:
    plan = await world.plan("write", END, staff="u-1")
    usual = world.lab.server.behaviour

    def drops(asked: Asked) -> Reply:
        usual(asked)
        return Reply(200, b"{", reset=True) if is_batch(asked) else usual(asked)

    world.lab.server.behaviour = lambda asked: drops(asked) if is_batch(asked) else usual(asked)
    receipt = await world.done(plan, run)
    assert receipt.outcome is Outcome.UNKNOWN
    assert world.lab.account.writes == 1
    found = await world.d1.check(plan, run.folder)
    assert (found.outcome, found.undo is not None) == (Outcome.DONE, True)


async def test_not_done_without_an_answer_is_found_out_too(world: World, run: Run) -> None:
    plan = await world.plan("write", END, staff="u-1")
    usual = world.lab.server.behaviour
    world.lab.server.behaviour = lambda asked: Reply(503) if is_batch(asked) else usual(asked)
    assert (await world.done(plan, run)).outcome is Outcome.UNKNOWN
    assert (await world.d1.check(plan, run.folder)).outcome is Outcome.FAILED


@pytest.mark.parametrize("verb", ["read", "write", "rewind", "bookmark"])
async def test_a_worker_bound_to_another_shops_database_stops_everything(world: World, run: Run, verb: str) -> None:
    world.bind("acme", world.database("bolt").uuid)
    text = {"write": "delete from sessions", "rewind": "2026-03-14T09:00:00Z", "bookmark": ""}.get(verb, "select 1")
    plan = await world.plan(verb, text)
    says = plan.refused or (await world.done(plan, run)).says
    assert "wrong tenant" in says
    assert not any(asked.path.endswith("/raw") or asked.method == "POST" for asked in world.lab.server.asked)
    with pytest.raises(WrongTargetError, match="wrong tenant"):
        await world.d1.ping(world.target())


async def test_a_binding_that_moves_between_plan_and_act_stops_the_act(world: World, run: Run) -> None:
    plan = await world.plan("write", END, staff="u-1")
    world.bind("acme", world.database("bolt").uuid)
    receipt = await world.done(plan, run)
    assert (receipt.outcome, "wrong tenant" in receipt.says) == (Outcome.FAILED, True)
    assert world.lab.account.writes == 0


async def test_an_id_of_another_name_and_a_file_of_another_id_are_the_wrong_tenant(
    world: World, tmp_path: Path
) -> None:
    wrong = world.target(database_id=world.database("bolt").uuid)
    with pytest.raises(SourceError, match="is called helm-bolt-db, not helm-acme-db: wrong tenant"):
        await world.d1.ping(wrong)
    file = tmp_path / "wrangler.jsonc"
    other = {"binding": "DB", "database_name": "helm-acme-db", "database_id": world.database("bolt").uuid}
    file.write_text('// shops\n{"name": "helm", "env": {"acme": {"d1_databases": [' + json.dumps(other) + ",]},}}")
    with pytest.raises(SourceError, match=r"wrangler\.jsonc binds worker helm-acme to database"):
        await world.d1.ping(world.target(file=str(file)))
    other["database_id"] = world.database().uuid
    file.write_text(json.dumps({"name": "helm", "env": {"acme": {"d1_databases": [other]}}}))
    assert "bound to it alone" in await world.d1.ping(world.target(file=str(file)))


@pytest.mark.parametrize(("verb", "provider"), [("write", "d1"), ("rewind", "d1"), ("rollback", "cloudflare")])
async def test_a_runbook_opened_for_another_shop_changes_nothing_here(world: World, verb: str, provider: str) -> None:
    plan = await world.plan(verb, "delete from sessions where staff_id = {slug}", provider=provider, slug="acme")
    assert "wrong tenant" not in plan.refused
    target = world.target("acme", provider)
    action = msgspec.structs.replace(plan.action, parameters={"slug": "bolt"})
    other = await (world.d1 if provider == "d1" else world.workers).plan(action, target)
    assert "this is for bolt, and target" in other.refused


async def test_two_tenants_side_by_side_see_only_their_own_rows(world: World, tmp_path: Path) -> None:
    world.database("bolt").script("delete from sessions")
    counts = [
        (
            await world.done(
                await world.plan("read", "select count(*) as n from sessions", slug), new_run(tmp_path / slug)
            )
        ).values["n"]
        for slug in ("acme", "bolt", "acme2")[:2]
    ]
    assert counts == [3, 0]


async def test_a_rewind_goes_back_and_its_undo_goes_forth(world: World, run: Run, tmp_path: Path) -> None:
    mark = (await world.done(await world.plan("bookmark"), new_run(tmp_path / "mark"))).values["bookmark"]
    world.database().script("delete from sessions")
    plan = await world.plan("rewind", str(mark))
    assert (plan.confirm, plan.phrase) == (Confirm.TYPE, "acme-d1")
    receipt = await world.done(plan, run)
    assert len(world.database().rows("select * from sessions")) == 3
    assert receipt.undo is not None
    back = await world.d1.plan(receipt.undo.action, world.target())
    await world.done(back, new_run(tmp_path / "back"))
    assert world.database().rows("select * from sessions") == []


async def test_a_statement_whose_rows_cannot_be_kept_has_the_bookmark_as_its_way_back(world: World, run: Run) -> None:
    plan = await world.plan("write", "drop table sessions")
    assert plan.confirm is Confirm.TYPE
    assert "rewind" in plan.way_back
    receipt = await world.done(plan, run)
    assert receipt.undo is not None and receipt.undo.action.verb == "rewind"


async def test_audit_window_and_named_query_read_d1(world: World) -> None:
    query = Query(target="shop", sql="select * from audit_events where at between {since} and {until}")
    spec = AuditSpec(query="recent", who="staff_label")
    audit = registry.build_audit("staff", spec, query, world.target(), world.context)
    window = await audit.window(NOW - timedelta(minutes=10), NOW)
    assert [row.who for row in window.rows] == ["Ben"]
    reading = await registry.build_query(
        "all", Query(target="shop", sql="select count(*) as n from audit_events"), world.target(), world.context
    ).read({})
    assert reading.first == {"n": 2}


async def test_sql_errors_say_what_is_missing(world: World, run: Run) -> None:
    plan = await world.plan("read", "select nope from sessions")
    receipt = await world.done(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "no such column: nope" in receipt.says and "migration" in receipt.says
