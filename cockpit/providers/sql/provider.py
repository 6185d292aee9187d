"""What can be done to a database: read, write, unlock a queue, and the way back of the last two."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.profile import QueueSpec
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.sql import cells, show
from cockpit.providers.sql.bind import BindError, bind
from cockpit.providers.sql.commit import found_out
from cockpit.providers.sql.engine import Engine
from cockpit.providers.sql.identifiers import IdentifierError
from cockpit.providers.sql.label import labelled
from cockpit.providers.sql.operation import Operation
from cockpit.providers.sql.password import password_of
from cockpit.providers.sql.policy import refuse_free_writes
from cockpit.providers.sql.restore import plan_restore, restore
from cockpit.providers.sql.undo import RESTORE
from cockpit.providers.sql.unlock import plan_unlock, unlock
from cockpit.providers.sql.write import RECEIPT_ROWS, plan_write, write

SAID_ROWS, SAID_COLUMNS = 4, 3  # an answer this small is told in the sentence itself

VERBS: Mapping[str, Verb] = {
    "read": Verb(name="read", risk=Risk.READS, says="run one query on a session that cannot write"),
    "write": Verb(
        name="write", risk=Risk.CHANGES, says="run one statement in a transaction that must touch the rows shown"
    ),
    "unlock": Verb(name="unlock", risk=Risk.CHANGES, says="free the stuck rows of a queue"),
    RESTORE: Verb(name=RESTORE, risk=Risk.CHANGES, says="put kept rows back; the way back of write and unlock"),
}


class SqlProvider:
    """Implements `ports.Provider` for one engine. Nothing is ever tried twice."""

    def __init__(
        self,
        name: str,
        settings: Mapping[str, str],
        open_engine: Callable[[Target], Engine],
        context: ProviderContext,
        operations: Sequence[Operation] = (),
    ) -> None:
        self.name = name
        self._operations = {operation.verb.name: operation for operation in operations}
        self.verbs: Mapping[str, Verb] = {
            **VERBS,
            **{name: operation.verb for name, operation in self._operations.items()},
        }
        self.settings = settings
        self._open = open_engine
        self._queues = context.queues
        self._context = context
        self._engines: dict[str, tuple[Target, Engine]] = {}

    async def plan(self, action: Action, target: Target) -> Plan:
        """What `action` would do, by reads alone; what it cannot is a plan with `refused`."""
        try:
            engine = self._engine(target)
            await password_of(target, self._context)
            refuse_free_writes(action, target, self._queues)
            if operation := self._operations.get(action.verb):
                return await operation.plan(engine, action, target)
            match action.verb:
                case "read":
                    return _plan_read(engine, action, target)
                case "write":
                    return await plan_write(engine, action, target)
                case "unlock":
                    return await plan_unlock(engine, action, target, self._queue(action))
                case "restore":
                    return await plan_restore(engine, action, target)
        except (SourceError, BindError, IdentifierError) as error:
            return show.refusal(action, target, str(error), elsewhere=isinstance(error, MissingHereError))
        return show.refusal(action, target, f"{self.name} cannot {action.verb!r}; it can {', '.join(self.verbs)}")

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        """Do what the plan says, once; a refusal is a receipt."""
        if plan.refused:
            return Receipt(outcome=Outcome.FAILED, says=f"{plan.refused}. Nothing was sent.")
        try:
            engine = self._engine(plan.target)
            if operation := self._operations.get(plan.action.verb):
                return await operation.execute(engine, plan, run)
            match plan.action.verb:
                case "read":
                    return await _read(engine, plan)
                case "write":
                    return await write(engine, plan, run)
                case "unlock":
                    return await unlock(engine, plan, run)
                case "restore":
                    return await restore(engine, plan, run)
        except (SourceError, BindError) as error:
            return Receipt(outcome=Outcome.FAILED, says=f"{error}. Nothing was changed.")
        return Receipt(outcome=Outcome.FAILED, says=f"{self.name} cannot {plan.action.verb!r}. Nothing was sent.")

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """What became of an action nobody saw the end of; reads only."""
        if plan.action.verb == "read":
            return Receipt(outcome=Outcome.FAILED, says="A read changes nothing; run it again.")
        try:
            if operation := self._operations.get(plan.action.verb):
                return await operation.check(self._engine(plan.target), plan, folder)
            return await found_out(self._engine(plan.target), plan, folder)
        except SourceError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")

    async def ping(self, target: Target) -> str:
        """Version and rights of the session. Raises SourceError."""
        return await self._engine(target).ping()

    async def close(self) -> None:
        for _, engine in self._engines.values():
            await engine.close()
        self._engines.clear()

    def _engine(self, target: Target) -> Engine:
        kept = self._engines.get(target.name)
        if kept is None or kept[0] != target:
            kept = (target, self._open(target))
            self._engines[target.name] = kept
        return kept[1]

    def _queue(self, action: Action) -> QueueSpec:
        name = action.attributes.get("queue", "")
        if name not in self._queues:
            known = ", ".join(self._queues) or "none"
            raise SourceError(f"no queue is called {name!r}; name one of the profile as queue=… (known: {known})")
        return self._queues[name]


def _plan_read(engine: Engine, action: Action, target: Target) -> Plan:
    bound = bind(action.text, action.parameters, engine.dialect.place)
    return Plan(
        action=action,
        target=target,
        request=show.request(bound, engine.dialect.place),
        says=f"reads from {target.name} on a session that cannot write",
        warnings=show.warnings(bound),
        confirm=Confirm.NOTHING,
        refused=labelled(bound.text, engine.dialect.name).unreadable,
    )


async def _read(engine: Engine, plan: Plan) -> Receipt:
    bound = bind(plan.action.text, plan.action.parameters, engine.dialect.place)
    answer = await engine.read(bound, RECEIPT_ROWS)
    more = " (there are more)" if answer.truncated else ""
    sample = cells.table(answer)
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{show.said(len(answer.rows))} read from {engine.where}{more}{_in_words(sample)}",
        rows=len(answer.rows),
        columns=cells.names(answer.columns),
        sample=sample,
        values={**cells.first(answer), "rows": len(answer.rows)},
    )


def _in_words(rows: Sequence[Sequence[str]]) -> str:
    """The answer itself where it is short enough to stand in a sentence: evidence should say what was seen."""
    if not 0 < len(rows) <= SAID_ROWS or len(rows[0]) > SAID_COLUMNS:
        return ""
    return ": " + ", ".join(" ".join(row) for row in rows)
