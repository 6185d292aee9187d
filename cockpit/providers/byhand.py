"""Targets nobody here can act on or read: a person does, where the profile says, and pastes what came of it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.profile import AuditSpec, Query, QueueSpec, StatusSpec
from cockpit.core.readings import AuditWindow, QueueReading, SourceError, StatusReading, TableReading
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import AuditSource, ProviderContext, QuerySource, QueueSource, Run, StatusSource, Verb

SETTINGS = {"where": "where a person works on it: a machine, a dashboard, an address"}


class ByHandProvider:
    """Plans nothing: every plan is refused with where to go, and the cockpit shows the block to copy."""

    name = "byhand"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {
        "copy": Verb(name="copy", risk=Risk.CHANGES, says="give a block to a person, who runs it elsewhere")
    }

    async def plan(self, action: Action, target: Target) -> Plan:
        return Plan(
            action=action,
            target=target,
            request=tuple(printable(line, max(len(line), 1)) for line in action.text.splitlines()),
            says="nothing is done by machine",
            refused=_by_hand(target),
            elsewhere=True,
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        return Receipt(outcome=Outcome.FAILED, says=f"nothing was done: {_by_hand(plan.target)}")

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """Only the person knows."""
        return Receipt(outcome=Outcome.UNKNOWN, says=f"ask the person who did it; {_by_hand(plan.target)}")

    async def ping(self, target: Target) -> str:
        return _by_hand(target)

    async def close(self) -> None:
        """Nothing was opened."""


class _Source:
    """A source that says where to look instead of pretending to have looked."""

    def __init__(self, name: str, target: Target) -> None:
        self.name = name
        self._target = target

    def refuse(self) -> NoReturn:
        raise SourceError(_by_hand(self._target))


class ByHandAudit(_Source):
    async def window(self, since: datetime, until: datetime, person: str = "") -> AuditWindow:
        self.refuse()


class ByHandQueue(_Source):
    async def read(self) -> QueueReading:
        self.refuse()


class ByHandStatus(_Source):
    async def read(self) -> StatusReading:
        self.refuse()


class ByHandQuery(_Source):
    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        self.refuse()


def build(context: ProviderContext) -> ByHandProvider:
    """The provider; it needs nothing of the context."""
    return ByHandProvider()


def build_audit(name: str, spec: AuditSpec, query: Query, target: Target, context: ProviderContext) -> AuditSource:
    return ByHandAudit(name, target)


def build_queue(name: str, spec: QueueSpec, target: Target, context: ProviderContext) -> QueueSource:
    return ByHandQueue(name, target)


def build_status(name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> StatusSource:
    return ByHandStatus(name, target)


def build_query(name: str, query: Query, target: Target, context: ProviderContext) -> QuerySource:
    return ByHandQuery(name, target)


def _by_hand(target: Target) -> str:
    where = printable(target.settings.get("where", ""), 200)
    return f"{target.name} is worked by hand" + (f": {where}" if where else "")
