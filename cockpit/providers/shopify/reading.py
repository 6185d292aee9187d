"""The verbs that only read: subscriptions, orders, orders without their metafield."""

from cockpit.adapters.vendor_listing import Lister
from cockpit.providers.shopify.api import Shopify
from cockpit.providers.shopify.tables import LISTS


def reading(what: str, called: str = "") -> Lister[Shopify]:
    """The verb that lists `what`."""
    return Lister(
        what,
        LISTS,
        lambda at: f"POST {at.address(at.path)} (a query)",
        called=called,
        whose=lambda at: at.shop,
        note=lambda at: at.drift,
    )
