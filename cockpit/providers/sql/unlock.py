"""The verb `unlock`: give the stuck rows of a queue back to the workers, row by row and only if still locked so."""

from datetime import timedelta

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.duration import short
from cockpit.core.profile import QueueSpec
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Run
from cockpit.providers.sql import cells, show
from cockpit.providers.sql.commit import Done, carried_out
from cockpit.providers.sql.engine import Engine, Input, Writing
from cockpit.providers.sql.locks import recent_lockers, stuck_rows
from cockpit.providers.sql.rows import MOST, Row, Rows, apply, statement, unpacked
from cockpit.providers.sql.undo import ROWS

TWICE = "a worker that is slow but alive goes on: a job it holds may be done twice"


async def plan_unlock(engine: Engine, action: Action, target: Target, spec: QueueSpec) -> Plan:
    """The stuck rows of `spec`, by the database's clock. Raises SourceError or IdentifierError."""
    if spec.target != target.name:
        raise SourceError(f"this queue is on {spec.target}, not on {target.name}; name the right target")
    if not (spec.locked_at and spec.locked_by):
        raise SourceError("this queue has no lock columns; set locked_at and locked_by in the profile")
    answer = await engine.read(stuck_rows(spec, engine.dialect), MOST)
    if not answer.rows:
        raise SourceError(
            f"no row of {spec.table} is locked for more than {short(spec.stuck_after)}; nothing to unlock"
        )
    rows = Rows(
        table=spec.table,
        key=spec.id,
        columns=(spec.locked_at, spec.locked_by),
        rows=tuple(_freed(id_, by, at) for id_, _, by, at, _ in answer.rows),
        partial=True,
    )
    count, long = len(rows.rows), short(spec.stuck_after)
    confirm, phrase = show.confirmation(show.graver(action.risk, Risk.CHANGES), target, count)
    shown = msgspec.structs.replace(answer, rows=answer.rows[: show.SAMPLE])
    return Plan(
        action=action,
        target=target,
        request=show.listed(engine, statement(rows, engine.dialect)),
        says=f"unlocks {show.said(count)} of {spec.table} on {target.name} locked for more than {long}",
        rows=count,
        columns=(*cells.names(answer.columns[:4]), "age"),
        sample=tuple((*cell[:4], _age(row[4])) for cell, row in zip(cells.table(shown), shown.rows, strict=True)),
        irreversible=(TWICE,),
        way_back=f"the old locks of {show.said(count)} are kept and can be put back where nobody has taken the row",
        warnings=await _warnings(engine, spec, rows, truncated=answer.truncated),
        confirm=confirm,
        phrase=phrase,
        private={ROWS: rows.packed()},
    )


async def unlock(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Unlock exactly the rows shown, or none."""
    rows = unpacked(plan.private[ROWS])

    async def work(writing: Writing) -> Done:
        touched = await apply(rows, writing, engine.dialect)
        return Done(says=f"{show.said(touched)} of {rows.table} unlocked", touched=touched, rows=rows)

    return await carried_out(engine, plan, run, work)


async def _warnings(engine: Engine, spec: QueueSpec, rows: Rows, *, truncated: bool) -> tuple[str, ...]:
    alive = {row[0] for row in (await engine.read(recent_lockers(spec, engine.dialect))).rows}
    holders = {row.before[1] for row in rows.rows if row.before is not None}
    found = [f"{cells.shown(worker)} also holds a recent lock: it is alive" for worker in holders & alive if worker]
    if truncated:
        found.append(f"there are more; the first {MOST} are shown, run it again for the rest")
    return tuple(sorted(found))


def _freed(id_: object, by: object, at: object) -> Row:
    return Row(_cell(id_), (_cell(at), _cell(by)), (None, None))


def _cell(value: object) -> Input:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _age(seconds: object) -> str:
    return short(timedelta(seconds=float(str(seconds))))
