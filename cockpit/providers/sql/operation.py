"""What one engine can do besides reading and writing: a verb with its plan, its execution and its check."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.expr import Value
from cockpit.core.runbook import Risk
from cockpit.ports import Run, Verb
from cockpit.providers.sql.engine import Engine


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """All four raise SourceError where the database cannot be asked; `plan` also for what must not be done."""

    verb: Verb
    plan: Callable[[Engine, Action, Target], Awaitable[Plan]]
    execute: Callable[[Engine, Plan, Run], Awaitable[Receipt]]
    check: Callable[[Engine, Plan, Path], Awaitable[Receipt]]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A table to show, in one sentence and with values to test."""

    says: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    values: dict[str, Value] = {}


def reading(name: str, says: str, statement: str, read: Callable[[Engine, Action], Awaitable[Reading]]) -> Operation:
    """The operation that only reads; `statement` is shown in the plan, `read` runs it."""

    async def plan(engine: Engine, action: Action, target: Target) -> Plan:
        return Plan(
            action=action,
            target=target,
            request=tuple(statement.strip().split("\n")),
            says=f"{says}, on a session that cannot write",
            confirm=Confirm.NOTHING,
        )

    async def execute(engine: Engine, plan: Plan, run: Run) -> Receipt:
        found = await read(engine, plan.action)
        return Receipt(
            outcome=Outcome.DONE,
            says=found.says,
            rows=len(found.rows),
            columns=found.columns,
            sample=found.rows[:200],
            values={**found.values, "rows": len(found.rows)},
        )

    async def check(engine: Engine, plan: Plan, folder: Path) -> Receipt:
        return Receipt(outcome=Outcome.FAILED, says="A read changes nothing; run it again.")

    return Operation(verb=Verb(name=name, risk=Risk.READS, says=says), plan=plan, execute=execute, check=check)
