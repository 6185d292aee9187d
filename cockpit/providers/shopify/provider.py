"""A Shopify store: its webhook subscriptions and orders; switching subscriptions off and on again."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from cockpit.adapters import vendor
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.shopify.api import SETTINGS, Shopify
from cockpit.providers.shopify.doing import Doing, right_shop
from cockpit.providers.shopify.grants import Grants
from cockpit.providers.shopify.reading import Reading
from cockpit.providers.shopify.switching import Off, On

NEEDED = ("read_orders",)

_DOINGS: Mapping[str, tuple[Doing, Risk, str]] = {
    "webhooks": (Reading("webhooks"), Risk.READS, "list this app's webhook subscriptions"),
    "orders": (Reading("orders"), Risk.READS, "list orders that were not cancelled: since TIME until TIME"),
    "all-orders": (Reading("all-orders"), Risk.READS, "list every order: since TIME until TIME"),
    "without-metafield": (Reading("without-metafield"), Risk.READS, "list orders that lack the target's metafield"),
    "off": (Off(), Risk.CHANGES, "delete subscriptions, kept to be made again: all, topics or ids"),
    "on": (On(), Risk.CHANGES, "make kept subscriptions again, one JSON line each"),
}


class ShopifyProvider:
    """Every verb is one `Doing`; this finds it and turns what it raises into values."""

    name = "shopify"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {
        name: Verb(name=name, risk=risk, says=says) for name, (_, risk, says) in _DOINGS.items()
    }

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)
        self._grants = Grants(context.clock, self._http)

    async def plan(self, action: Action, target: Target) -> Plan:
        at = self._at(target)
        try:
            if action.verb not in _DOINGS:
                raise SourceError(f"shopify cannot {printable(action.verb, 40)}; it can {', '.join(_DOINGS)}")
            await at.ready()
            doing, risk, _ = _DOINGS[action.verb]
            plan = await doing.plan(at, action)
        except SourceError as error:
            return vendor.refusal(action, target, error)
        confirm = required_confirmation(max(action.risk, risk, key=list(Risk).index))
        phrase = target.name if confirm is Confirm.TYPE else ""
        return msgspec.structs.replace(plan, confirm=confirm, phrase=phrase)

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return vendor.refused(plan)
        try:
            return await _DOINGS[plan.action.verb][0].execute(self._at(plan.target), plan, run)
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=f"{error}; nothing was changed")

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        try:
            return await _DOINGS[plan.action.verb][0].check(self._at(plan.target), plan, folder)
        except SourceError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")

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
