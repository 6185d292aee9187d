"""Helm's restore, block by block, on the emulated account: what one block brings the next one takes."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, cloudflare
from cockpit.engine.outputs import outputs_of
from cockpit.runbooks.catalog import PACKS, Catalog
from tests.providers.cloudflare.test_restore_backup import SHOP, WRITTEN_SINCE
from tests.providers.cloudflare.world import World, new_run
from tests.runbooks.packs import profile_of


class Walk:
    """The values of one incident, and the blocks done so far."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.values = {"slug": "acme", "restore_slug": "acme", "restore_why": "the orders are gone"}
        self.count = 0

    async def planned(self, runbook: str, step: str) -> Plan:
        """The step's act block on the profile's own target, which stands for the emulated account."""
        found = Catalog().find(runbook).runbook.step(step)
        assert found is not None
        [block] = [action for action in found.actions if action.provider == "act"]
        target = profile_of(PACKS / "helm").targets[block.target]
        settings = {**target.settings, "account": ACCOUNT, "url": self.world.lab.url}
        target = msgspec.structs.replace(target, settings=settings, secret="cf")
        self.count += 1
        action = Action(
            id=f"a{self.count}",
            provider=target.provider,
            verb=block.verb,
            target=target.name,
            text=block.text,
            parameters={name: self.values[name] for name in block.parameters},
            attributes=dict(block.attributes),
        )
        provider = self.world.d1 if target.provider == "d1" else self.world.workers
        return await provider.plan(action, target)

    async def done(self, runbook: str, step: str) -> Receipt:
        plan = await self.planned(runbook, step)
        receipt = await self.world.done(plan, new_run(self.folder / plan.action.id))
        assert receipt.outcome is Outcome.DONE, receipt.says
        self.values |= outputs_of(plan.action.attributes.get("as", ""), receipt)
        return receipt

    def orders(self) -> object:
        return self.world.database().rows("select count(*) from orders")[0][0]


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme") as lab:
        world = World(lab)
        world.database().script(SHOP)
        lab.account.buckets["helm-acme-assets"] = {"backups/db/2026-03-13.sql": world.database().dump().encode()}
        world.database().script(WRITTEN_SINCE)
        yield Walk(world, tmp_path)


async def test_a_backup_is_listed_fetched_put_in_place_and_the_way_back_goes_forth_again(walk: Walk) -> None:
    listed = await walk.done("helm-restore-backup", "list")
    walk.values["backup_day"] = listed.sample[0][0]
    await walk.done("helm-restore-backup", "download")
    step = Catalog().find("helm-restore-backup").runbook.step("download")
    assert step is not None
    assert {field.name for field in step.fields} <= set(walk.values), "what was fetched need not be typed"
    receipt = await walk.done("helm-restore-backup", "import-wipe")
    assert (walk.orders(), "as many as in the backup" in receipt.says) == (3, True)
    assert receipt.undo is not None
    back = await walk.world.d1.plan(receipt.undo.action, walk.world.target())
    await walk.world.done(back, new_run(walk.folder / "back"))
    assert walk.orders() == 5


async def test_time_travel_goes_to_the_moment_that_was_asked_for(walk: Walk) -> None:
    mark = await walk.done("helm-restore", "bookmark")
    assert walk.values["standing_bookmark"] == mark.values["bookmark"]
    walk.world.database().script("insert into orders values (9, 1, 1, 'wrong')")
    walk.values["restore_to"] = "2026-03-14T09:20:00Z"
    await walk.done("helm-restore", "travel")
    assert walk.orders() == 5
    assert (await walk.done("helm-audit-chain", "bookmark")).values["bookmark"]


@pytest.mark.parametrize("step", ["backup", "export"])
async def test_a_copy_to_reproduce_on_comes_from_either(walk: Walk, step: str) -> None:
    await walk.done("helm-reproduce", step)
    text = Path(walk.values["copy_path"]).read_text()
    assert text.count('INSERT INTO "orders"') == {"backup": 3, "export": 5}[step]


@pytest.mark.parametrize(
    ("runbook", "step"),
    [
        ("helm-restore", "bookmark"),
        ("helm-restore", "travel"),
        ("helm-restore-backup", "list"),
        ("helm-restore-backup", "download"),
        ("helm-restore-backup", "import-wipe"),
        ("helm-reproduce", "backup"),
        ("helm-reproduce", "export"),
    ],
)
async def test_every_block_names_its_shop_and_is_refused_on_another_ones_target(
    walk: Walk, runbook: str, step: str
) -> None:
    walk.values |= {"slug": "bolt", "restore_slug": "bolt", "restore_to": "2026-03-14T09:20:00Z", "backup_day": ""}
    walk.values |= dict.fromkeys(("backup_path", "backup_sha256", "backup_at"), "x")
    assert "this is for bolt" in (await walk.planned(runbook, step)).refused
