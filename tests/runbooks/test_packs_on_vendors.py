"""The packs' acts on their vendors, planned and read at the emulators: Helm's two targets and Ordak's project."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action, Outcome, Plan
from cockpit.core.placeholders import names
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.drill.vendors.cloudflare.vendor import cloudflare
from cockpit.drill.vendors.loopback import NOW
from cockpit.drill.vendors.supabase import supabase
from cockpit.ports import Run
from cockpit.runbooks.catalog import PACKS
from tests.providers import test_supabase
from tests.providers.cloudflare.world import VALUE, World, new_run
from tests.runbooks.packs import Block, blocks_of, profile_of

HELM = PACKS / "helm"
OLD = "00000000-0000-4000-8000-000000000001"
BY_HAND = ("restore-to-new-project",)
"""A card for a person."""
BACKUP = "2026-03-13"
VALUES = {
    "slug": "acme",
    "restore_slug": "acme",
    "other_slug": "bolt",
    "good_version": OLD,
    "request_id": "8f2c-41d7",
    "backup_day": BACKUP,
}
ACTS = [
    block
    for block in blocks_of(HELM)
    if block.action.provider == "act" and block.action.target in ("shop-db", "shop-worker")
]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme", "bolt") as lab:
        lab.account.buckets["helm-acme-assets"] = {"a": b"x", f"backups/db/{BACKUP}.sql": b"x"}
        made = World(lab)
        yield made
        await made.close()


async def planned(world: World, block: Block) -> Plan:
    target = profile_of(HELM).targets[block.action.target]
    settings = {**target.settings, **{key: world.target().settings[key] for key in ("account", "url")}}
    target = msgspec.structs.replace(target, settings=settings, secret="cf")
    action = Action(
        id="a1",
        provider=target.provider,
        verb=block.action.verb,
        target=target.name,
        text=block.action.text,
        parameters={name: VALUES[name] for name in names(block.action.text) if name in VALUES},
        attributes=dict(block.action.attributes),
    )
    return await (world.d1 if target.provider == "d1" else world.workers).plan(action, target)


@pytest.mark.parametrize("block", [one for one in ACTS if one.action.risk is Risk.READS], ids=lambda one: one.where)
async def test_every_reading_the_pack_takes_of_a_shop_can_be_taken(world: World, tmp_path: Path, block: Block) -> None:
    receipt = await world.done(await planned(world, block), new_run(tmp_path / "run"))
    assert receipt.outcome is Outcome.DONE, receipt.says


async def test_what_is_rotated_or_rolled_back_is_planned_and_the_value_is_asked_for(world: World, run: Run) -> None:
    wanted = {one.step.id: one for one in ACTS if one.action.risk is not Risk.READS}
    back = await planned(world, wanted["back"])
    assert (back.refused, back.private["version"]) == ("", OLD)
    put = await planned(world, wanted["put"])
    assert put.secret == "STRIPE_WEBHOOK_SECRET of helm-acme", "kept nowhere: a masked field asks for it"
    world.typed[put.secret] = VALUE
    plan = await planned(world, wanted["put"])
    assert (await world.done(plan, run)).outcome is Outcome.DONE
    assert world.lab.account.workers["helm-acme"].secrets == {"STRIPE_WEBHOOK_SECRET": VALUE}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return new_run(tmp_path / "run")


ORDAK = PACKS / "ordak"
PROJECT = [
    block
    for block in blocks_of(ORDAK)
    if block.action.provider == "act" and block.action.target == "project" and block.action.verb not in BY_HAND
]
TIMES = {"since": (NOW - timedelta(hours=1)).isoformat(), "until": NOW.isoformat()}


@pytest.mark.parametrize("block", PROJECT, ids=lambda one: one.where)
async def test_every_act_on_ordaks_project_can_be_planned_and_every_reading_taken(tmp_path: Path, block: Block) -> None:
    with supabase(lambda: NOW) as (server, project):
        world = test_supabase.World(server, project)
        for name in ("SHOPIFY_BANNOS_TOKEN", "SHOPIFY_FLOURLANE_TOKEN"):
            world.typed[f"{name} of kitchen"] = Secret(name, VALUE)
        text, verb = block.action.text, block.action.verb
        action = msgspec.structs.replace(
            world.action(verb, text),
            attributes=dict(block.action.attributes),
            parameters={name: TIMES[name] for name in names(text) if name in TIMES},
        )
        plan = await world.provider.plan(action, world.target)
        assert not plan.refused, plan.refused
        assert VALUE not in repr(plan)
        if block.action.risk is Risk.READS:
            receipt = await world.provider.execute(plan, new_run(tmp_path / "run"))
            assert receipt.outcome is Outcome.DONE, receipt.says
        await world.provider.close()
