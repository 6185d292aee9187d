"""Supabase's management API as it answers on good days and bad ones, its requests held against its own description."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.adapters.http import Http
from cockpit.adapters.logs.polled import Rhythm
from cockpit.core.actions import Action, Confirm, Outcome, Receipt, Target
from cockpit.core.profile import StatusSpec
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import NOW, Asked, Loopback, QuickClock, Reply, unused_port
from cockpit.drill.vendors.supabase import REF, TOKEN, Line, Project, supabase
from cockpit.ports import ProviderContext, Run
from cockpit.providers import registry
from cockpit.providers.supabase.client import Client
from cockpit.providers.supabase.log import ProjectLog
from cockpit.providers.supabase.provider import Supabase
from tests.lab.described import described
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire


class World:
    """The API, the provider and a target."""

    def __init__(self, server: Loopback, project: Project) -> None:
        self.server, self.project, self.clock = server, project, QuickClock()
        self.typed: dict[str, Secret] = {}
        self.context = ProviderContext(secret_of=self._secret_of, typed_of=self.typed.get, who="ana", clock=self.clock)
        self.provider = Supabase(self.context, Http(self.clock, total_s=1.5, paces=self.context.paces))
        self.target = Target(
            name="kitchen", provider="supabase", settings={"ref": REF, "url": server.url}, secret="supabase"
        )

    async def _secret_of(self, name: str) -> Secret | None:
        return Secret(name, TOKEN)

    def action(self, verb: str, text: str = "", **attributes: str) -> Action:
        return Action(id="s1", provider="supabase", verb=verb, target="kitchen", text=text, attributes=attributes)

    async def done(self, run: Run, verb: str, text: str = "", **attributes: str) -> Receipt:
        plan = await self.provider.plan(self.action(verb, text, **attributes), self.target)
        assert not plan.refused, plan.refused
        return await self.provider.execute(plan, run)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    with supabase(lambda: NOW) as (server, project):
        found = World(server, project)
        yield found
        await found.provider.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "action"
    folder.mkdir(0o700)
    return Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())


class TestSupabase(HttpContract):
    @pytest.fixture
    async def wire(self, world: World) -> Wire:
        async def effects() -> int:
            return sum(asked.method == "POST" for asked in world.server.asked)

        dead = {"ref": REF, "url": f"http://127.0.0.1:{unused_port()}"}
        return Wire(
            subject=Subject(
                provider=world.provider,
                target=world.target,
                change=world.action("restore-point", "before-unlock"),
                refused=world.action("restore-point", "a name that is far too long"),
                read=world.action("functions"),
                effects=effects,
                dead=msgspec.structs.replace(world.target, settings=dead),
                secret=TOKEN,
            ),
            server=world.server,
            clock=world.clock,
        )


async def test_a_restore_in_place_does_not_exist_and_a_copy_is_a_persons_work(world: World) -> None:
    for verb in ("restore", "restore-pitr", "undo", "restore-backup"):
        plan = await world.provider.plan(world.action(verb, "1740787200"), world.target)
        assert "restores over the running database only" in plan.refused
        assert "restore-to-new-project" in plan.refused
        assert (await world.provider.execute(plan, NO_RUN)).outcome is Outcome.FAILED
    plan = await world.provider.plan(world.action("restore-to-new-project"), world.target)
    assert plan.elsewhere, "it becomes a card for a person"
    assert f"https://supabase.com/dashboard/project/{REF}/database/backups/restore-to-new-project" in plan.refused
    assert "scheduled jobs and webhooks start at once" in plan.refused
    assert (world.server.asked, world.project.restores_in_place) == ([], 0)


async def test_a_restore_point_is_made_once_and_seen_again(world: World, run: Run) -> None:
    plan = await world.provider.plan(world.action("restore-point", "before-unlock"), world.target)
    assert plan.confirm is Confirm.ASK
    assert plan.request == (
        f"POST {world.server.url}/v1/projects/{REF}/database/backups/restore-point",
        '{"name": "before-unlock"}',
    )
    assert (await world.provider.execute(plan, run)).outcome is Outcome.DONE
    assert world.project.points == {"before-unlock": "PENDING"}
    assert "PENDING" in (await world.provider.check(plan, run.folder)).says
    world.project.points["before-unlock"] = "AVAILABLE"
    seen = await world.done(run, "restore-point-status", "before-unlock")
    assert seen.values["available"] is True


async def test_an_effect_whose_answer_is_lost_is_unknown_then_found(world: World, run: Run) -> None:
    world.project.after_effect = lambda asked: Reply(500) if asked.method == "POST" else None
    receipt = await world.done(run, "restore-point", "lost")
    assert receipt.outcome is Outcome.UNKNOWN
    assert "check it" in receipt.says
    plan = await world.provider.plan(world.action("restore-point", "lost"), world.target)
    assert (await world.provider.check(plan, run.folder)).outcome is Outcome.DONE
    assert sum(asked.method == "POST" for asked in world.server.asked) == 1


async def test_without_point_in_time_restore_there_is_no_point_to_make(world: World) -> None:
    world.project.pitr = False
    plan = await world.provider.plan(world.action("restore-point", "x"), world.target)
    assert "no point-in-time restore" in plan.refused


async def test_a_digest_is_never_shown_and_a_missing_secret_is_named(world: World, run: Run) -> None:
    receipt = await world.done(run, "secrets", "SHOPIFY_BANNOS_TOKEN SHOPIFY_FLOURLANE_TOKEN")
    assert receipt.says == "1 secrets; missing: SHOPIFY_FLOURLANE_TOKEN"
    assert (receipt.values["has_SHOPIFY_BANNOS_TOKEN"], receipt.values["missing"]) == (True, 1)
    digest = world.project.secrets["SHOPIFY_BANNOS_TOKEN"]
    assert digest not in repr(receipt) and digest[:8] not in repr(receipt)
    before = receipt.sample[0][2]
    world.project.secrets["SHOPIFY_BANNOS_TOKEN"] = "0" * 64
    assert (await world.done(run, "secrets")).sample[0][2] != before, "that it was changed shows"


class TestAFlag(HttpContract):
    @pytest.fixture
    async def wire(self, world: World) -> Wire:
        async def effects() -> int:
            return sum(asked.method in ("POST", "DELETE") for asked in world.server.asked)

        usual = world.server.behaviour
        world.server.behaviour = lambda asked: Reply(hang=True) if b"SILENT" in asked.body else usual(asked)
        return Wire(
            subject=Subject(
                provider=world.provider,
                target=world.target,
                change=world.action("flag", "WEBHOOKS_OFF=1"),
                refused=world.action("flag", "SUPABASE_SERVICE_ROLE_KEY=1"),
                unanswered=world.action("flag", "SILENT=1"),
                effects=effects,
                secret=TOKEN,
            ),
            server=world.server,
            clock=world.clock,
        )


async def test_a_flag_is_set_and_put_back_to_what_it_was(world: World, run: Run) -> None:
    assert (await world.done(run, "flag", "WEBHOOKS_OFF=0")).outcome is Outcome.DONE
    plan = await world.provider.plan(world.action("flag", "WEBHOOKS_OFF=1"), world.target)
    assert plan.says == "WEBHOOKS_OFF of kitchen will be 1; it is 0 now"
    assert plan.undo and plan.undo.action.text == "WEBHOOKS_OFF=0"
    assert (await world.provider.execute(plan, run)).outcome is Outcome.DONE
    assert (await world.provider.check(plan, run.folder)).outcome is Outcome.DONE
    again = await world.provider.plan(world.action("flag", "WEBHOOKS_OFF=1"), world.target)
    assert "is 1 already" in again.refused
    back = await world.provider.plan(plan.undo.action, world.target)
    assert (await world.provider.execute(back, run)).outcome is Outcome.DONE
    assert "is 0 already" in (await world.provider.plan(plan.undo.action, world.target)).refused
    assert (await world.done(run, "flag", "WEBHOOKS_OFF=unset")).outcome is Outcome.DONE
    assert "WEBHOOKS_OFF" not in world.project.secrets


@pytest.mark.parametrize("text", ["TOKEN=sbp_secret", "WEBHOOKS_OFF", "WEBHOOKS OFF=1", "X=1 Y=1", "A=1\nB=0"])
async def test_only_a_plain_word_is_a_flag(world: World, text: str) -> None:
    assert "no other value is a flag" in (await world.provider.plan(world.action("flag", text), world.target)).refused


async def test_a_value_that_is_no_flag_is_not_overwritten_without_saying_so(world: World) -> None:
    plan = await world.provider.plan(world.action("flag", "SHOPIFY_BANNOS_TOKEN=1"), world.target)
    assert plan.irreversible == ("the old value of SHOPIFY_BANNOS_TOKEN: it is not told",)
    assert (plan.undo, plan.way_back) == (None, "")


async def test_a_typed_secret_is_set_once_and_found_again_by_its_digest(world: World, run: Run) -> None:
    value = "shpat_typed-canary-998877"
    name = "SHOPIFY_BANNOS_TOKEN of kitchen"
    wanted = await world.provider.plan(world.action("put-secret", "SHOPIFY_BANNOS_TOKEN"), world.target)
    assert (wanted.secret, wanted.elsewhere) == (name, True)
    world.typed[name] = Secret(name, value)
    plan = await world.provider.plan(world.action("put-secret", "SHOPIFY_BANNOS_TOKEN"), world.target)
    assert plan.says.startswith("replaces SHOPIFY_BANNOS_TOKEN of kitchen")
    assert "25 characters, fingerprint" in plan.request[1]
    receipt = await world.provider.execute(plan, run)
    assert receipt.outcome is Outcome.DONE
    world.typed.clear()
    found = await world.provider.check(plan, run.folder)
    assert (found.outcome, found.says) == (Outcome.DONE, "SHOPIFY_BANNOS_TOKEN has the value that was given")
    assert "canary" not in repr((plan, receipt, found))
    world.typed[name] = Secret(name, value)
    again = await world.provider.plan(world.action("put-secret", "SHOPIFY_BANNOS_TOKEN"), world.target)
    assert "this very value already" in again.refused


@pytest.mark.parametrize("text", ["", "NAME=shpat_canary", "SUPABASE_URL", "A b c"])
async def test_what_is_no_name_is_not_repeated(world: World, text: str) -> None:
    plan = await world.provider.plan(world.action("put-secret", text), world.target)
    assert plan.refused
    assert "canary" not in plan.refused


async def test_what_each_pane_costs_of_the_60_requests_a_minute(world: World) -> None:
    watched = msgspec.structs.replace(world.target, settings={**world.target.settings, "function": "orders"})
    before = len(world.server.asked)
    await registry.build_status("project", StatusSpec(target="kitchen"), watched, world.context).read()
    assert len(world.server.asked) - before == 3
    log = ProjectLog(Client(world.target, world.context, Http(world.clock)), "requests")
    await log.page(NOW - timedelta(minutes=2), NOW)
    assert len(world.server.asked) - before == 4
    assert 60 / Rhythm().every.total_seconds() == 4
    assert 60 / Rhythm().quiet.total_seconds() == 2


async def test_the_window_of_a_restore_and_the_age_of_the_newest_backup_are_told(world: World, run: Run) -> None:
    receipt = await world.done(run, "backups")
    assert "point-in-time restore is on: from 2026-03-07T09:26:00Z to 2026-03-14T09:24:00Z" in receipt.says
    assert "the newest is 7 h 00 old" in receipt.says
    assert receipt.values["newest_h"] == 7.0


async def test_both_times_are_always_sent(world: World, run: Run) -> None:
    world.project.lines = [Line(id="1", at=NOW - timedelta(minutes=50), status=503, message="POST | 503")]
    receipt = await world.done(run, "logs", function="orders", only="errors")
    assert receipt.rows == 1, "without both times only the last minute would be searched"
    [query] = world.project.queries
    assert query["iso_timestamp_start"] == "2026-03-14T08:26:00.000000Z"
    assert query["iso_timestamp_end"] == "2026-03-14T09:26:00.000000Z"
    assert receipt.values["errors"] == 1
    around = await world.done(run, "logs", since="2026-03-14T08:00:00Z", until="45m")
    assert around.rows == 1
    assert world.project.queries[-1]["iso_timestamp_end"] == "2026-03-14T08:41:00.000000Z"


async def test_the_times_and_the_text_can_stand_in_the_block(world: World, run: Run) -> None:
    world.project.lines = [
        Line(id="1", at=NOW - timedelta(hours=3), status=503, message="upstream gone"),
        Line(id="2", at=NOW - timedelta(hours=3), message="fine"),
    ]
    block = "since: 2026-03-14T06:00:00Z\nuntil: 2026-03-14T07:00:00Z\ntext: upstream"
    assert (await world.done(run, "logs", block)).rows == 1
    counted = await world.done(run, "answers", block.rsplit("\n", 1)[0], function="orders")
    assert counted.values == {"answers": 2, "errors": 1, "error_percent": 50.0, "rows": 2}
    future = await world.done(run, "answers", "until: 2027-01-01T00:00:00Z")
    assert "to 2026-03-14T09:26:00Z" in future.says, "a time to come is now"


async def test_an_error_inside_a_good_answer_is_an_error(world: World, run: Run) -> None:
    receipt = await world.done(run, "logs", since="2026-03-01T00:00:00Z")
    assert receipt.outcome is Outcome.FAILED
    assert "24 h at most" in receipt.says
    world.project.fault = lambda asked: Reply(200, b'{"result": [], "error": {"message": "Syntax error"}}')
    refused = await world.done(run, "logs")
    assert (refused.outcome, refused.says) == (Outcome.FAILED, "Supabase refused the log query: Syntax error")


@pytest.mark.parametrize("text", ["it's", "a' or '1'='1", "x') or true --"])
async def test_text_in_a_log_query_stays_text(world: World, run: Run, text: str) -> None:
    world.project.lines = [Line(id="1", at=NOW, message=f"saw {text} here"), Line(id="2", at=NOW, message="other")]
    assert (await world.done(run, "logs", text)).rows == 1
    assert (await world.done(run, "logs", "back\\slash")).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, 'names no project; write ref = "…"'),
        ({"ref": "../../v1/organizations"}, "is no project reference"),
        ({"ref": "zzzzzzzzzzzzzzzzzzzz"}, "may not do this at Supabase (Your account does not have"),
    ],
)
async def test_a_wrong_project_is_one_clear_sentence(world: World, settings: dict[str, str], says: str) -> None:
    target = msgspec.structs.replace(world.target, settings={"url": world.server.url, **settings})
    with pytest.raises(SourceError) as raised:
        await world.provider.ping(target)
    assert says in str(raised.value)


async def test_another_projects_answer_is_not_taken_for_ours(world: World, run: Run) -> None:
    other = b'{"ref": "tsrqponmlkjihgfedcba", "name": "Other", "status": "ACTIVE_HEALTHY"}'
    world.project.fault = lambda asked: Reply(200, other) if asked.path.endswith(REF) else None
    with pytest.raises(WrongTargetError, match=f"kitchen is {REF}, but tsrqponmlkjihgfedcba answers; stop"):
        await world.provider.identity(world.target)
    assert (await world.done(run, "project")).outcome is Outcome.FAILED


async def test_the_projects_health_is_a_status_and_counts_failed_requests(world: World) -> None:
    world.project.lines = [
        Line(id=str(number), at=NOW - timedelta(minutes=number), status=500 if number < 2 else 200)
        for number in range(8)
    ]
    watched = msgspec.structs.replace(world.target, settings={**world.target.settings, "function": "orders"})
    source = registry.build_status("project", StatusSpec(target="kitchen"), watched, world.context)
    reading = await source.read()
    assert (reading.indicator, reading.values["error_percent"], reading.values["calls"]) == ("none", 25.0, 8)
    world.project.sick = {"pooler": "too many clients"}
    assert (await source.read()).incidents == ("pooler: too many clients",)
    world.project.status = "RESTORING"
    assert (await source.read()).indicator == "maintenance"
    world.project.status = "INACTIVE"
    reading = await source.read()
    assert reading.indicator == "critical"
    assert reading.values["unhealthy"] == 1
    world.project.fault = lambda asked: Reply(503)
    with pytest.raises(SourceError):
        await source.read()


async def test_every_request_and_answer_is_as_the_vendor_describes_it(world: World, run: Run) -> None:
    description = described("supabase")
    seen: set[str] = set()
    usual = world.server.behaviour

    def checked(asked: Asked) -> Reply:
        reply = usual(asked)
        seen.add(description.check(asked, reply))
        return reply

    world.server.behaviour = checked
    for verb in ("project", "functions", "secrets", "backups", "logs"):
        receipt = await world.done(run, verb)
        assert receipt.outcome is Outcome.DONE, receipt.says
    assert (await world.done(run, "restore-point", "before-unlock")).outcome is Outcome.DONE
    assert (await world.done(run, "restore-point-status", "before-unlock")).outcome is Outcome.DONE
    assert (await world.done(run, "flag", "WEBHOOKS_OFF=1")).outcome is Outcome.DONE
    assert (await world.done(run, "flag", "WEBHOOKS_OFF=unset")).outcome is Outcome.DONE
    assert len(seen) == 10


async def test_how_many_requests_were_made_this_minute_is_told(world: World) -> None:
    await world.provider.ping(world.target)
    assert (await world.provider.ping(world.target)).endswith("2 of 60 requests this minute")


NO_RUN = Run(folder=Path("/nowhere"), progress=lambda line: None, cancelled=asyncio.Event())
