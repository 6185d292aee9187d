"""A Worker's versions and the way back, its secrets, and the bucket, against an account that keeps state."""

import json
from pathlib import Path

import msgspec
import pytest

from cockpit.adapters.http import Http
from cockpit.core.actions import Confirm, Outcome
from cockpit.drill.vendors.cloudflare.answers import failed
from cockpit.drill.vendors.cloudflare.vendor import TOKEN
from cockpit.drill.vendors.loopback import NOW, Asked, Reply, unused_port
from cockpit.ports import Run
from cockpit.providers.cloudflare.provider import CloudflareProvider
from tests.providers.cloudflare.world import VALUE, World, new_run
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

OLD = "00000000-0000-4000-8000-000000000002"
NEW = "00000000-0000-4000-8000-000000000003"


class TestCloudflare(HttpContract):
    @pytest.fixture
    async def wire(self, world: World) -> Wire:
        async def effects() -> int:
            return world.lab.account.writes

        http = Http(world.clock, total_s=1.5, paces=world.context.paces)
        target = world.target(provider="cloudflare")
        dead = {**target.settings, "url": f"http://127.0.0.1:{unused_port()}"}
        return Wire(
            subject=Subject(
                provider=CloudflareProvider(world.context, http),
                target=target,
                change=world.action("rollback", ""),
                refused=world.action("rollback", "no-such-version"),
                read=world.action("deployments"),
                effects=effects,
                dead=msgspec.structs.replace(target, settings=dead),
                secret=TOKEN,
            ),
            server=world.lab.server,
            clock=world.clock,
        )


def live(world: World) -> str:
    versions = world.lab.account.workers["helm-acme"].deployed[0]["versions"]
    assert isinstance(versions, list)
    return str(versions[0]["version_id"])


async def test_going_back_takes_the_version_before_and_says_what_stays(world: World, run: Run, tmp_path: Path) -> None:
    plan = await world.plan("rollback", provider="cloudflare")
    assert (plan.private["version"], plan.confirm) == (OLD, Confirm.ASK)
    assert "nothing in D1, R2 or KV goes back" in plan.irreversible[0]
    receipt = await world.done(plan, run)
    assert (receipt.outcome, live(world)) == (Outcome.DONE, OLD)
    assert receipt.undo is not None
    back = await world.workers.plan(receipt.undo.action, world.target(provider="cloudflare"))
    await world.done(back, new_run(tmp_path / "back"))
    assert live(world) == NEW


async def test_bindings_that_differ_are_told(world: World) -> None:
    version = world.lab.account.workers["helm-acme"].versions[OLD]
    version["resources"] = {"bindings": [{"type": "d1", "name": "DB", "id": world.database("bolt").uuid}]}
    plan = await world.plan("rollback", provider="cloudflare")
    assert plan.warnings == (
        "the old version no longer has d1 DB (00000001)",
        "the old version has again d1 DB (00000002)",
    )


async def test_changed_secrets_are_refused_with_their_names_until_a_person_forces_it(
    world: World, run: Run, tmp_path: Path
) -> None:
    world.lab.account.workers["helm-acme"].changed_secrets = ["STRIPE_WEBHOOK_SECRET"]
    receipt = await world.done(await world.plan("rollback", provider="cloudflare"), run)
    assert receipt.outcome is Outcome.FAILED
    assert "STRIPE_WEBHOOK_SECRET" in receipt.says and f"rollback {OLD} force" in receipt.says
    forced = await world.plan("rollback", f"{OLD} force", provider="cloudflare")
    assert (forced.confirm, forced.phrase) == (Confirm.TYPE, "acme-cloudflare")
    assert (await world.done(forced, new_run(tmp_path / "forced"))).outcome is Outcome.DONE


async def test_a_deployment_after_the_plan_stops_the_roll_back(world: World, run: Run) -> None:
    plan = await world.plan("rollback", provider="cloudflare")
    account = world.lab.account
    account.deploy(account.workers["helm-acme"], NEW, "hot fix")
    receipt = await world.done(plan, run)
    assert (receipt.outcome, account.writes) == (Outcome.FAILED, 0)
    assert "after the plan was shown" in receipt.says


@pytest.mark.parametrize(("happened", "outcome"), [(True, Outcome.DONE), (False, Outcome.FAILED)])
async def test_a_lost_answer_is_found_out_by_what_runs(
    world: World, run: Run, happened: bool, outcome: Outcome
) -> None:
    plan = await world.plan("rollback", provider="cloudflare")
    usual = world.lab.server.behaviour

    def lost(asked: Asked) -> Reply:
        if asked.method != "POST":
            return usual(asked)
        if happened:
            usual(asked)
        return Reply(502)

    world.lab.server.behaviour = lost
    assert (await world.done(plan, run)).outcome is Outcome.UNKNOWN
    assert (await world.workers.check(plan, run.folder)).outcome is outcome


async def test_a_200_that_is_no_success_has_failed(world: World, run: Run) -> None:
    plan = await world.plan("rollback", provider="cloudflare")
    usual = world.lab.server.behaviour
    no = failed(200, 10001, "not today")
    world.lab.server.behaviour = lambda asked: no if asked.method == "POST" else usual(asked)
    receipt = await world.done(plan, run)
    assert (receipt.outcome, receipt.says) == (Outcome.FAILED, "not done: not today (10001)")


async def test_a_secret_is_put_from_the_keyring_and_its_value_is_nowhere_else(world: World, run: Run) -> None:
    plan = await world.plan("put-secret", "STRIPE_WEBHOOK_SECRET stripe-new", provider="cloudflare")
    receipt = await world.done(plan, run)
    assert receipt.outcome is Outcome.DONE
    assert world.lab.account.workers["helm-acme"].secrets == {"STRIPE_WEBHOOK_SECRET": VALUE}
    assert VALUE not in repr((plan, receipt)) + "".join(str(path) for path in run.folder.iterdir())
    listed = await world.done(await world.plan("secrets", provider="cloudflare"), run)
    assert listed.sample == (("STRIPE_WEBHOOK_SECRET", "secret_text"),)


async def test_a_vendor_that_repeats_the_value_in_its_error_is_cleaned(world: World, run: Run) -> None:
    plan = await world.plan("put-secret", "STRIPE_WEBHOOK_SECRET stripe-new", provider="cloudflare")
    usual = world.lab.server.behaviour

    def repeats(asked: Asked) -> Reply:
        if asked.method != "PUT":
            return usual(asked)
        return failed(400, 10215, f"bad value {json.loads(asked.body)['text']}")

    world.lab.server.behaviour = repeats
    receipt = await world.done(plan, run)
    assert VALUE not in receipt.says
    assert "deploy or roll back first" in receipt.says


@pytest.mark.parametrize("text", ["", "NAME kept extra", "BAD-NAME kept", f"NAME {VALUE} x"])
async def test_anything_but_two_names_is_refused(world: World, text: str) -> None:
    assert (await world.plan("put-secret", text, provider="cloudflare")).refused


async def test_a_secret_that_is_not_kept_here_can_be_put_elsewhere(world: World) -> None:
    plan = await world.plan("put-secret", "KEY not-kept", provider="cloudflare")
    assert plan.elsewhere
    assert plan.refused == "no value is kept as not-kept; run: cockpit secret set not-kept"
    assert plan.secret == "KEY of helm-acme", "a person may be asked for it"


@pytest.mark.parametrize("text", ["KEY", "KEY not-kept", "KEY for acme"])
async def test_a_typed_value_is_put_once_it_is_there_and_told_by_length_and_fingerprint(
    world: World, run: Run, text: str
) -> None:
    typed = "sk_live_typed-canary-112233"
    assert (await world.plan("put-secret", text, provider="cloudflare")).secret == "KEY of helm-acme"
    world.typed["KEY of helm-acme"] = typed
    plan = await world.plan("put-secret", text, provider="cloudflare")
    assert "27 characters, fingerprint" in plan.request[1]
    receipt = await world.done(plan, run)
    assert world.lab.account.workers["helm-acme"].secrets == {"KEY": typed}
    assert "typed-canary" not in repr((plan, receipt))


async def test_of_a_short_value_no_fingerprint_is_told(world: World) -> None:
    world.typed["PIN of helm-acme"] = "4711"
    plan = await world.plan("put-secret", "PIN", provider="cloudflare")
    assert "(typed: 4 characters)" in plan.request[1]


async def test_another_value_than_the_one_the_plan_told_of_is_not_put(world: World, run: Run) -> None:
    world.typed["KEY of helm-acme"] = "the first value, long enough"
    plan = await world.plan("put-secret", "KEY", provider="cloudflare")
    world.typed["KEY of helm-acme"] = "another value, as long as it"
    receipt = await world.done(plan, run)
    assert (receipt.outcome, "plan again" in receipt.says) == (Outcome.FAILED, True)
    world.typed.clear()
    assert (await world.done(plan, run)).outcome is Outcome.FAILED
    assert world.lab.account.workers["helm-acme"].secrets == {}


async def test_a_worker_that_is_not_there_is_never_made(world: World) -> None:
    plan = await world.plan("put-secret", "KEY stripe-new", shop="nobody", provider="cloudflare")
    assert "does not exist" in plan.refused
    assert {asked.method for asked in world.lab.server.asked} == {"GET"}


async def test_objects_come_in_pages_newest_first(world: World, run: Run) -> None:
    world.lab.account.buckets["backups"] = {f"acme/{number:05d}.sql": b"x" * 10 for number in range(2500)}
    target = msgspec.structs.replace(
        world.target(provider="cloudflare"), settings={**world.lab.settings(), "bucket": "backups"}
    )
    plan = await world.workers.plan(world.action("objects", "acme/"), target)
    receipt = await world.workers.execute(plan, run)
    assert (receipt.rows, receipt.values["bytes"], len(receipt.sample)) == (2500, 25000, 200)


async def test_the_version_may_be_a_value_of_the_runbook(world: World) -> None:
    plan = await world.plan("rollback", "{good_version}", provider="cloudflare", good_version=OLD)
    assert plan.private["version"] == OLD
    plan = await world.plan("rollback", "{v} for {slug}", provider="cloudflare", v=OLD, slug="acme")
    assert plan.private["version"] == OLD
    other = await world.plan("rollback", "{v} for {slug}", provider="cloudflare", v=OLD, slug="bolt")
    assert "this is for bolt" in other.refused
    assert (await world.plan("rollback", "{v}", provider="cloudflare", v="../x")).refused


async def test_what_was_said_is_found_in_workers_logs_oldest_first(world: World, run: Run) -> None:
    now = int(NOW.timestamp() * 1000)
    world.lab.account.said = [
        (now - 60_000, "helm-acme", {"request_id": "r-77", "msg": "sale \x1b[2J failed"}),
        (now - 120_000, "helm-acme", "begun r-77"),
        (now - 60_000, "helm-bolt", "another shop's r-77"),
        (now - 4 * 86_400_000, "helm-acme", "r-77, long ago"),
    ]
    receipt = await world.done(await world.plan("logs", "{request}", provider="cloudflare", request="r-77"), run)
    assert (receipt.outcome, receipt.rows) == (Outcome.DONE, 2)
    assert receipt.sample[0][3] == "begun r-77"
    assert all(cell.isprintable() for row in receipt.sample for cell in row)
    nothing = await world.done(await world.plan("logs", "r-00", provider="cloudflare"), run)
    assert nothing.says.startswith("nothing holds it")


async def test_versions_and_deployments_are_tables_and_the_first_row_is_what_runs(world: World, run: Run) -> None:
    deployed = await world.done(await world.plan("deployments", provider="cloudflare"), run)
    assert deployed.values["version"] == NEW
    versions = await world.done(await world.plan("versions", provider="cloudflare"), run)
    assert [row[0] for row in versions.sample] == ["3", "2", "1"]
