"""Ordak's stages, comparison and policy on a real PostgreSQL, through the verbs its runbooks name."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.compare import compare
from cockpit.core.runbook import Risk
from cockpit.ports import ProviderContext, Run
from cockpit.providers import registry
from cockpit.runbooks.catalog import PACKS, Catalog
from tests.fakes import ManualClock
from tests.lab.postgres import Server
from tests.lab.tables import Lab, postgres_lab
from tests.runbooks.packs import blocks_of, profile_of
from tests.runbooks.schemas import ORDAK

ORDER = {"order_id": "4711", "test_order": "4711", "return_reason": "the glaze", "pid": "1"}
ROLE = "do $$ begin create role authenticated; exception when duplicate_object then null; end $$"


async def none(name: str) -> None:
    """There is no credential on the lab's socket."""


CONTEXT = ProviderContext(secret_of=none, who="tests", clock=ManualClock())


@pytest.fixture
def lab(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as found:
        found.run(ROLE, *filter(str.strip, ORDAK.split(";\n")))
        yield found


def kitchen(lab: Lab) -> Target:
    """The profile's own target, policy and all, on the lab's database."""
    target = profile_of(PACKS / "ordak").targets["kitchen-db"]
    return msgspec.structs.replace(target, settings={**target.settings, **lab.target.settings}, secret="")


async def done(lab: Lab, folder: Path, runbook: str, step: str, number: int = 0) -> tuple[Plan, Receipt]:
    """The step's act block, planned and run."""
    found = Catalog().find(runbook).runbook.step(step)
    assert found is not None
    block = [action for action in found.actions if action.provider == "act"][number]
    action = Action(
        id="a1", provider="postgres", verb=block.verb, target="kitchen-db", text=block.text, parameters=ORDER
    )
    provider = registry.build("postgres", CONTEXT)
    plan = await provider.plan(action, kitchen(lab))
    run = Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())
    receipt = await provider.execute(plan, run)
    await provider.close()
    return plan, receipt


async def test_an_order_goes_through_its_stages_by_the_functions_alone(lab: Lab, tmp_path: Path) -> None:
    seen: list[str] = []
    for step in ("filling", "filling", "covering", "decorating", "packing", "packing"):
        plan, receipt = await done(lab, tmp_path, "ordak-stages", step, seen.count(step))
        assert not plan.refused, plan.refused
        assert receipt.outcome is Outcome.DONE, receipt.says
        assert receipt.values["already_done"] is False
        seen.append(step)
    assert lab.rows("select stage::text from orders_bannos where id = 4711") == [("Complete",)]
    _, back = await done(lab, tmp_path, "ordak-stages", "qc-return")
    assert back.outcome is Outcome.DONE
    assert lab.rows("select stage::text from orders_bannos where id = 4711") == [("Decorating",)]


async def test_scanned_twice_it_says_that_it_was_done_already(lab: Lab, tmp_path: Path) -> None:
    _, first = await done(lab, tmp_path, "ordak-stages", "twice", 0)
    _, second = await done(lab, tmp_path, "ordak-stages", "twice", 1)
    assert (first.values["already_done"], second.values["already_done"]) == (False, True)
    assert "was done already" in second.says


async def test_orders_cannot_be_changed_by_sql_under_the_packs_profile(lab: Lab) -> None:
    provider = registry.build("postgres", CONTEXT)
    write = Action(
        id="w",
        provider="postgres",
        verb="write",
        target="kitchen-db",
        text="update orders_bannos set stage = 'Complete' where id = 4711",
        risk=Risk.CHANGES,
    )
    assert "by its own functions only" in (await provider.plan(write, kitchen(lab))).refused


async def test_tables_and_function_are_held_against_each_other(lab: Lab) -> None:
    profile = profile_of(PACKS / "ordak")
    readings = []
    for name in ("unassigned-by-store", "unassigned-by-function"):
        source = registry.build_query(name, profile.queries[name], kitchen(lab), CONTEXT)
        readings.append(await source.read({}))
    assert compare(readings[0], readings[1], ["store"]).equal
    lab.run("update orders_bannos set assignee_id = '00000000-0000-0000-0000-000000000001' where id = 4712")
    source = registry.build_query("t", profile.queries["unassigned-by-store"], kitchen(lab), CONTEXT)
    found = compare(await source.read({}), readings[1], ["store"])
    assert [(one.key, one.left, one.right) for one in found.differ] == [(("bannos",), "1", "2")]


async def test_every_reading_the_pack_takes_of_its_database_can_be_taken(lab: Lab, tmp_path: Path) -> None:
    count = 0
    for block in blocks_of(PACKS / "ordak"):
        if block.action.target == "kitchen-db" and block.action.provider == "act" and block.action.risk is Risk.READS:
            number = [one for one in block.step.actions if one.provider == "act"].index(block.action)
            _, receipt = await done(lab, tmp_path, block.runbook, block.step.id, number)
            assert receipt.outcome is Outcome.DONE, f"{block.where}: {receipt.says}"
            count += 1
    assert count >= 5
