"""The emulator and the providers held against the vendor's own runtime: real D1, genuine trace events."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cockpit.core.actions import Outcome
from cockpit.core.logline import parse
from cockpit.drill.vendors.cloudflare.database import AnyDatabase, LabDatabase, LabSqlError
from cockpit.drill.vendors.cloudflare.vendor import cloudflare
from cockpit.ports import Run
from tests.adapters.logs.waiting import lines, until
from tests.lab.real_d1 import RealDatabase
from tests.lab.workerd.running import NoWorkerdError, Workerd, workerd
from tests.providers.cloudflare.test_tail import Following
from tests.providers.cloudflare.world import SCHEMA, World, new_run

END = "delete from sessions where staff_id = {staff}"
STATEMENTS: tuple[list[tuple[str, list[object]]], ...] = (
    [("select * from sessions where staff_id = ?1 order by id", ["u-1"])],
    [("select count(*) as n from sessions", [])],
    [("select name from pragma_table_info(?1) where pk > 0", ["sessions"])],
    [("select * from (\nselect id from sessions order by id desc\n) limit 2", [])],
    [("select nope from sessions", [])],
    [("select * from nowhere", [])],
    [("select case when (select count(*) from sessions) = 9 then 1 else json('stop it') end", [])],
    [("delete from sessions where id = 1", []), ("select case when changes() = 2 then 1 else json('stop it') end", [])],
    [("update sessions set seen = 3 where id = 2", []), ("select changes() as n", [])],
    [("insert into audit_events (id) values (1)", [])],
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Workerd]:
    try:
        with workerd() as running:
            yield running
    except NoWorkerdError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def real(worker: Workerd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose database is real."""
    worker.batch([(f"drop table if exists {table}", []) for table in ("sessions", "audit_events")])
    with cloudflare(tmp_path_factory.mktemp("account"), "acme") as lab:
        database = RealDatabase(next(iter(lab.account.databases)), "helm-acme-db", worker)
        lab.account.databases[database.uuid] = database
        yield World(lab)


def test_the_emulator_answers_as_the_real_database_does(real: World, tmp_path: Path) -> None:
    emulated = LabDatabase("x", "x", tmp_path / "x.sqlite")
    emulated.script(SCHEMA)
    for statements in STATEMENTS:
        assert answered(emulated, statements) == answered(real.database(), statements), statements


def answered(database: AnyDatabase, statements: list[tuple[str, list[object]]]) -> object:
    """Rows and changes, or the part of the error that SQLite wrote."""
    try:
        found, _ = database.run(statements)
    except LabSqlError as error:
        return str(error).removeprefix("D1_ERROR: ").split(" at offset")[0].split(": SQLITE")[0]
    return [(one["results"]["rows"], one["meta"]["changes"]) for one in found]  # type: ignore[index]  # JSON


async def test_on_a_real_database_rows_are_deleted_as_shown_and_put_back(real: World, run: Run, tmp_path: Path) -> None:
    before = real.database().rows("select * from sessions order by id")
    plan = await real.plan("write", END, staff="u-1")
    receipt = await real.done(plan, run)
    assert (plan.rows, receipt.outcome, receipt.rows) == (2, Outcome.DONE, 2), receipt.says
    assert receipt.undo is not None
    back = await real.d1.plan(receipt.undo.action, real.target())
    assert (await real.done(back, new_run(tmp_path / "back"))).outcome is Outcome.DONE
    assert real.database().rows("select * from sessions order by id") == before


async def test_on_a_real_database_a_changed_row_stops_the_batch_and_nothing_is_lost(real: World, run: Run) -> None:
    plan = await real.plan("write", END, staff="u-1")
    real.database().script("update sessions set token = 'other' where id = 1")
    receipt = await real.done(plan, run)
    assert (receipt.outcome, "no longer those" in receipt.says) == (Outcome.FAILED, True)
    assert len(real.database().rows("select * from sessions")) == 3


def test_genuine_trace_events_are_read_as_what_the_shop_said(worker: Workerd, real: World, tmp_path: Path) -> None:
    before = len(worker.events)
    for path, request, status in (("/sale", "r-77", 200), ("/crash", "r-78", 500), ("/boom", "r-79", 500)):
        assert worker.get(path, x_request_id=request) == status
    # The runtime hands over the traces of requests close together in any order.
    events = [the_trace_of(worker, before, path) for path in ("/sale", "/crash", "/boom")]
    following = Following(real.lab, tmp_path)
    try:
        following.begin()
        following.listening()
        for event in events:
            real.lab.hub.say("helm-acme", event)
        until(lambda: len(lines(following.store)) == 3, "three rows")
        sale, crash, boom = (parse(row) for row in following.store.rows(0, 3))
    finally:
        following.close()
    assert sale.fields["request_id"] == "r-77"
    assert (crash.level, crash.fields["request_id"]) == ("error", "r-78")
    assert "cannot read the sale" in crash.text
    assert "NOT NULL constraint failed: audit_events.at" in boom.text
    assert sale.at is not None and abs((datetime.now(UTC) - sale.at).total_seconds()) < 60


def the_trace_of(worker: Workerd, before: int, path: str) -> bytes:
    """The event of a request for `path` that came behind the first `before` ones."""
    found: list[bytes] = []

    def came() -> bool:
        found.extend(event for event in worker.events[before:] if f'{path}"'.encode() in event)
        return bool(found)

    until(came, f"the trace of {path}")
    return found[0]


def test_an_event_of_the_emulator_has_the_fields_of_a_genuine_one(worker: Workerd) -> None:
    from tests.providers.cloudflare.test_tail import EVENT

    before = len(worker.events)
    worker.get("/sale", x_request_id="r-80")
    until(lambda: len(worker.events) > before, "a trace event")
    genuine = json.loads(worker.events[before])
    assert set(EVENT) <= set(genuine)
    assert set(EVENT["event"]["request"]) <= set(genuine["event"]["request"])  # type: ignore[index]  # JSON
    assert all(isinstance(log["message"], list) for log in genuine["logs"])
