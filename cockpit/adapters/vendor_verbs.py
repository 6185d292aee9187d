"""A vendor's verbs as a table: each row one thing it can do; what a row raises becomes a value here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from cockpit.adapters import vendor
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import Run, Verb


class Vendor(Protocol):
    """A vendor as one target sees it."""

    async def ready(self) -> None:
        """Raises SourceError when the target's settings or credential cannot be used."""


At = TypeVar("At", bound=Vendor, contravariant=True)


class Doing(Protocol[At]):
    """One verb. Everything may raise SourceError, whose words are fit to show."""

    async def plan(self, at: At, action: Action) -> Plan: ...

    async def execute(self, at: At, plan: Plan, run: Run) -> Receipt: ...

    async def check(self, at: At, plan: Plan, folder: Path) -> Receipt: ...


class VendorVerbs(Generic[At]):
    """The verbs of the provider `name`: what each does, its risk, and what it says of itself."""

    def __init__(self, name: str, table: Mapping[str, tuple[Doing[At], Risk, str]]) -> None:
        self._name, self._table = name, table
        self.verbs = {verb: Verb(name=verb, risk=risk, says=says) for verb, (_, risk, says) in table.items()}

    async def plan(self, at: At, action: Action, target: Target) -> Plan:
        """What `action` would do at the vendor; what cannot be done is a refused plan."""
        try:
            if action.verb not in self._table:
                known = ", ".join(self._table)
                raise SourceError(f"{self._name} cannot {printable(action.verb, 40)}; it can {known}")
            await at.ready()
            doing, risk, _ = self._table[action.verb]
            plan = await doing.plan(at, action)
        except SourceError as error:
            return vendor.refusal(action, target, error)
        confirm = required_confirmation(max(action.risk, risk, key=list(Risk).index))
        phrase = target.name if confirm is Confirm.TYPE else ""
        return msgspec.structs.replace(plan, confirm=confirm, phrase=phrase)

    async def execute(self, at: At, plan: Plan, run: Run) -> Receipt:
        """Do what the plan says, once; what is raised before anything was sent is `failed`."""
        if plan.refused:
            return vendor.refused(plan)
        try:
            return await self._table[plan.action.verb][0].execute(at, plan, run)
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=f"{error}; nothing was changed")

    async def check(self, at: At, plan: Plan, folder: Path) -> Receipt:
        """What became of it; unknown while the vendor cannot be asked."""
        try:
            return await self._table[plan.action.verb][0].check(at, plan, folder)
        except SourceError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")
