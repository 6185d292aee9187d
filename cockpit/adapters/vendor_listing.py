"""A vendor's verb that only lists: the same list as its named query, shown as a plan and told as a receipt."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from cockpit.adapters.vendor_verbs import Vendor
from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.listing import Listed, Listing, ListingError, listing
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.ports import Run

SHOWN = 200  # rows in a receipt


class Place(Vendor, Protocol):
    """A vendor as one target sees it."""

    target: Target


At = TypeVar("At", bound=Place)


class Lister(Generic[At]):
    """Implements `vendor_verbs.Doing` for the list `what` of `lists`; the block may hold `since TIME until TIME`."""

    def __init__(
        self,
        what: str,
        lists: Mapping[str, Callable[[At, Listing], Awaitable[Listed]]],
        request: Callable[[At], str],
        *,
        called: str = "",
        whose: Callable[[At], str] = lambda at: at.target.name,
        note: Callable[[At], str] = lambda at: "",
    ) -> None:
        """`request`: what is sent; `called`: the list's name in a sentence; `note`: said after what was read."""
        self._what, self._lists, self._request = what, lists, request
        self._called = called or what.replace("-", " ")
        self._whose, self._note = whose, note

    async def plan(self, at: At, action: Action) -> Plan:
        wanted = self._wanted(action)
        bounds = (("since", wanted.since), ("until", wanted.until))
        return Plan(
            action=action,
            target=at.target,
            request=(self._request(at), *(f"{word} {time:%Y-%m-%d %H:%M} UTC" for word, time in bounds if time)),
            says=f"lists {self._called} of {self._whose(at)} and changes nothing",
        )

    async def execute(self, at: At, plan: Plan, run: Run) -> Receipt:
        try:
            table = await self._lists[self._what](at, self._wanted(plan.action))
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=str(error))
        rows = f"{len(table.rows)}{' or more' if table.truncated else ''}"
        first = dict(zip(table.columns, table.rows[0], strict=True)) if len(table.rows) == 1 else {}
        note = self._note(at)
        return Receipt(
            outcome=Outcome.DONE,
            says=f"{rows} {self._called} at {self._whose(at)}{f'; {note}' if note else ''}",
            rows=len(table.rows),
            columns=table.columns,
            sample=table.rows[:SHOWN],
            values={**first, **table.values},
        )

    async def check(self, at: At, plan: Plan, folder: Path) -> Receipt:
        return Receipt(outcome=Outcome.UNKNOWN, says="reading changed nothing and left no trace; read it again")

    def _wanted(self, action: Action) -> Listing:
        try:
            return listing(f"{self._what} {filled(action.text, action.parameters)}", {}, self._lists)
        except ListingError as error:
            raise SourceError(str(error)) from error
