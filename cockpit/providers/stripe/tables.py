"""Stripe's lists as tables, for panes, probes and comparisons. Every cell printable."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from cockpit.core.duration import short
from cockpit.core.expr import Value
from cockpit.core.listing import Listed, Listing, iso
from cockpit.core.text import printable
from cockpit.providers.stripe.api import Stripe
from cockpit.providers.stripe.objects import Charge, Event, Page, moment, oldest

RETRIED = timedelta(days=3)  # live mode. Source: docs.stripe.com, "Process undelivered webhook events"
MOST = 2000  # rows: 20 requests of the 25 a second an account may make


async def endpoints(at: Stripe, wanted: Listing) -> Listed:
    """Where events go, and whether they do."""
    found = await at.endpoints()
    rows = tuple(
        (
            one.id,
            printable(one.status, 20),
            printable(one.url, 200),
            iso(moment(one.created)),
            str(len(one.enabled_events)) if one.enabled_events != ["*"] else "all",
            printable(one.api_version or "the account's", 30),
            printable(one.description or "", 80),
        )
        for one in found
    )
    off = sum(not one.on for one in found)
    columns = ("endpoint", "status", "url", "created", "events", "version", "description")
    return Listed(columns=columns, rows=rows, values={"enabled": len(found) - off, "disabled": off})


async def undelivered(at: Stripe, wanted: Listing) -> Listed:
    """Events that reached no endpoint or not all, the oldest first: that is the order to send them again in."""
    found, more = await pending(at, wanted)
    now = at.context.clock.now()
    rows = tuple(
        (
            event.id,
            printable(event.type, 60),
            iso(moment(event.created)),
            short(now - moment(event.created)),
            left(event, at.mode, now),
            printable(event.about, 60),
            "" if event.amount is None else str(event.amount),
            printable(event.currency, 5),
        )
        for event in found
    )
    columns = ("event", "type", "at", "age", "tried for", "about", "amount", "currency")
    return Listed(columns=columns, rows=rows, values=counted(found, at.mode, now), truncated=more)


async def charges(at: Stripe, wanted: Listing) -> Listed:
    """Charges that took money and were not paid back in full."""
    return await _charges(at, wanted, lambda charge: charge.took_money)


async def all_charges(at: Stripe, wanted: Listing) -> Listed:
    """Every charge, also those that failed."""
    return await _charges(at, wanted, lambda charge: True)


LISTS: Mapping[str, Callable[[Stripe, Listing], Awaitable[Listed]]] = {
    "charges": charges,
    "all-charges": all_charges,
    "undelivered": undelivered,
    "endpoints": endpoints,
}


async def pending(at: Stripe, wanted: Listing, most: int = MOST) -> tuple[list[Event], bool]:
    """The events that were not delivered, the oldest first, and whether there are more."""
    query = [("delivery_success", "false"), *_between(wanted)]
    found, more = await at.listed("/v1/events", Page[Event], query, most)
    return sorted(found, key=lambda event: (event.created, event.id)), more


def counted(events: list[Event], mode: str, now: datetime) -> dict[str, Value]:
    """What a probe asks of undelivered events: how many, since when, and how long the first is still tried."""
    if not events:
        return {"count": 0, "oldest_min": 0.0, "left_h": None}
    age = now - moment(oldest(events).created)
    hours = (RETRIED - age).total_seconds() / 3600 if mode == "live" else None
    return {"count": len(events), "oldest_min": age.total_seconds() / 60, "left_h": hours}


def worth(events: list[Event]) -> str:
    """What the charges among `events` took, by currency: that is what our side has not recorded. Empty: none."""
    taken: Counter[str] = Counter()
    for event in events:
        if event.type == "charge.succeeded" and event.amount is not None:
            taken[printable(event.currency, 5)] += event.amount
    return ", ".join(f"{amount} {currency}" for currency, amount in sorted(taken.items()))


def left(event: Event, mode: str, now: datetime) -> str:
    """How long Stripe still tries it by itself. Test mode: a few times over some hours, nobody says how long."""
    if mode != "live":
        return "some hours"
    rest = RETRIED - (now - moment(event.created))
    return short(rest) if rest > timedelta(0) else "given up"


async def _charges(at: Stripe, wanted: Listing, counts: Callable[[Charge], bool]) -> Listed:
    found, more = await at.listed("/v1/charges", Page[Charge], _between(wanted), MOST)
    rows = tuple(
        (
            printable(charge.payment_intent or charge.id, 60),
            printable(charge.id, 60),
            iso(moment(charge.created)),
            str(charge.amount),
            printable(charge.currency, 5),
            str(charge.amount_refunded),
            printable(charge.status, 20),
            printable(charge.customer or "", 60),
        )
        for charge in reversed(found)
        if counts(charge)
    )
    columns = ("payment_intent", "charge", "at", "amount", "currency", "refunded", "status", "customer")
    return Listed(columns=columns, rows=rows, truncated=more)


def _between(wanted: Listing) -> list[tuple[str, str]]:
    bounds = [("created[gte]", wanted.since), ("created[lt]", wanted.until)]
    return [(name, str(int(at.timestamp()))) for name, at in bounds if at is not None]
