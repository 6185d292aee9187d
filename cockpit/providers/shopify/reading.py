"""The verbs that only read: subscriptions, orders, orders without their metafield."""

from pathlib import Path

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.listing import Listing, ListingError, listing
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.ports import Run
from cockpit.providers.shopify.api import Shopify
from cockpit.providers.shopify.tables import LISTS

SHOWN = 200


class Reading:
    """One of the lists; the block may hold `since TIME until TIME`."""

    def __init__(self, what: str) -> None:
        self._what = what

    async def plan(self, at: Shopify, action: Action) -> Plan:
        wanted = self._wanted(action)
        bounds = [("since", wanted.since), ("until", wanted.until)]
        return Plan(
            action=action,
            target=at.target,
            request=(
                f"POST {at.address(at.path)} (a query)",
                *(f"{word} {time:%Y-%m-%d %H:%M} UTC" for word, time in bounds if time),
            ),
            says=f"lists {_called(self._what)} of {at.shop} and changes nothing",
        )

    async def execute(self, at: Shopify, plan: Plan, run: Run) -> Receipt:
        try:
            table = await LISTS[self._what](at, self._wanted(plan.action))
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=str(error))
        rows = f"{len(table.rows)}{' or more' if table.truncated else ''}"
        first = dict(zip(table.columns, table.rows[0], strict=True)) if len(table.rows) == 1 else {}
        drift = f"; {at.drift}" if at.drift else ""
        return Receipt(
            outcome=Outcome.DONE,
            says=f"{rows} {_called(self._what)} at {at.shop}{drift}",
            rows=len(table.rows),
            columns=table.columns,
            sample=table.rows[:SHOWN],
            values={**first, **table.values},
        )

    async def check(self, at: Shopify, plan: Plan, folder: Path) -> Receipt:
        return Receipt(outcome=Outcome.UNKNOWN, says="reading changed nothing and left no trace; read it again")

    def _wanted(self, action: Action) -> Listing:
        try:
            return listing(f"{self._what} {filled(action.text, action.parameters)}", {}, LISTS)
        except ListingError as error:
            raise SourceError(str(error)) from error


def _called(what: str) -> str:
    """A list's name for a sentence."""
    return {"undelivered": "undelivered events", "webhooks": "webhook subscriptions"}.get(what, what.replace("-", " "))
