"""A Shopify store: its webhook subscriptions and orders; switching subscriptions off and on again."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.adapters.http import Http
from cockpit.adapters.vendor_verbs import VendorVerbs
from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.shopify.api import SETTINGS, Shopify
from cockpit.providers.shopify.doing import right_shop
from cockpit.providers.shopify.grants import Grants
from cockpit.providers.shopify.reading import reading
from cockpit.providers.shopify.switching import Off, On

NEEDED = ("read_orders",)

_VERBS: VendorVerbs[Shopify] = VendorVerbs(
    "shopify",
    {
        "webhooks": (reading("webhooks", "webhook subscriptions"), Risk.READS, "list this app's webhook subscriptions"),
        "orders": (reading("orders"), Risk.READS, "list orders that were not cancelled: since TIME until TIME"),
        "all-orders": (reading("all-orders"), Risk.READS, "list every order: since TIME until TIME"),
        "without-metafield": (reading("without-metafield"), Risk.READS, "list orders that lack the target's metafield"),
        "off": (Off(), Risk.CHANGES, "delete subscriptions, kept to be made again: all, topics or ids"),
        "on": (On(), Risk.CHANGES, "make kept subscriptions again, one JSON line each"),
    },
)


class ShopifyProvider:
    """Every verb is one `Doing`; this finds it and turns what it raises into values."""

    name = "shopify"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = _VERBS.verbs

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)
        self._grants = Grants(context.clock, self._http)

    async def plan(self, action: Action, target: Target) -> Plan:
        return await _VERBS.plan(self._at(target), action, target)

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        return await _VERBS.execute(self._at(plan.target), plan, run)

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        return await _VERBS.check(self._at(plan.target), plan, folder)

    async def identity(self, target: Target) -> str:
        """Whose the token is. Raises WrongTargetError for another shop, SourceError."""
        about = await right_shop(self._at(target))
        return f"the token is of {printable(about.shop.myshopify_domain, 80)}"

    async def ping(self, target: Target) -> str:
        """The token, whose it is, what it may do, and whether the API's version still lives. Raises SourceError."""
        at = self._at(target)
        await at.ready()
        about = await right_shop(at)
        told = about.current_app_installation
        held = {scope.handle for scope in told.access_scopes} if told else set()
        lacking = [scope for scope in NEEDED if scope not in held and scope.replace("read_", "write_") not in held]
        if lacking and told:
            raise SourceError(f"{target.name}: the app lacks the scope {lacking[0]}; grant it, then make a new token")
        found = await at.hooks()
        notes = [
            f"{len(found)} subscriptions of this app",
            *([] if "read_all_orders" in held or not told else ["orders of the last 60 days only"]),
            *([at.drift] if at.drift else [f"API {at.version}"]),
            at.asked_lately(),
        ]
        return f"{target.name}: {printable(about.shop.name, 60)}; {'; '.join(notes)}"

    async def close(self) -> None:
        await self._http.close()

    def _at(self, target: Target) -> Shopify:
        return Shopify(target, self._context, self._http, self._grants)


def build(context: ProviderContext) -> ShopifyProvider:
    """The provider."""
    return ShopifyProvider(context)
