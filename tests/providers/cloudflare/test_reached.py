"""What a version reaches, which databases there are, and whether all that names a shop's database names the same."""

import asyncio
import json
from pathlib import Path

import pytest

from cockpit.core.actions import Outcome
from cockpit.ports import Run
from tests.providers.cloudflare.world import World

NEWEST = "00000000-0000-4000-8000-000000000003"
OLDEST = "00000000-0000-4000-8000-000000000001"


async def test_a_version_tells_which_database_it_reaches(world: World, run: Run) -> None:
    own = world.database().uuid
    live = await world.done(await world.plan("version", provider="cloudflare"), run)
    assert live.values == {"version": NEWEST, "database": own}
    assert live.sample == ((NEWEST[:8], "d1", "DB", own),)
    old = await world.done(
        await world.plan("version", f"{OLDEST} for {{slug}}", provider="cloudflare", slug="acme"), run
    )
    assert old.values["version"] == OLDEST
    assert f"reaches database {own}" in old.says
    assert (await world.plan("version", "a b", provider="cloudflare")).refused


async def test_the_accounts_databases_are_listed_and_a_missing_one_is_named(world: World, run: Run) -> None:
    found = await world.done(await world.plan("databases", "helm-acme-db helm-nobody-db", provider="cloudflare"), run)
    assert [row[:2] for row in found.sample] == [("helm-acme-db", world.database().uuid)]
    assert "none is called helm-nobody-db" in found.says
    everything = await world.done(await world.plan("databases", provider="cloudflare"), run)
    assert [row[0] for row in everything.sample] == ["helm-acme-db", "helm-bolt-db"]


async def test_a_database_is_told_with_its_id(world: World, run: Run) -> None:
    found = await world.done(await world.plan("info"), run)
    assert (found.values["name"], found.values["id"]) == ("helm-acme-db", world.database().uuid)


async def test_what_names_the_database_stands_side_by_side_also_when_it_is_the_wrong_one(
    world: World, run: Run, tmp_path: Path
) -> None:
    own, other = world.database(), world.database("bolt")
    good = await world.done(await world.plan("binding"), run)
    assert good.values == {"right": True}
    assert good.says == f"all 2 name {own.uuid}: it is the shop's own"
    world.bind("acme", other.uuid)
    wrong = await world.done(await world.plan("binding"), run)
    assert (wrong.outcome, wrong.values) == (Outcome.DONE, {"right": False})
    assert "wrong tenant" in wrong.says
    assert wrong.sample == (
        ("the account's list", own.name, own.uuid),
        (f"version {NEWEST[:8]}", other.name, other.uuid),
    )


async def test_a_file_that_names_another_database_is_shown_beside_the_live_one(world: World, tmp_path: Path) -> None:
    file = tmp_path / "wrangler.jsonc"
    named = {"binding": "DB", "database_name": "helm-acme-db", "database_id": world.database("bolt").uuid}
    file.write_text(json.dumps({"name": "helm", "env": {"acme": {"d1_databases": [named]}}}))
    plan = await world.d1.plan(world.action("binding"), world.target(file=str(file)))
    (tmp_path / "run").mkdir()
    found = await world.done(plan, Run(folder=tmp_path / "run", progress=lambda _: None, cancelled=asyncio.Event()))
    assert found.sample[-1] == ("wrangler.jsonc", "helm-bolt-db", world.database("bolt").uuid)
    assert found.values == {"right": False}


@pytest.mark.parametrize("verb", ["read", "info", "binding", "bookmark"])
async def test_a_read_for_another_shop_is_not_taken_from_this_one(world: World, verb: str) -> None:
    plan = await world.plan(verb, "select {slug}" if verb == "read" else "", slug="bolt")
    assert "this is for bolt, and target acme-d1 is acme: wrong tenant" in plan.refused
    assert world.lab.server.asked == []
