"""Stripe against a loopback server that keeps state and checks signatures, on good days and bad ones."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.profile import Query, StatusSpec
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import NOW, Asked, Loopback, QuickClock, Reply, loopback, unused_port
from cockpit.drill.vendors.stripe import ACCOUNT, KEY, TEST_KEY, StripeLab, many
from cockpit.ports import ProviderContext, Run, SecretError
from cockpit.providers import registry
from cockpit.providers.stripe.provider import StripeProvider
from cockpit.providers.stripe.sources import build_query, build_status
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

OPENAPI = Path(__file__).parents[3] / "shared" / "openapi" / "stripe.json"


class Keyring:
    """Holds what it is given; breaks when told to."""

    def __init__(self, **held: str) -> None:
        self.held = {name.replace("_", "-"): value for name, value in held.items()}
        self.broken = ""
        self.writes = 100
        """How many are taken before it breaks."""

    async def get(self, name: str) -> Secret | None:
        return Secret(name, self.held[name]) if name in self.held else None

    async def keep(self, secret: Secret) -> str:
        self.writes -= 1
        if self.broken or self.writes < 0:
            raise SecretError(self.broken or "the keyring is locked; unlock it")
        self.held[secret.name] = secret.reveal()
        return "OS keyring (lab)"


class World:
    """A lab behind a server, a keyring, and a provider on both."""

    def __init__(self, server: Loopback, lab: StripeLab, key: str = KEY, patience: float = 5.0) -> None:
        self.server, self.lab, self.clock = server, lab, QuickClock()
        self.keyring = Keyring(stripe=key, stripe_signing="whsec_old")
        self.context = ProviderContext(secret_of=self.keyring.get, keep=self.keyring.keep, who="ana", clock=self.clock)
        self.provider = StripeProvider(self.context, Http(self.clock, total_s=patience, paces=self.context.paces))
        self.target = Target(name="stripe", provider="stripe", settings={"url": server.url}, secret="stripe")

    async def plan(self, verb: str, text: str = "", **parameters: str) -> Plan:
        return await self.provider.plan(action(verb, text, **parameters), self.target)

    async def done(self, run: Run, verb: str, text: str = "") -> Receipt:
        plan = await self.plan(verb, text)
        assert not plan.refused, plan.refused
        return await self.provider.execute(plan, run)

    @property
    def changes(self) -> list[Asked]:
        return [asked for asked in self.server.asked if asked.method != "GET"]


def action(verb: str, text: str = "", **parameters: str) -> Action:
    return Action(id="a1", provider="stripe", verb=verb, target="stripe", text=text, parameters=parameters)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "action"
    folder.mkdir(0o700)
    return Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())


@pytest.fixture
async def world() -> AsyncIterator[World]:
    lab = StripeLab(shop="whsec_old")
    lab.endpoint("we_1", "whsec_old")
    with loopback(lab) as server:
        world = World(server, lab)
        yield world
        await world.provider.close()


class TestStripe(HttpContract):
    """Disabling an endpoint is the change."""

    @pytest.fixture
    async def wire(self) -> AsyncIterator[Wire]:
        lab = StripeLab(slow=frozenset({"/v1/webhook_endpoints/we_slow"}))
        for id in ("we_1", "we_slow"):
            lab.endpoint(id, "whsec_1", f"https://shop.example/{id}")

        async def effects() -> int:
            return lab.effects

        with loopback(lab) as server:
            world = World(server, lab, patience=1.0)
            dead = {"url": f"http://127.0.0.1:{unused_port()}"}
            list(many(lab, 250))
            yield Wire(
                subject=Subject(
                    provider=world.provider,
                    target=world.target,
                    change=action("disable", "we_1"),
                    refused=action("disable", "we_none"),
                    read=msgspec.structs.replace(action("charges"), risk=Risk.READS),
                    unanswered=action("disable", "we_slow"),
                    effects=effects,
                    dead=msgspec.structs.replace(world.target, settings=dead),
                    secret=KEY,
                ),
                server=server,
                clock=world.clock,
            )
            await world.provider.close()


class TestRotating(HttpContract):
    """Making an endpoint is the change; its signing secret must get out nowhere either."""

    @pytest.fixture
    async def wire(self) -> AsyncIterator[Wire]:
        lab = StripeLab()
        lab.endpoint("we_1", "whsec_1")

        async def effects() -> int:
            return lab.effects

        def vendor(asked: Asked) -> Reply:
            # Each plan of the contract has the same id; a person's have not, and a key answers once.
            lab.seen.clear()
            return lab(asked)

        with loopback(vendor) as server:
            world = World(server, lab, patience=1.0)
            yield Wire(
                subject=Subject(
                    provider=world.provider,
                    target=world.target,
                    change=action("rotate", "we_1"),
                    refused=action("rotate", "we_none"),
                    effects=effects,
                    secret="canary",
                ),
                server=server,
                clock=world.clock,
                is_change=lambda asked: asked.method == "POST" and asked.path == "/v1/webhook_endpoints",
            )
            await world.provider.close()


def test_the_registry_knows_it() -> None:
    assert "stripe" in registry.names()
    assert set(registry.settings_of("stripe")) == {"mode", "account", "endpoint", "signing", "url"}


@pytest.mark.parametrize(
    ("key", "environment", "mode", "why"),
    [
        (TEST_KEY, "production", "", "a test key, and stripe is live"),
        (KEY, "staging", "", "a live key, and stripe is test"),
        (KEY, "production", "test", "a live key, and stripe is test"),
        (KEY, "production", "prod", '"live" or "test"'),
        ("whsec_canary1234567890", "production", "", "no secret or restricted key"),
        ("pk_live_canary1234567890", "production", "", "no secret or restricted key"),
    ],
)
async def test_a_key_of_the_other_kind_is_never_sent(
    world: World, key: str, environment: str, mode: str, why: str
) -> None:
    world.keyring.held["stripe"] = key
    settings = {**world.target.settings, **({"mode": mode} if mode else {})}
    target = msgspec.structs.replace(world.target, environment=environment, settings=settings)
    plan = await world.provider.plan(action("disable", "we_1"), target)
    assert why in plan.refused
    assert "canary" not in plan.refused
    with pytest.raises(SourceError, match=r"stored for stripe|mode of stripe"):
        await world.provider.ping(target)
    assert world.server.asked == []


async def test_answers_of_the_other_mode_are_not_used(world: World) -> None:
    world.lab.endpoints["we_1"]["livemode"] = False
    assert "answers stripe in test mode" in (await world.plan("disable", "we_1")).refused


async def test_a_key_of_another_account_changes_nothing(world: World, run: Run) -> None:
    settings = {**world.target.settings, "account": ACCOUNT}
    world.target = msgspec.structs.replace(world.target, settings=settings)
    assert ACCOUNT in await world.provider.ping(world.target)
    plan = await world.plan("disable", "we_1")
    assert not plan.refused
    world.lab.account = "acct_1Other"
    receipt = await world.provider.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "acct_1Other, not of acct_1Shop" in receipt.says
    assert "another shop's" in (await world.plan("disable", "we_1")).refused
    assert world.changes == []
    with pytest.raises(WrongTargetError, match="acct_1Other, not of acct_1Shop"):
        await world.provider.identity(world.target)


async def test_a_test_key_in_a_live_target_is_the_wrong_target_and_no_key_at_all_is_not(world: World) -> None:
    world.keyring.held["stripe"] = TEST_KEY
    with pytest.raises(WrongTargetError, match="a test key, and stripe is live"):
        await world.provider.identity(world.target)
    for held in ("whsec_canary1234567890", None):
        world.keyring.held.pop("stripe", None)
        world.keyring.held |= {"stripe": held} if held else {}
        with pytest.raises(SourceError) as raised:
            await world.provider.identity(world.target)
        assert not isinstance(raised.value, WrongTargetError)
    assert world.server.asked == []


async def test_disabling_the_only_endpoint_of_an_address_leaves_something_open(world: World, run: Run) -> None:
    plan = await world.plan("disable", "we_1")
    assert "no other endpoint" in plan.warnings[0]
    receipt = await world.provider.execute(plan, run)
    assert receipt.opens == "Stripe delivers nothing to https://shop.example/webhooks"
    assert receipt.undo is not None
    assert (receipt.undo.action.verb, receipt.undo.action.text) == ("enable", "we_1")
    again = await world.plan("disable", "we_1")
    assert "is disabled already" in again.refused


async def test_disabling_an_endpoint_that_was_replaced_leaves_nothing_open(world: World, run: Run) -> None:
    world.lab.endpoint("we_2", "whsec_2")
    receipt = await world.done(run, "disable", "we_1")
    assert (receipt.outcome, receipt.opens) == (Outcome.DONE, "")


async def test_a_change_is_a_form_with_a_key_of_its_own_and_a_pinned_version(world: World, run: Run) -> None:
    await world.done(run, "disable", "we_1")
    sent = world.changes[0]
    assert (sent.path, sent.body) == ("/v1/webhook_endpoints/we_1", b"disabled=true")
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent.headers["idempotency-key"] == "a1"
    assert sent.headers["stripe-version"]


async def test_a_rotation_ends_with_deliveries_accepted_and_the_old_endpoint_off(world: World, run: Run) -> None:
    """Signatures fail → rotate → put → test → resend → the list is empty → disable the old one."""
    world.lab.shop = "whsec_somebody_changed_it"
    for number in (1, 2, 3):
        world.lab.sale(number, 450, hours_ago=10 - number)
    assert (await world.done(run, "undelivered")).values["count"] == 3

    rotated = await world.done(run, "rotate", "we_1")
    assert rotated.outcome is Outcome.DONE, rotated.says
    new = str(rotated.values["endpoint"])
    assert (rotated.columns, rotated.sample) == (("endpoint",), ((new,),)), "`as=` keeps the id alone"
    assert str(rotated.values["fingerprint"]) in rotated.says
    assert world.keyring.held["stripe-signing"] == world.lab.secrets[new]
    assert world.keyring.held["stripe-signing-before"] == "whsec_old"
    assert world.lab.endpoints[new]["enabled_events"] == world.lab.endpoints["we_1"]["enabled_events"]
    assert rotated.undo is not None
    assert rotated.undo.action.text == new
    assert "whsec" not in repr(rotated)

    world.lab.shop = world.keyring.held["stripe-signing"]  # the secret is put where the shop checks signatures
    sent = await world.done(run, "resend", f"all {new}")
    assert (sent.outcome, sent.values) == (Outcome.DONE, {"sent": 3})
    assert [asked.path for asked in world.changes][-3:] == [f"/v1/events/evt_{n}/retry" for n in (1, 2, 3)]
    assert (await world.done(run, "undelivered")).values["count"] == 0
    assert (await world.done(run, "disable", "we_1")).opens == ""


async def test_a_secret_that_cannot_be_kept_is_said_with_the_way_back(world: World, run: Run) -> None:
    plan = await world.plan("rotate", "we_1")
    world.keyring.writes = 1
    receipt = await world.provider.execute(plan, run)
    assert receipt.outcome is Outcome.UNKNOWN
    assert "could not be kept (the keyring is locked" in receipt.says
    assert receipt.undo is not None
    checked = await world.provider.check(plan, run.folder)
    assert (checked.outcome, "never arrived" in checked.says) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize("before", [True, False])
async def test_nothing_is_made_when_the_keyring_cannot_be_written_to(world: World, run: Run, before: bool) -> None:
    plan = await world.plan("rotate", "we_1")
    if not before:
        del world.keyring.held["stripe-signing"]
    world.keyring.broken = "the keyring is locked; unlock it"
    assert (await world.provider.execute(plan, run)).outcome is Outcome.FAILED
    assert world.changes == []


async def test_without_a_keyring_rotating_is_a_persons(world: World) -> None:
    context = msgspec.structs.replace(world.context, keep=None)
    plan = await StripeProvider(context).plan(action("rotate", "we_1"), world.target)
    assert plan.elsewhere
    assert "by hand" in plan.refused


async def test_what_became_of_a_rotation_can_be_looked_up(world: World, run: Run) -> None:
    plan = await world.plan("rotate", "we_1")
    assert (await world.provider.check(plan, run.folder)).outcome is Outcome.UNKNOWN
    await world.provider.execute(plan, run)
    assert (await world.provider.check(plan, run.folder)).outcome is Outcome.DONE


async def test_the_signature_test_says_whether_our_endpoint_checks_with_the_same_secret(world: World, run: Run) -> None:
    def shop(asked: Asked) -> Reply:
        good = world.lab.accepts(asked.headers.get("stripe-signature", ""), asked.body)
        return Reply(200) if good else Reply(400, b"Webhook Error: no signatures found matching")

    with loopback(shop) as ours:
        world.lab.endpoints["we_1"]["url"] = ours.url + "/hook"
        assert (await world.done(run, "test", "we_1")).outcome is Outcome.DONE
        world.lab.shop = "whsec_other"
        failed = await world.done(run, "test", "we_1")
        ours.behaviour = lambda asked: Reply(502, b"bad gateway")
        broken = await world.done(run, "test", "we_1")
    assert (broken.outcome, "answered 502" in broken.says) == (Outcome.FAILED, True), broken.says
    assert failed.outcome is Outcome.FAILED
    assert "answered 400 (Webhook Error" in failed.says
    assert failed.values == {"status": 400, "ok": False}
    assert json.loads(ours.asked[0].body)["type"] == "incident_cockpit.signature_test"
    assert all("authorization" not in asked.headers for asked in ours.asked)


async def test_a_test_is_not_sent_to_an_address_that_must_not_be_asked(world: World) -> None:
    world.lab.endpoints["we_1"]["url"] = "https://169.254.169.254/latest"
    assert "address of we_1" in (await world.plan("test", "we_1")).refused


async def test_undelivered_events_have_their_countdown_the_oldest_first(world: World, run: Run) -> None:
    world.lab.sale(1, 450, hours_ago=1)
    world.lab.sale(2, 900, hours_ago=71)
    world.lab.sale(3, 100, hours_ago=73)
    receipt = await world.done(run, "undelivered")
    assert [row[0] for row in receipt.sample] == ["evt_3", "evt_2", "evt_1"]
    assert [row[4] for row in receipt.sample] == ["given up", "60 min", "2 d 23 h"]
    assert receipt.values["left_h"] == pytest.approx(-1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "write the ids of events"),
        ("evt_1 we_1 we_2", "write the ids of events"),
        ("ch_1", "write the ids of events"),
        ("evt_9", "evt_9 is not among the events"),
        ("all we_off", "we_off is no enabled endpoint"),
        ("all", "say to which endpoint; enabled are we_2, we_1"),
    ],
)
async def test_what_cannot_be_sent_again_is_refused_in_the_plan(world: World, text: str, why: str) -> None:
    world.lab.sale(1, 450, hours_ago=1)
    world.lab.endpoint("we_off", "whsec_2", status="disabled")
    world.lab.endpoint("we_2", "whsec_2")
    assert why in (await world.plan("resend", text)).refused
    assert world.changes == []


async def test_with_nothing_waiting_there_is_nothing_to_send(world: World) -> None:
    assert "every event was delivered" in (await world.plan("resend", "all")).refused


async def test_without_stripes_call_the_exact_command_is_given(world: World, run: Run) -> None:
    world.lab.sale(1, 450, hours_ago=1)
    world.lab.resends = False
    receipt = await world.done(run, "resend", "evt_1")
    assert receipt.outcome is Outcome.FAILED
    assert "stripe events resend evt_1 --webhook-endpoint we_1 --live" in receipt.says


async def test_sending_again_stops_at_the_first_lost_answer_and_says_how_far_it_got(world: World, run: Run) -> None:
    for number in (1, 2, 3):
        world.lab.sale(number, 450, hours_ago=10 - number)
    plan = await world.plan("resend", "all")
    usual = world.server.behaviour
    world.server.behaviour = lambda asked: Reply(500) if "evt_2" in asked.path else usual(asked)
    receipt = await world.provider.execute(plan, run)
    assert receipt.outcome is Outcome.UNKNOWN
    assert receipt.says.startswith("1 of 3 were sent again, then evt_2 may have been done")
    assert [asked.path for asked in world.changes] == ["/v1/events/evt_1/retry", "/v1/events/evt_2/retry"]
    world.server.behaviour = usual
    assert "2 of them still wait" in (await world.provider.check(plan, run.folder)).says


async def test_an_event_whose_answer_cannot_be_read_may_have_been_sent(world: World, run: Run) -> None:
    world.lab.sale(1, 450, hours_ago=1)
    plan = await world.plan("resend", "all")
    usual, bodies = world.server.behaviour, [b'{"id":', b'{"id": "evt_9"}']
    world.server.behaviour = lambda asked: usual(asked) if asked.method == "GET" else Reply(200, bodies.pop())
    for _ in range(2):
        assert (await world.provider.execute(plan, run)).outcome is Outcome.UNKNOWN


async def test_sending_again_stops_when_asked(world: World, run: Run) -> None:
    world.lab.sale(1, 450, hours_ago=1)
    plan = await world.plan("resend", "all")
    run.cancelled.set()
    assert "stopped as asked" in (await world.provider.execute(plan, run)).says
    assert world.changes == []


async def read(world: World, text: str, **parameters: str) -> tuple[tuple[str, ...], ...]:
    query = build_query("q", Query(target="stripe", sql=text), world.target, world.context)
    try:
        return (await query.read(parameters)).rows
    finally:
        await query.close()


async def test_charges_are_read_page_by_page_between_two_times(world: World) -> None:
    list(many(world.lab, 250))
    since = (NOW - timedelta(minutes=220)).isoformat()
    rows = await read(world, "charges since {since} until {until}", since=since, until=NOW.isoformat())
    assert [row[0] for row in rows] == [f"pi_{number}" for number in range(220, 0, -1)]
    assert len([asked for asked in world.server.asked if "/v1/charges" in asked.path]) == 3


async def test_only_charges_that_took_money_are_compared(world: World) -> None:
    world.lab.sale(1, 100, 1)
    world.lab.sale(2, 100, 1, status="failed", paid=False)
    world.lab.sale(3, 100, 1, refunded=True, amount_refunded=100)
    world.lab.sale(4, 100, 1, captured=False)
    world.lab.sale(5, 100, 1, amount_refunded=40)
    assert {row[0] for row in await read(world, "charges")} == {"pi_1", "pi_5"}
    assert len(await read(world, "all-charges")) == 5


async def test_more_than_is_read_is_said(world: World) -> None:
    list(many(world.lab, 2050))
    query = build_query("q", Query(target="stripe", sql="charges"), world.target, world.context)
    reading = await query.read({})
    await query.close()
    assert (len(reading.rows), reading.truncated) == (2000, True)


@pytest.mark.parametrize("text", ["refunds", "charges since yesterday", "charges since {since}", "charges; drop", ""])
async def test_a_query_that_cannot_be_read_is_one_sentence(world: World, text: str) -> None:
    with pytest.raises(SourceError, match="query q: "):
        await read(world, text)
    assert world.server.asked == []


@pytest.mark.parametrize(
    ("state", "indicator", "says"),
    [
        ("fine", "none", "1 endpoint enabled, everything delivered"),
        (
            "waiting",
            "major",
            "1 event not delivered since 2026-03-14T04:26:00Z, charges of 450 aud in the smallest unit among them; "
            "the oldest is tried for 2 d 19 h more",
        ),
        ("off", "critical", "no endpoint is enabled at https://shop.example/webhooks"),
        ("replaced", "none", "1 endpoint enabled, everything delivered"),
    ],
)
async def test_the_status_says_how_deliveries_are(world: World, state: str, indicator: str, says: str) -> None:
    if state == "waiting":
        world.lab.sale(1, 450, hours_ago=5)
    if state in ("off", "replaced"):
        world.lab.endpoints["we_1"]["status"] = "disabled"
    if state == "replaced":
        world.lab.endpoint("we_2", "whsec_2")
    world.lab.endpoint("we_3", "whsec_3", "https://elsewhere.example/")
    settings = {**world.target.settings, "endpoint": "https://shop.example/webhooks"}
    target = msgspec.structs.replace(world.target, settings=settings)
    source = build_status("hooks", StatusSpec(target="stripe"), target, world.context)
    reading = await source.read()
    await source.close()
    assert (reading.indicator, reading.says) == (indicator, says)
    assert len(world.server.asked) == 2


def published(name: str) -> Any:
    document = json.loads(OPENAPI.read_text())
    return {**document["components"]["schemas"][name], "components": document["components"]}


@pytest.fixture
def described() -> None:
    if not OPENAPI.exists():
        pytest.skip("Stripe's published description is not beside this checkout")


@pytest.mark.usefixtures("described")
async def test_the_lab_answers_as_stripes_description_says(world: World) -> None:
    import jsonschema

    world.lab.sale(1, 450, 1)
    for name, found in (
        ("webhook_endpoint", world.lab.endpoints["we_1"]),
        ("event", world.lab.events["evt_1"]),
        ("charge", world.lab.charges[0]),
    ):
        schema = published(name)
        assert set(schema["required"]) <= set(found), name
        jsonschema.Draft4Validator(_nullable(schema)).validate(found)


@pytest.mark.usefixtures("described")
async def test_what_is_sent_is_in_stripes_description(world: World, run: Run) -> None:
    paths = json.loads(OPENAPI.read_text())["paths"]
    world.lab.sale(1, 450, 1)
    await world.done(run, "rotate", "we_1")
    await world.done(run, "disable", "we_1")
    await world.done(run, "charges", "since 2026-03-14T00:00:00Z")
    await world.done(run, "undelivered")
    for asked in world.server.asked:
        url = urlsplit(asked.path)
        known = next(paths[path] for path in paths if _fits(path, url.path))[asked.method.lower()]
        parameters = {parameter["name"] for parameter in known.get("parameters", [])}
        for name, _ in parse_qsl(url.query):
            assert name.split("[")[0] in parameters, asked.path
        if asked.method == "POST":
            content = known["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["properties"]
            assert {name.split("[")[0] for name, _ in parse_qsl(asked.body.decode())} <= set(content)


def _fits(pattern: str, path: str) -> bool:
    wanted, given = pattern.split("/"), path.split("/")
    return len(wanted) == len(given) and all(w == g or w.startswith("{") for w, g in zip(wanted, given, strict=True))


def _nullable(schema: Any) -> Any:
    """OpenAPI 3.0 writes "or null" as `nullable`, JSON Schema as a type."""
    if isinstance(schema, dict):
        made = {key: _nullable(value) for key, value in schema.items()}
        return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made
    return [_nullable(value) for value in schema] if isinstance(schema, list) else schema
