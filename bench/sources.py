"""What can be shown of the built-in vendors, each with its emulator and the vendor's limit, for `bench.vendors`."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cockpit.core.actions import Target
from cockpit.core.profile import AuditSpec, FreshSpec, LogSpec, Profile, Query, QueueSpec, SourceSpec, StatusSpec
from cockpit.core.severity import Level, Scale
from cockpit.drill.vendors import shopify, stripe
from cockpit.drill.vendors.cloudflare import vendor as cloudflare
from cockpit.drill.vendors.loopback import Loopback, Reply, loopback
from cockpit.drill.vendors.supabase import REF, TOKEN, Line, supabase

SCHEMA = """
create table work_queue (id integer primary key, status text, created_at text, locked_at text, locked_by text);
insert into work_queue values (1, 'pending', '2026-03-14 09:00:00', null, null);
create table audit_events (id integer primary key, at text not null, staff text);
insert into audit_events values (1, '2026-03-14 09:10:00', 'ana');
"""
RECENT = "select at, staff from audit_events where at between {since} and {until}"
NEWEST = "select max(at) as newest from audit_events"
PAGE = {
    "page": {"name": "x"},
    "status": {"indicator": "none", "description": "fine"},
    "components": [],
    "incidents": [],
}
CLOUDFLARE = "1 200 in 5 minutes for each user, everything counted. Source: developers.cloudflare.com/api, Rate limits"
SUPABASE = "60 a minute, 120 in newer pages. Source: supabase.com/docs/reference/api, Rate limits"
STRIPE = "25 a second for one endpoint. Source: docs.stripe.com/rate-limits"
SHOPIFY = "100 points a second, a query 1 000 at most. Source: shopify.dev/docs/api/usage/limits"
NONE = "no limit is published; an unchanged page answers 304"


class Emulated(msgspec.Struct, frozen=True, kw_only=True):
    """A running emulator: what a target needs to reach it, and how something is said there."""

    server: Loopback
    settings: dict[str, str]
    secret: str = ""
    say: Callable[[int], object] = lambda number: None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One source of one vendor."""

    says: str
    target: Target
    spec: SourceSpec
    emulated: Callable[[Path], AbstractContextManager[Emulated]]
    limit: float
    """Requests a minute; 0: none is published, or it is not counted in requests."""
    limits: str
    queries: dict[str, Query] = {}

    def profile(self, name: str, emulated: Emulated) -> Profile:
        """A profile of nothing but this source."""
        settings = {**self.target.settings, **emulated.settings}
        target = msgspec.structs.replace(self.target, settings=settings, secret="token" if emulated.secret else "")
        return Profile(
            name="bench",
            title="Bench",
            scale=Scale(levels=(Level(id="P1", label="P1", definition="down"),), questions=()),
            targets={"t": target},
            sources={name: self.spec},
            queries=self.queries,
        )


@contextmanager
def _cloudflare(folder: Path) -> Iterator[Emulated]:
    folder.mkdir(parents=True)
    with cloudflare.cloudflare(folder) as lab:
        next(iter(lab.account.databases.values())).script(SCHEMA)

        def say(number: int) -> None:
            lab.hub.say("helm-acme", {"outcome": "ok", "logs": [], "eventTimestamp": number})

        settings = lab.settings(database="helm-{slug}-db")
        yield Emulated(server=lab.server, settings=settings, secret=cloudflare.TOKEN, say=say)


@contextmanager
def _supabase(folder: Path) -> Iterator[Emulated]:
    folder.mkdir(parents=True)
    with supabase(lambda: datetime.now(UTC)) as (server, project):

        def say(number: int) -> None:
            project.lines.append(Line(id=f"l{number}", at=datetime.now(UTC)))

        yield Emulated(server=server, settings={"ref": REF, "url": server.url}, secret=TOKEN, say=say)


@contextmanager
def _stripe(folder: Path) -> Iterator[Emulated]:
    folder.mkdir(parents=True)
    lab = stripe.StripeLab()
    lab.endpoint("we_1", "whsec_x")
    with loopback(lab) as server:
        yield Emulated(server=server, settings={"url": server.url}, secret=stripe.KEY)


@contextmanager
def _shopify(folder: Path) -> Iterator[Emulated]:
    folder.mkdir(parents=True)
    lab = shopify.ShopifyLab()
    lab.hook(1)
    with loopback(lab) as server:
        yield Emulated(server=server, settings={"shop": "north", "url": server.url}, secret=shopify.TOKEN)


@contextmanager
def _statuspage(folder: Path) -> Iterator[Emulated]:
    folder.mkdir(parents=True)
    page = Reply(200, json.dumps(PAGE).encode(), {"content-type": "application/json"})
    with loopback(page) as server:
        yield Emulated(server=server, settings={"url": server.url})


def _source(
    provider: str,
    says: str,
    spec: SourceSpec,
    emulated: Callable[[Path], AbstractContextManager[Emulated]],
    limit: float,
    limits: str,
    sql: str = "",
    **settings: str,
) -> Source:
    return Source(
        says=says,
        target=Target(name="t", provider=provider, environment="production", settings=settings),
        spec=spec,
        emulated=emulated,
        limit=limit,
        limits=limits,
        queries={"q": Query(target="t", sql=sql)} if sql else {},
    )


SOURCES = {
    "tail": _source("cloudflare", "cloudflare: live log", LogSpec(target="t"), _cloudflare, 240, CLOUDFLARE),
    "audit": _source("d1", "d1: audit window", AuditSpec(query="q", who="staff"), _cloudflare, 240, CLOUDFLARE, RECENT),
    "queue": _source("d1", "d1: queue", QueueSpec(target="t", table="work_queue"), _cloudflare, 240, CLOUDFLARE),
    "fresh": _source("d1", "d1: freshness, one store", FreshSpec(queries=("q",)), _cloudflare, 240, CLOUDFLARE, NEWEST),
    "project": _source(
        "supabase", "supabase: health of a function", StatusSpec(target="t"), _supabase, 60, SUPABASE, function="orders"
    ),
    "log": _source("supabase", "supabase: one log", LogSpec(target="t"), _supabase, 60, SUPABASE),
    "deliveries": _source("stripe", "stripe: deliveries", StatusSpec(target="t"), _stripe, 1500, STRIPE),
    "hooks": _source("shopify", "shopify: subscriptions", StatusSpec(target="t"), _shopify, 0, SHOPIFY),
    "page": _source("statuspage", "statuspage", StatusSpec(target="t"), _statuspage, 0, NONE),
}
