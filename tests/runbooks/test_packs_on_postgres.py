"""The packs' SQL as the cockpit runs it, on a real PostgreSQL with a small schema of each system."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.core.actions import Action, Outcome, Receipt
from cockpit.core.profile import Query
from cockpit.core.readings import TableReading
from cockpit.core.runbook import Risk
from cockpit.ports import ProviderContext, Run
from cockpit.providers import registry
from cockpit.providers.sql.query import SqlQuery
from cockpit.runbooks.catalog import PACKS, Catalog
from tests.fakes import ManualClock
from tests.lab.postgres import Server
from tests.lab.tables import Lab, postgres_lab
from tests.runbooks.packs import blocks_of, profile_of, target_of
from tests.runbooks.schemas import FITKIT, ORDAK, STAGE_EVENTS

NOON = "2026-05-08T12:00:00Z"
VALUES = {
    "t0": NOON,
    "since": "2026-05-08T11:30:00Z",
    "until": "2026-05-08T12:30:00Z",
    "person": "",
    "gap_from": "2020-01-01T00:00:00Z",
    "restore_to": NOON,
    "order_id": "4711",
    "test_order": "2",
    "missing": "bookings.notes",
    "journal": "1000,2000,3000,4000",
}
OPTIONAL = frozenset({"stage-events", "moves"})
"""Named queries over a table not every system has."""


async def none(name: str) -> None:
    """There is no credential on the lab's socket."""


CONTEXT = ProviderContext(secret_of=none, who="tests", clock=ManualClock())


@pytest.fixture
def ordak(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as lab:
        lab.run(*filter(str.strip, ORDAK.split(";\n")))
        yield lab


@pytest.fixture
def fitkit(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as lab:
        lab.run(*filter(str.strip, FITKIT.split(";\n")))
        yield lab


async def read(lab: Lab, folder: Path, sql: str, **values: str) -> Receipt:
    """What the read brings, through the provider."""
    provider = registry.build("postgres", CONTEXT)
    action = Action(
        id="a1", provider="postgres", verb="read", target="db", text=sql, parameters=VALUES | values, risk=Risk.READS
    )
    plan = await provider.plan(action, lab.target)
    assert not plan.refused, plan.refused
    receipt = await provider.execute(plan, Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event()))
    await provider.close()
    return receipt


async def named(lab: Lab, query: Query) -> TableReading:
    """What the profile's query brings, as the engine reads it."""
    source = registry.build_query("q", query, lab.target, CONTEXT)
    assert isinstance(source, SqlQuery)
    reading = await source.read(VALUES)
    await source.close()
    return reading


def block(runbook: str, step: str) -> str:
    """The SQL of a step."""
    found = Catalog().find(runbook).runbook.step(step)
    assert found is not None
    return next(action.text for action in found.actions if action.provider == "sql")


async def run_all(lab: Lab, folder: Path, pack: str, without: frozenset[str]) -> int:
    """Run every block of the pack on its PostgreSQL targets but those of the steps `without`; how many there were."""
    profile, count = profile_of(PACKS / pack), 0
    for found in blocks_of(PACKS / pack):
        target = profile.targets.get(target_of(found.action, profile))
        if found.action.provider != "sql" or target is None or target.provider != "postgres":
            continue
        if found.step.id not in without:
            receipt = await read(lab, folder, found.action.text)
            assert receipt.outcome is Outcome.DONE, f"{found.where}: {receipt.says}"
            count += 1
    for name, query in profile.queries.items():
        if name not in OPTIONAL and profile.targets[query.target].provider == "postgres":
            await named(lab, query)
    return count


async def test_ordaks_sql_runs_where_no_stage_events_are_kept(ordak: Lab, tmp_path: Path) -> None:
    assert await run_all(ordak, tmp_path, "ordak", without=frozenset({"events"})) > 24
    kept = await read(ordak, tmp_path, block("ordak-stages", "events-kept"))
    assert kept.sample == (("no",),)


async def test_ordaks_sql_runs_where_stage_events_are_kept(ordak: Lab, tmp_path: Path) -> None:
    ordak.run(*filter(str.strip, STAGE_EVENTS.split(";\n")))
    await run_all(ordak, tmp_path, "ordak", without=frozenset())
    kept = await read(ordak, tmp_path, block("ordak-stages", "events-kept"))
    assert kept.sample == (("yes",),)
    for name in OPTIONAL:
        await named(ordak, profile_of(PACKS / "ordak").queries[name])


def test_the_step_over_stage_events_is_set_aside_by_that_answer() -> None:
    runbook = Catalog().find("ordak-stages").runbook
    events, kept = runbook.step("events"), runbook.step("events-kept")
    assert events is not None and events.condition == "events_kept == 'yes'"
    assert kept is not None and kept.actions[0].attributes["as"] == "events_kept"


async def test_a_lock_under_any_status_is_listed(ordak: Lab, tmp_path: Path) -> None:
    receipt = await read(ordak, tmp_path, block("worker-backlog", "locks"))
    assert [(row[0], row[1]) for row in receipt.sample] == [("3", "running"), ("2", "pending")]


async def test_unassigned_counts_both_shops_without_the_complete(ordak: Lab, tmp_path: Path) -> None:
    reading = await named(ordak, profile_of(PACKS / "ordak").queries["unassigned"])
    assert reading.rows == (("bannos", "Filling", "2"), ("flourlane", "Packing", "1"))


async def test_freshness_is_told_per_shop(ordak: Lab) -> None:
    queries = profile_of(PACKS / "ordak").queries
    fresh = [(await named(ordak, queries[f"fresh-{shop}"])).first["newest_min"] for shop in ("bannos", "flourlane")]
    assert fresh == [0, 180]


async def test_fitkits_sql_runs(fitkit: Lab, tmp_path: Path) -> None:
    assert await run_all(fitkit, tmp_path, "fitkit", without=frozenset()) > 10


async def test_a_skipped_migration_is_told_from_a_pending_one(fitkit: Lab, tmp_path: Path) -> None:
    receipt = await read(fitkit, tmp_path, block("fitkit-migration", "not-run"))
    assert [(row[0], row[2]) for row in receipt.sample] == [("2000", "skipped"), ("4000", "pending")]


async def test_before_the_first_migration_all_are_pending(fitkit: Lab, tmp_path: Path) -> None:
    fitkit.run("truncate drizzle.__drizzle_migrations")
    receipt = await read(fitkit, tmp_path, block("fitkit-migration", "not-run"))
    assert {row[2] for row in receipt.sample} == {"pending"}


@pytest.mark.parametrize(("missing", "found"), [("bookings", 2), ("bookings.notes", 1), ("bookings.price", 0)])
async def test_a_table_and_a_column_are_looked_for(fitkit: Lab, tmp_path: Path, missing: str, found: int) -> None:
    receipt = await read(fitkit, tmp_path, block("fitkit-migration", "is-missing"), missing=missing)
    assert receipt.sample == ((str(found),),)


async def test_a_charge_recorded_twice_is_found(fitkit: Lab) -> None:
    reading = await named(fitkit, profile_of(PACKS / "fitkit").queries["double-charges"])
    assert [row[:2] for row in reading.rows] == [("ch_1", "2")]
