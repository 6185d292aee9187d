"""A Shopify store against a loopback server that keeps state, on good days and bad ones."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.profile import Query, StatusSpec
from cockpit.core.readings import SourceError, TableReading, WrongTargetError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import NOW, Asked, Loopback, QuickClock, Reply, loopback, unused_port
from cockpit.drill.vendors.shopify import TOKEN, ShopifyLab, writes
from cockpit.ports import ProviderContext, Run
from cockpit.providers.shopify.api import VERSION
from cockpit.providers.shopify.provider import ShopifyProvider
from cockpit.providers.shopify.sources import build_query, build_status
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

HOOK = "gid://shopify/WebhookSubscription/"


class World:
    """A lab behind a server, and a provider on it."""

    def __init__(self, server: Loopback, lab: ShopifyLab, patience: float = 5.0) -> None:
        self.server, self.lab, self.clock = server, lab, QuickClock()
        self.held = {"shop-north": TOKEN}
        self.context = ProviderContext(secret_of=self._secret, who="ana", clock=self.clock)
        self.provider = ShopifyProvider(self.context, Http(self.clock, total_s=patience, paces=self.context.paces))
        self.target = self.named()

    def named(self, **settings: str) -> Target:
        wanted = {"url": self.server.url, "shop": "north", **settings}
        return Target(name="shop-north", provider="shopify", settings=wanted, secret="shop-north")

    async def plan(self, verb: str, text: str = "") -> Plan:
        return await self.provider.plan(action(verb, text), self.target)

    async def done(self, run: Run, verb: str, text: str = "") -> Receipt:
        plan = await self.plan(verb, text)
        assert not plan.refused, plan.refused
        return await self.provider.execute(plan, run)

    async def read(self, text: str, **parameters: str) -> TableReading:
        query = build_query("q", Query(target="shop-north", sql=text), self.target, self.context)
        try:
            return await query.read(parameters)
        finally:
            await query.close()

    @property
    def changes(self) -> list[Asked]:
        return [asked for asked in self.server.asked if writes(asked)]

    async def _secret(self, name: str) -> Secret | None:
        return Secret(name, self.held[name]) if name in self.held else None


def action(verb: str, text: str = "") -> Action:
    return Action(id="a1", provider="shopify", verb=verb, target="shop-north", text=text)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "action"
    folder.mkdir(0o700)
    return Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())


@pytest.fixture
async def world() -> AsyncIterator[World]:
    lab = ShopifyLab()
    lab.hook(1, "ORDERS_CREATE", metafieldNamespaces=["kitchen"], includeFields=["id", "name"], filter="total:>5")
    lab.hook(2, "ORDERS_UPDATED")
    with loopback(lab) as server:
        world = World(server, lab)
        yield world
        await world.provider.close()


class TestShopify(HttpContract):
    """Deleting a subscription is the change."""

    @pytest.fixture
    async def wire(self) -> AsyncIterator[Wire]:
        lab = ShopifyLab(slow=frozenset({f"{HOOK}2"}))
        lab.hook(1)
        lab.hook(2, "ORDERS_UPDATED")
        for number in range(1, 251):
            lab.order(number, number)

        async def effects() -> int:
            return lab.effects

        with loopback(lab) as server:
            world = World(server, lab, patience=1.0)
            yield Wire(
                subject=Subject(
                    provider=world.provider,
                    target=world.target,
                    change=action("off", "ORDERS_CREATE"),
                    refused=action("off", "ORDERS_PAID"),
                    read=msgspec.structs.replace(action("orders"), risk=Risk.READS),
                    unanswered=action("off", "ORDERS_UPDATED"),
                    effects=effects,
                    dead=world.named(url=f"http://127.0.0.1:{unused_port()}"),
                    secret=TOKEN,
                ),
                server=server,
                clock=world.clock,
                is_change=writes,
                is_read=lambda asked: not writes(asked),
            )
            await world.provider.close()


async def test_what_was_deleted_is_made_again_as_it_was_with_one_action(world: World, run: Run) -> None:
    before = [{**hook, "id": "", "createdAt": "", "updatedAt": ""} for hook in world.lab.hooks]
    off = await world.done(run, "off", "all")
    assert (off.outcome, off.rows) == (Outcome.DONE, 2)
    assert off.opens == "webhooks of north are off: ORDERS_CREATE, ORDERS_UPDATED"
    assert off.within == timedelta(hours=4)
    assert world.lab.hooks == []
    assert off.undo is not None
    plan = await world.provider.plan(off.undo.action, world.target)
    assert plan.rows == 2
    on = await world.provider.execute(plan, run)
    assert on.outcome is Outcome.DONE, on.says
    assert [{**hook, "id": "", "createdAt": "", "updatedAt": ""} for hook in world.lab.hooks] == before
    again = await world.provider.plan(off.undo.action, world.target)
    assert "all 2 subscriptions are there already" in again.refused


async def test_the_plan_says_that_what_happens_meanwhile_is_lost_and_what_loses_nothing(world: World) -> None:
    plan = await world.plan("off", "ORDERS_CREATE")
    assert "never delivered" in plan.irreversible[0]
    assert "answers 503" in plan.warnings[0]
    assert plan.sample[0][:2] == ("ORDERS_CREATE", "https://kitchen.example/orders")
    assert plan.undo is not None, "the way back is in the journal before anything is deleted"


async def test_when_only_some_were_deleted_it_is_unknown_and_the_way_back_stays(world: World, run: Run) -> None:
    plan = await world.plan("off", "all")
    usual = world.server.behaviour
    world.server.behaviour = lambda asked: (
        Reply(500) if writes(asked) and f"{HOOK}2".encode() in asked.body else usual(asked)
    )
    receipt = await world.provider.execute(plan, run)
    assert receipt.outcome is Outcome.UNKNOWN
    assert receipt.says.startswith("1 of 2 deleted, then may have been done")
    assert receipt.opens == "webhooks of north are partly off (off: ORDERS_CREATE; perhaps off: ORDERS_UPDATED)"
    assert receipt.within is not None
    assert receipt.undo is not None
    world.server.behaviour = usual
    assert "1 of the subscriptions are still there" in (await world.provider.check(plan, run.folder)).says
    back = await world.provider.plan(receipt.undo.action, world.target)
    assert back.rows == 1
    assert "are there already" in back.warnings[0]


@pytest.mark.parametrize(
    ("verb", "text", "why"),
    [
        ("off", "", "write all, or the topics"),
        ("off", "ORDERS_PAID", "there is ORDERS_CREATE, ORDERS_UPDATED"),
        ("on", "", "write 1 to 50"),
        ("on", "not json", "no kept subscription"),
        ("on", '{"id": "x"}', "no kept subscription"),
        ("orders", "since soon", "is no time"),
        ("without-metafield", "since", "write what to list"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_the_plan(world: World, verb: str, text: str, why: str) -> None:
    assert why in (await world.plan(verb, text)).refused
    assert world.changes == []


async def test_a_refusal_inside_a_200_is_failed(world: World, run: Run) -> None:
    plan = await world.plan("off", "ORDERS_CREATE")
    world.lab.refuse = "You cannot delete\nthis"
    receipt = await world.provider.execute(plan, run)
    assert (receipt.outcome, receipt.says) == (Outcome.FAILED, "not done: You cannot delete ⏎ this")
    assert receipt.undo is None


@pytest.mark.parametrize(
    ("code", "outcome", "says"),
    [
        ("THROTTLED", Outcome.FAILED, "wants fewer requests (THROTTLED)"),
        ("ACCESS_DENIED", Outcome.FAILED, "lacks a scope"),
        ("SHOP_INACTIVE", Outcome.FAILED, "not active"),
        ("INTERNAL_SERVER_ERROR", Outcome.UNKNOWN, "it is INTERNAL_SERVER_ERROR"),
    ],
)
async def test_an_error_code_inside_a_200_is_said_in_words(
    world: World, run: Run, code: str, outcome: Outcome, says: str
) -> None:
    plan = await world.plan("off", "ORDERS_CREATE")
    usual = world.server.behaviour

    def behaviour(asked: Asked) -> Reply:
        world.lab.code = code if writes(asked) else ""
        return usual(asked)

    world.server.behaviour = behaviour
    receipt = await world.provider.execute(plan, run)
    assert (receipt.outcome, says in receipt.says) == (outcome, True), receipt.says


async def test_a_query_that_costs_too_much_waits_for_its_points_and_a_change_does_not(world: World, run: Run) -> None:
    usual, left = world.server.behaviour, [2]

    def poor(asked: Asked) -> Reply:
        world.lab.code = "THROTTLED" if left[0] > 0 else ""
        left[0] -= 1
        return usual(asked)

    world.server.behaviour = poor
    assert len((await world.read("webhooks")).rows) == 2
    assert world.clock.waited == [3.0, 3.0], "(400 points wanted - 100 there) at 100 a second"
    left[0] = 100
    with pytest.raises(SourceError, match="wants fewer requests"):
        await world.read("webhooks")
    assert len(world.server.asked) == 3 + 6


@pytest.mark.parametrize(
    ("status", "says"),
    [(402, "frozen"), (423, "locked"), (404, "no shop north or no version"), (401, "cockpit secret set shop-north")],
)
async def test_the_statuses_only_shopify_uses_have_words(world: World, status: int, says: str) -> None:
    world.server.behaviour = lambda asked: Reply(status, b'{"errors": "no"}', {"content-type": "application/json"})
    with pytest.raises(SourceError, match=says):
        await world.provider.ping(world.target)


async def test_the_token_of_the_other_shop_changes_nothing(world: World, run: Run) -> None:
    plan = await world.plan("off", "all")
    world.lab.shop = "south"
    receipt = await world.provider.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "is of the shop south, not of north" in receipt.says
    assert "cockpit secret set shop-north" in (await world.plan("off", "all")).refused
    with pytest.raises(SourceError, match="of the shop south"):
        await world.provider.ping(world.target)
    with pytest.raises(WrongTargetError, match="of the shop south"):
        await world.provider.identity(world.target)
    assert world.changes == []


async def test_ping_tells_of_scopes_and_of_a_version_that_has_run_out(world: World) -> None:
    says = await world.provider.ping(world.target)
    assert says.startswith(f"shop-north: Shop north; 2 subscriptions of this app; API {VERSION}; 2 requests")
    world.lab.scopes = ("write_orders",)
    assert "60 days only" in await world.provider.ping(world.target)
    world.lab.scopes = ("read_products",)
    with pytest.raises(SourceError, match="lacks the scope read_orders"):
        await world.provider.ping(world.target)
    world.lab.scopes, world.lab.version = ("read_orders",), "2027-01"
    assert f"answers with version 2027-01 of its API, {VERSION} was asked for" in await world.provider.ping(
        world.target
    )
    assert any("2027-01" in warning for warning in (await world.plan("off", "all")).warnings)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"shop": ""}, "shop of shop-north is its name before .myshopify.com"),
        ({"shop": "north/evil"}, "shop of shop-north is its name before .myshopify.com"),
        ({"version": "../.."}, "version of shop-north is like"),
        ({"metafield": "plan"}, "metafield of shop-north is namespace.key"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_one_sentence(world: World, settings: dict[str, str], why: str) -> None:
    target = world.named(**settings)
    assert why in (await world.provider.plan(action("orders"), target)).refused
    with pytest.raises(SourceError, match=why):
        await world.provider.ping(target)
    assert world.server.asked == []


async def test_the_whole_address_of_a_shop_may_be_given(world: World) -> None:
    assert "Shop north" in await world.provider.ping(world.named(shop="north.myshopify.com"))


async def test_orders_are_read_page_by_page_between_two_times(world: World) -> None:
    for number in range(1, 301):
        world.lab.order(number, number)
    world.lab.order(999, 50, cancelledAt=NOW.isoformat())
    since = (NOW - timedelta(minutes=250)).isoformat()
    found = await world.read("orders since {since} until {until}", since=since, until=NOW.isoformat())
    assert [row[0] for row in found.rows] == [str(number) for number in range(250, 0, -1)]
    assert found.columns[:5] == ("order", "name", "at", "amount", "currency")
    assert found.rows[-1][:5] == ("1", "#1", "2026-03-14T09:25:00Z", "1.50", "AUD")
    assert len(world.server.asked) == 3
    assert len((await world.read("all-orders")).rows) == 301


async def test_the_first_order_without_its_metafield_says_since_when(world: World) -> None:
    world.target = world.named(metafield="kitchen.plan")
    for number, plan in ((1, "{}"), (2, None), (3, "{}"), (4, None)):
        world.lab.order(number, 10 - number, plan)
    found = await world.read("without-metafield")
    assert [row[1] for row in found.rows] == ["#2", "#4"]
    assert found.values["name"] == "#2"
    assert found.values["rows"] == 2
    assert b'"ns":"kitchen","k":"plan"' in world.server.asked[-1].body
    world.target = world.named()
    with pytest.raises(SourceError, match=r'add metafield = "namespace.key"'):
        await world.read("without-metafield")


async def test_more_orders_than_are_read_is_said(world: World) -> None:
    for number in range(2050):
        world.lab.order(number, number)
    found = await world.read("orders")
    assert (len(found.rows), found.truncated) == (2000, True)


@pytest.mark.parametrize(
    ("topics", "version", "indicator", "says"),
    [
        ("ORDERS_CREATE", VERSION, "none", "2 topics subscribed"),
        ("ORDERS_CREATE, ORDERS_PAID", VERSION, "major", "ORDERS_PAID is not subscribed"),
        ("", "2027-01", "minor", "Shopify answers with version 2027-01"),
        ("", VERSION, "none", "2 topics subscribed; name those that must be in topics"),
    ],
)
async def test_the_status_tells_of_a_subscription_shopify_removed(
    world: World, topics: str, version: str, indicator: str, says: str
) -> None:
    world.lab.version = version
    source = build_status("hooks", StatusSpec(target="shop-north"), world.named(topics=topics), world.context)
    reading = await source.read()
    await source.close()
    assert reading.indicator == indicator
    assert reading.says.startswith(says)
    assert len(world.server.asked) == 1


async def test_an_app_with_a_client_id_asks_for_a_token_once_a_day(world: World) -> None:
    world.held["shop-north"] = "shpss_canary1234567890"
    target = world.named(client_id="c1")
    assert "Shop north" in await world.provider.ping(target)
    await world.provider.ping(target)
    assert world.lab.grants == 1
    usual = world.server.behaviour
    world.server.behaviour = lambda asked: usual(asked) if "oauth" in asked.path else Reply(401, b"{}")
    with pytest.raises(SourceError):
        await world.provider.ping(target)
    world.server.behaviour = usual
    await world.provider.ping(target)
    assert world.lab.grants == 2, "a token that is not accepted any more is not kept for the day"
    assert all("canary" not in str(asked.headers) for asked in world.server.asked)


async def test_a_client_secret_that_is_refused_is_said_without_it(world: World) -> None:
    world.held["shop-north"] = "shpss_wrong1234567890"
    with pytest.raises(SourceError, match=r"no token was granted \(400: invalid_client\)") as raised:
        await world.provider.ping(world.named(client_id="c1"))
    assert "wrong1234567890" not in str(raised.value)


async def test_two_shops_are_two_targets_each_with_its_own_token(world: World) -> None:
    south = ShopifyLab(shop="south")
    south.hook(7)
    with loopback(south) as server:
        world.held["shop-south"] = TOKEN
        settings = {"shop": "south", "url": server.url}
        target = Target(name="shop-south", provider="shopify", settings=settings, secret="shop-south")
        assert "1 subscriptions" in await world.provider.ping(target)
        assert "2 subscriptions" in await world.provider.ping(world.target)
        crossed = msgspec.structs.replace(target, settings={**settings, "url": world.server.url})
        with pytest.raises(SourceError, match="of the shop north, not of south"):
            await world.provider.ping(crossed)
