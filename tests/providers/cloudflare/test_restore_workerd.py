"""The export's text, the questions and the file that replaces a database, held against the vendor's own runtime."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.core.actions import Outcome
from cockpit.drill.vendors.cloudflare.database import LabDatabase, LabSqlError
from cockpit.drill.vendors.cloudflare.vendor import cloudflare
from cockpit.ports import Run
from tests.lab.real_d1 import RealDatabase
from tests.lab.workerd.running import NoWorkerdError, Workerd, workerd
from tests.providers.cloudflare.test_restore_backup import SHOP, Shop
from tests.providers.cloudflare.world import SCHEMA, World

MORE = """
create table "odd name" (id integer primary key autoincrement, raw blob, ratio real, text_ text);
insert into "odd name" (raw, ratio, text_) values (x'00ff', 0.1, 'a''b'), (null, 3.0, 'two
lines');
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[Workerd]:
    try:
        with workerd() as running:
            yield running
    except NoWorkerdError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def real(worker: Workerd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose database is real and empty."""
    gone = [f"drop table if exists {name}" for name in ("sessions", "audit_events", "orders", "customers", "parts")]
    worker.batch([(sql, []) for sql in ["drop trigger if exists no_delete", "drop view if exists spent", *gone]])
    worker.batch([('drop table if exists "odd name"', [])])
    with cloudflare(tmp_path_factory.mktemp("account"), "acme") as lab:
        database = RealDatabase(next(iter(lab.account.databases)), "helm-acme-db", worker)
        lab.account.databases[database.uuid] = database
        yield World(lab)


def test_the_emulators_export_is_the_runtimes_own_to_the_letter(real: World, tmp_path: Path) -> None:
    emulated = LabDatabase("x", "x", tmp_path / "x.sqlite")
    emulated.script(SCHEMA + SHOP + MORE)
    real.database().load(SHOP + MORE)
    assert emulated.dump() == real.database().dump()


async def test_on_a_real_database_a_backup_takes_the_place_of_what_is_there(
    real: World, run: Run, tmp_path: Path
) -> None:
    shop = Shop(real, tmp_path)
    plan = await shop.plan()
    assert not plan.refused, plan.refused
    assert plan.sample[0] == ("orders", "5", "3", "2")
    receipt = await real.done(plan, run)
    assert receipt.outcome is Outcome.DONE, receipt.says
    assert shop.rows() == shop.then


def test_on_a_real_database_an_export_does_not_go_in_where_its_tables_are(real: World, tmp_path: Path) -> None:
    shop = Shop(real, tmp_path)
    now = shop.rows()
    with pytest.raises(LabSqlError, match="table sessions already exists"):
        real.database().load(shop.file.read_text())
    assert shop.rows() == now


def test_on_a_real_database_tables_that_point_in_a_circle_are_dropped_as_well(real: World) -> None:
    from cockpit.providers.sql.d1.wipe import wiping

    real.database().load(
        "create table a (id integer primary key, b integer references b(id));"
        "create table b (id integer primary key, a integer references a(id));"
        "insert into a values (1, null); insert into b values (1, 1); update a set b = 1;"
    )
    with pytest.raises(LabSqlError, match="FOREIGN KEY"):
        real.database().load("drop table a; drop table b;")
    tables = ["a", "b", "sessions", "audit_events"]
    real.database().load("\n".join(wiping([], tables, {"a": {"b"}, "b": {"a"}})))
    assert real.database().rows("select name from sqlite_master where name in ('a', 'b')") == []
