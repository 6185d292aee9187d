"""The verbs that only read: endpoints, undelivered events, charges."""

from cockpit.adapters.vendor_listing import Lister
from cockpit.providers.stripe.api import Stripe
from cockpit.providers.stripe.tables import LISTS

_PATHS = {
    "endpoints": "/v1/webhook_endpoints",
    "undelivered": "/v1/events?delivery_success=false",
    "charges": "/v1/charges",
    "all-charges": "/v1/charges",
}


def reading(what: str, called: str = "") -> Lister[Stripe]:
    """The verb that lists `what`."""
    return Lister(what, LISTS, lambda at: f"GET {at.address(_PATHS[what])}", called=called)
