"""A shop's lists as tables, for probes and comparisons. Every cell printable."""

from collections.abc import Awaitable, Callable, Mapping

from cockpit.core.listing import Listed, Listing, iso
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.providers.shopify.api import Shopify
from cockpit.providers.shopify.objects import Hook, Order


async def webhooks(at: Shopify, wanted: Listing) -> Listed:
    """The subscriptions this app may see; those made in the admin are not among them."""
    found = await at.hooks()
    columns = ("topic", "uri", "format", "filter", "fields", "namespaces", "made", "version", "id")
    return Listed(columns=columns, rows=tuple(map(hook_row, found)), values={"count": len(found)})


async def orders(at: Shopify, wanted: Listing) -> Listed:
    """The orders that were not cancelled, the oldest first."""
    return await _orders(at, wanted, lambda order: order.cancelled_at is None)


async def all_orders(at: Shopify, wanted: Listing) -> Listed:
    """Every order, the oldest first."""
    return await _orders(at, wanted, lambda order: True)


async def without_metafield(at: Shopify, wanted: Listing) -> Listed:
    """The orders that lack the metafield the target names, the oldest first: since then it is not written."""
    if at.metafield() is None:
        raise SourceError(f'target {at.target.name} names no metafield; add metafield = "namespace.key" to it')
    return await _orders(at, wanted, lambda order: order.metafield is None and order.cancelled_at is None)


LISTS: Mapping[str, Callable[[Shopify, Listing], Awaitable[Listed]]] = {
    "orders": orders,
    "all-orders": all_orders,
    "without-metafield": without_metafield,
    "webhooks": webhooks,
}


def hook_row(hook: Hook) -> tuple[str, ...]:
    return (
        printable(hook.topic, 60),
        printable(hook.uri, 200),
        printable(hook.format, 10),
        printable(hook.filter or "", 100),
        printable(", ".join(hook.include_fields), 100),
        printable(", ".join(hook.metafield_namespaces), 100),
        iso(hook.created_at) if hook.created_at else "",
        printable(hook.api_version.handle, 20) if hook.api_version else "",
        printable(hook.id, 80),
    )


async def _orders(at: Shopify, wanted: Listing, counts: Callable[[Order], bool]) -> Listed:
    bounds = [(">=", wanted.since), ("<", wanted.until)]
    words = " AND ".join(f"created_at:{sign}'{iso(time)}'" for sign, time in bounds if time is not None)
    found, more = await at.orders(words)
    named = at.metafield() is not None
    columns = ("order", "name", "at", "amount", "currency", "paid", "cancelled", "metafield")
    rows = tuple(_row(order, named) for order in found if counts(order))
    return Listed(columns=columns, rows=rows, values={"read": len(found)}, truncated=more)


def _row(order: Order, named: bool) -> tuple[str, ...]:
    price = order.total_price_set.shop_money if order.total_price_set else None
    return (
        printable(order.legacy_resource_id, 30),
        printable(order.name, 40),
        iso(order.created_at),
        printable(price.amount, 20) if price else "",
        printable(price.currency_code, 5) if price else "",
        printable((order.display_financial_status or "").lower(), 30),
        iso(order.cancelled_at) if order.cancelled_at else "",
        ("there" if order.metafield else "missing") if named else "",
    )
