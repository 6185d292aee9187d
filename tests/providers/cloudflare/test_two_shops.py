"""Two shops in one profile, through the real wiring: each guarded by itself, each with its own rows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cockpit.config import load_profile
from cockpit.core.incident import Incident
from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT
from cockpit.engine import requests as r
from cockpit.engine.session import Session
from cockpit.engine.updates import IncidentChanged, PlanMade, Said, SourceRead, TargetsChecked, Update
from cockpit.wiring import Places, wire
from tests.providers.cloudflare.world import World

SHOP = """
[targets.{name}-db]
{stands}provider = "d1"
url = "{url}"
account = "{account}"
slug = "{slug}"
worker = "helm-{{slug}}"
database = "helm-{{slug}}-db"
secret = "cf"
[targets.{name}-worker]
{stands_worker}provider = "cloudflare"
url = "{url}"
account = "{account}"
slug = "{slug}"
worker = "helm-{{slug}}"
secret = "cf"
[sources.{name}-staff]
kind = "audit"
query = "{name}-acts"
who = "staff_label"
[queries.{name}-acts]
target = "{name}-db"
sql = "select at, staff_label, action from audit_events where at between {{since}} and {{until}}"
"""
REST = """
[profile]
name = "shops"
[severity]
wrong_target = "SEV1"
[[severity.levels]]
id = "SEV1"
label = "SEV1"
[defaults]
sql = "shop-db"
[runbooks]
paths = ["leaked.md"]
"""
RUNBOOK = """---
id: leaked
inputs:
  slug: the shop
---
# Leaked

1. End them {id=end}

   ```sql
   delete from sessions where staff_id = 'u-1'
   ```
"""


@dataclass
class Seat:
    session: Session
    updates: list[Update] = field(default_factory=list)

    async def until(self, kind: type[Update], holds: str = "") -> Update:
        """The newest update of that kind whose words hold a text."""
        for _ in range(1000):
            found = [update for update in self.updates if isinstance(update, kind) and holds in repr(update)]
            if found:
                return found[-1]
            await asyncio.sleep(0.01)
        raise AssertionError(f"no {kind.__name__} with {holds!r} in {self.updates}")

    @property
    def incident(self) -> Incident:
        return [update for update in self.updates if isinstance(update, IncidentChanged)][-1].incident


@asynccontextmanager
async def seated(world: World, folder: Path) -> AsyncIterator[Seat]:
    shops = (("shop", "acme", "", ""), ("bolt", "bolt", 'instead_of = "shop-db"\n', 'instead_of = "shop-worker"\n'))
    written = [
        SHOP.format(name=name, slug=slug, stands=db, stands_worker=worker, url=world.lab.url, account=ACCOUNT)
        for name, slug, db, worker in shops
    ]
    (folder / "cockpit.toml").write_text(REST + "".join(written))
    (folder / "leaked.md").write_text(RUNBOOK)
    for place in ("incidents", "logs"):
        (folder / place).mkdir()
    profile = load_profile(folder / "cockpit.toml")
    places = Places(incidents=folder / "incidents", logs=folder / "logs", trust=folder / "trust.json")
    wired = wire(profile, places, world._secret_of)
    opened, _ = wired.kit.runbooks.open("leaked")
    wired.kit.runbooks.trust("leaked", opened.digest, (folder / "leaked.md").read_bytes())
    updates: list[Update] = []
    seat = Seat(Session(wired.kit, updates.append), updates)
    task = asyncio.ensure_future(seat.session.run())
    try:
        yield seat
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for provider in wired.kit.providers.values():
            await provider.close()
        wired.close()


async def test_only_the_shop_whose_worker_is_swapped_is_wrong_and_the_other_is_worked_on(
    world: World, tmp_path: Path
) -> None:
    world.bind("bolt", world.database("acme").uuid)
    async with seated(world, tmp_path) as seat:
        found = await seat.until(TargetsChecked)
        assert isinstance(found, TargetsChecked)
        assert set(found.wrong) == {"bolt-db"}
        for request in (
            r.Declare(title="t"),
            r.OpenRunbook(runbook="leaked"),
            r.SetParameters(values={"slug": "bolt"}),
            r.RunAction(step="end"),
        ):
            seat.session.submit(request)
        await seat.until(Said, "nothing is changed on bolt-db")
        assert list(seat.incident.raised) == ["wrong target bolt-db"]
        seat.session.submit(r.SetParameters(values={"slug": "acme"}))
        seat.session.submit(r.RunAction(step="end"))
        made = await seat.until(PlanMade)
        assert isinstance(made, PlanMade)
        assert (made.plan.target.name, made.plan.rows) == ("shop-db", 2)


async def test_each_shop_has_its_own_rows_in_the_panes_and_a_change_goes_to_one_alone(
    world: World, tmp_path: Path
) -> None:
    for slug, who in (("acme", "Ann"), ("bolt", "Bo")):
        world.database(slug).script(f"update audit_events set staff_label = '{who}', at = datetime('now') where id = 1")
    async with seated(world, tmp_path) as seat:
        ours = await seat.until(SourceRead, "source='shop-staff', reading=AuditWindow")
        theirs = await seat.until(SourceRead, "source='bolt-staff', reading=AuditWindow")
        assert ("'Ann'" in repr(ours), "'Bo'" in repr(ours)) == (True, False)
        assert ("'Ann'" in repr(theirs), "'Bo'" in repr(theirs)) == (False, True)
        for request in (
            r.Declare(title="t"),
            r.OpenRunbook(runbook="leaked"),
            r.SetParameters(values={"slug": "bolt"}),
            r.RunAction(step="end"),
        ):
            seat.session.submit(request)
        made = await seat.until(PlanMade)
        assert isinstance(made, PlanMade)
        assert made.plan.target.name == "bolt-db"
        seat.session.submit(r.Confirm(plan=made.plan.digest, typed="bolt-db"))
        await seat.until(IncidentChanged, "outcome=<Outcome.DONE")
        assert world.database("bolt").rows("select count(*) from sessions where staff_id = 'u-1'") == [(0,)]
        assert world.database("acme").rows("select count(*) from sessions where staff_id = 'u-1'") == [(2,)]
