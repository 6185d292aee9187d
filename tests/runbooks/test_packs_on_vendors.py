"""The Helm pack's acts on its two targets, planned and read at the vendor's emulator under the pack's own profile."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action, Outcome, Plan
from cockpit.core.placeholders import names
from cockpit.core.runbook import Risk
from cockpit.drill.vendors.cloudflare.vendor import cloudflare
from cockpit.ports import Run
from cockpit.runbooks.catalog import PACKS
from tests.providers.cloudflare.world import VALUE, World, new_run
from tests.runbooks.packs import Block, blocks_of, profile_of

HELM = PACKS / "helm"
OLD = "00000000-0000-4000-8000-000000000001"
FETCHES = ("backup", "get")
"""Verbs that bring a file which must be there first: test_packs_helm_restore walks them."""
VALUES = {"slug": "acme", "restore_slug": "acme", "good_version": OLD, "request_id": "8f2c-41d7"}
ACTS = [
    block
    for block in blocks_of(HELM)
    if block.action.provider == "act"
    and block.action.target in ("shop-db", "shop-worker")
    and block.action.verb not in FETCHES
]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme", "bolt") as lab:
        lab.account.buckets["helm-acme-assets"] = {"a": b"x"}
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
