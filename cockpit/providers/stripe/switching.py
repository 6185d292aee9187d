"""The verbs `disable` and `enable`: whether Stripe delivers to an endpoint."""

from pathlib import Path

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.stripe.api import Stripe
from cockpit.providers.stripe.doing import as_made, endpoint_id, undo
from cockpit.providers.stripe.objects import Endpoint

LOST = ("what happens while it is disabled is not delivered later: send those events again by id, within 30 days",)
"""Source: docs.stripe.com/workbench/webhooks, "Update or delete endpoints"."""


class Switching:
    """Switches one endpoint on or off, if it is not so already."""

    def __init__(self, on: bool) -> None:
        self._on = on

    async def plan(self, at: Stripe, action: Action) -> Plan:
        id = endpoint_id(action)
        await at.same_account()
        found = await at.endpoint(id)
        if found.on is self._on:
            raise SourceError(f"{id} is {found.status} already; there is nothing to do")
        # An endpoint whose successor has its address leaves nothing off: that is the end of a rotation.
        alone = not self._on and not any(
            one.on and one.url == found.url for one in await at.endpoints() if one.id != id
        )
        where = printable(found.url, 200)
        back = "disable" if self._on else "enable"
        return Plan(
            action=action,
            target=at.target,
            request=(f"POST {at.address(f'/v1/webhook_endpoints/{id}')}", f"disabled={str(not self._on).lower()}"),
            says=f"Stripe {'delivers' if self._on else 'no longer delivers'} to {where} ({id})",
            irreversible=() if self._on else LOST,
            way_back=f"{back} it again",
            undo=undo(action, back, id, f"{back} {id} again"),
            warnings=(f"no other endpoint delivers to {where}: nothing will arrive there",) if alone else (),
            private={"id": id, "alone": "yes" if alone else ""},
        )

    async def execute(self, at: Stripe, plan: Plan, run: Run) -> Receipt:
        id = plan.private["id"]
        await at.same_account()
        form = [("disabled", str(not self._on).lower())]
        result = await at.change(f"/v1/webhook_endpoints/{id}", form, plan.action.id)
        receipt = at.receipt(result, done=plan.says)
        if receipt.outcome is not Outcome.DONE:
            return receipt
        made = as_made(result, Endpoint)
        if isinstance(made, Receipt):
            return made
        if made.id != id or made.on is not self._on:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"Stripe says that {id} is {printable(made.status, 20)}")
        opens = f"Stripe delivers nothing to {printable(made.url, 200)}" if plan.private["alone"] else ""
        return Receipt(
            outcome=Outcome.DONE, says=plan.says, values={"status": made.status}, undo=plan.undo, opens=opens
        )

    async def check(self, at: Stripe, plan: Plan, folder: Path) -> Receipt:
        found = await at.endpoint(plan.private["id"])
        outcome = Outcome.DONE if found.on is self._on else Outcome.UNKNOWN
        return Receipt(outcome=outcome, says=f"{found.id} is {printable(found.status, 20)}")
