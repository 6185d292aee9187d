"""The verb `restore`: the way back of a write or an unlock; puts kept rows back by their keys."""

from cockpit.core.actions import Action, Confirm, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.ports import Run
from cockpit.providers.sql import cells, show
from cockpit.providers.sql.commit import Done, carried_out
from cockpit.providers.sql.engine import Engine, Writing
from cockpit.providers.sql.rows import Rows, apply, standing, statement, unpacked
from cockpit.providers.sql.undo import ROWS


async def plan_restore(engine: Engine, action: Action, target: Target) -> Plan:
    """Which of the kept rows can still be put back. Raises SourceError."""
    if ROWS not in action.attributes:
        raise SourceError("there are no kept rows in this action; it is only run as the way back of another")
    rows = unpacked(action.attributes[ROWS])
    stand = await standing(rows, engine.read, engine.dialect)
    ready, changed = stand.before, len(rows.rows) - len(stand.before.rows)
    if changed and not rows.partial:
        raise SourceError(f"{show.said(changed)} of {rows.table} changed since; restore by hand from the journal")
    if not ready.rows:
        raise SourceError(f"every row of {rows.table} changed since; there is nothing left to put back")
    left_out = (f"{show.said(changed)} changed since and will stay as they are",) if changed else ()
    return Plan(
        action=action,
        target=target,
        request=show.listed(engine, statement(ready, engine.dialect)),
        says=f"puts {show.said(len(ready.rows))} of {rows.table} on {target.name} back as they were",
        rows=len(ready.rows),
        columns=(rows.key, *rows.columns),
        sample=_sample(ready),
        way_back="the same rows can be put back once more",
        warnings=left_out,
        confirm=Confirm.ASK,
        private={ROWS: ready.packed()},
    )


async def restore(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Put the rows back, all or none."""
    rows = unpacked(plan.private[ROWS])

    async def work(writing: Writing) -> Done:
        touched = await apply(rows, writing, engine.dialect)
        return Done(says=f"{show.said(touched)} of {rows.table} put back", touched=touched, rows=rows)

    return await carried_out(engine, plan, run, work)


def _sample(rows: Rows) -> tuple[tuple[str, ...], ...]:
    gone = ("gone",) * len(rows.columns)
    return tuple(
        (cells.shown(row.key), *(gone if row.after is None else (cells.shown(cell) for cell in row.after)))
        for row in rows.rows[: show.SAMPLE]
    )
