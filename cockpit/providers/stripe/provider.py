"""Stripe: webhook endpoints, events that were not delivered, charges; and putting deliveries right."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.adapters.http import Http
from cockpit.adapters.vendor_verbs import VendorVerbs
from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.runbook import Risk
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.stripe.api import SETTINGS, Stripe
from cockpit.providers.stripe.reading import reading
from cockpit.providers.stripe.resending import Resending
from cockpit.providers.stripe.rotating import Rotating
from cockpit.providers.stripe.switching import Switching
from cockpit.providers.stripe.testing import Testing

_VERBS: VendorVerbs[Stripe] = VendorVerbs(
    "stripe",
    {
        "endpoints": (reading("endpoints"), Risk.READS, "list webhook endpoints and whether they are enabled"),
        "undelivered": (
            reading("undelivered", "undelivered events"),
            Risk.READS,
            "list events that were not delivered, the oldest first",
        ),
        "charges": (reading("charges"), Risk.READS, "list charges that took money: since TIME until TIME"),
        "all-charges": (reading("all-charges"), Risk.READS, "list every charge: since TIME until TIME"),
        "resend": (Resending(), Risk.CHANGES, "send events again: evt_… or all, and to which endpoint we_…"),
        "enable": (Switching(on=True), Risk.CHANGES, "deliver to the endpoint we_… again"),
        "disable": (Switching(on=False), Risk.CHANGES, "stop delivering to the endpoint we_…"),
        "rotate": (Rotating(), Risk.CHANGES, "make an endpoint beside we_… with a new secret, kept in the keyring"),
        "test": (Testing(), Risk.CHANGES, "send a signed event of no known type to the address of we_…"),
    },
)


class StripeProvider:
    """Every verb is one `Doing`; this finds it and turns what it raises into values."""

    name = "stripe"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = _VERBS.verbs

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)

    async def plan(self, action: Action, target: Target) -> Plan:
        return await _VERBS.plan(self._at(target), action, target)

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        return await _VERBS.execute(self._at(plan.target), plan, run)

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        return await _VERBS.check(self._at(plan.target), plan, folder)

    async def identity(self, target: Target) -> str:
        """Which kind of key, of which account. Raises WrongTargetError for another one, SourceError."""
        at = self._at(target)
        await at.token()
        await at.same_account()
        return f"a {at.mode} key of {target.settings.get('account') or 'an account the target does not name'}"

    async def ping(self, target: Target) -> str:
        at = self._at(target)
        await at.same_account()
        found = await at.endpoints()
        on = sum(one.on for one in found)
        whose = f" of {target.settings['account']}" if target.settings.get("account") else ""
        says = f"a {at.mode} key{whose}; {on} of {len(found)} endpoints enabled"
        return f"{target.name}: {says}; {at.asked_lately()}"

    async def close(self) -> None:
        await self._http.close()

    def _at(self, target: Target) -> Stripe:
        return Stripe(target, self._context, self._http)


def build(context: ProviderContext) -> StripeProvider:
    """The provider."""
    return StripeProvider(context)
