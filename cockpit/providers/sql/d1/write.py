"""The verbs `write` and `restore` on D1: bookmark, note, then one batch that stops itself unless all is as shown."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import msgspec

from cockpit.adapters.cloudflare.place import same_tenant
from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.ports import Run
from cockpit.providers.sql import show
from cockpit.providers.sql.bind import bind
from cockpit.providers.sql.commit import NOTE, Done, keep, kept_in
from cockpit.providers.sql.d1 import guards
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.d1.travel import bookmark, rewind_token
from cockpit.providers.sql.engine import Answer, Bound, Engine, LostError
from cockpit.providers.sql.label import labelled
from cockpit.providers.sql.preview import preview
from cockpit.providers.sql.restore import plan_restore as plan_rows_back
from cockpit.providers.sql.rows import Row, Rows, current, statements, unpacked
from cockpit.providers.sql.undo import ROWS, undo_token
from cockpit.providers.sql.write import plan_write as plan_counted

BOOKMARK = "bookmark"


async def plan_write(engine: Engine, action: Action, target: Target) -> Plan:
    """As everywhere, and the bookmark that leads back to the moment before. Raises SourceError or BindError."""
    same_tenant(target, action.parameters)
    return await _marked(cast(D1, engine), await plan_counted(engine, action, target))


async def plan_restore(engine: Engine, action: Action, target: Target) -> Plan:
    """Which of the kept rows can still be put back. Raises SourceError."""
    return await _marked(cast(D1, engine), await plan_rows_back(engine, action, target))


async def write(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """One batch: the rows are those shown, the statement, it touched as many, the rows afterwards."""
    bound = bind(plan.action.text, plan.action.parameters, engine.dialect.place)
    rows = unpacked(plan.private[ROWS]) if ROWS in plan.private else None
    before = [*_as_many(engine, bound, plan.rows), *(guards.unchanged(rows) if rows is not None else ())]
    checks = [guards.touched(plan.rows)] if plan.rows is not None else []
    reading = list(guards.after(rows)) if rows is not None else []

    def done(answers: Sequence[Answer]) -> Done:
        touched = answers[len(before)].touched if plan.rows is None else plan.rows
        found = {row[0]: tuple(row[1:]) for answer in answers[len(before) + 1 + len(checks) :] for row in answer.rows}
        now = _after(rows, found) if rows is not None else None
        return Done(says=f"{show.said(touched)} touched on {engine.where}", touched=touched, rows=now)

    return await _sent(cast(D1, engine), plan, run, [*before, bound, *checks, *reading], rows, done)


async def restore(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Put the rows back, all or none."""
    rows = unpacked(plan.private[ROWS])
    batch = [
        statement
        for text, values in statements(rows, engine.dialect)
        for value in values
        for statement in (Bound(text, value), guards.touched(1))
    ]

    def done(answers: Sequence[Answer]) -> Done:
        count = len(rows.rows)
        return Done(says=f"{show.said(count)} of {rows.table} put back", touched=count, rows=rows)

    return await _sent(cast(D1, engine), plan, run, batch, rows, done)


async def check(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """By the rows: all as before, or none. Reads only."""
    note = kept_in(folder)
    if note is None:
        if await asyncio.to_thread(folder.is_dir):
            return Receipt(outcome=Outcome.FAILED, says="the batch was never sent. Nothing was changed.", rows=0)
        return Receipt(outcome=Outcome.UNKNOWN, says="the note of this action is gone; look at the rows by hand")
    try:
        done = msgspec.json.decode(note, type=Done)
        if done.rows is None or not done.rows.rows:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"its rows do not tell; look by hand. {_back(plan)}")
        now = await current(done.rows, engine.read, engine.dialect)
    except (SourceError, msgspec.DecodeError) as error:
        return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")
    same = sum(now.get(row.key) == row.before for row in done.rows.rows)
    if same == len(done.rows.rows):
        return Receipt(outcome=Outcome.FAILED, says="it did not happen: every row is as before", rows=0)
    if same:
        return Receipt(outcome=Outcome.UNKNOWN, says=f"somebody changed rows since; look by hand. {_back(plan)}")
    rows = _after(done.rows, cast("dict[object, tuple[object, ...]]", now))
    return _receipt(plan, Done(says=f"it happened: {done.says}", touched=done.touched, rows=rows))


def _as_many(engine: Engine, bound: Bound, rows: int | None) -> list[Bound]:
    """Stops before the statement already, so that nothing hangs on a batch being taken back."""
    seen = preview(tree, bound, engine.dialect) if (tree := labelled(bound.text, engine.dialect.name).tree) else None
    return [guards.counted(seen.count, rows)] if seen is not None and rows is not None else []


async def _marked(engine: D1, plan: Plan) -> Plan:
    if plan.refused:
        return plan
    mark = await bookmark(engine)
    undo = None if ROWS in plan.private else rewind_token(plan.action, mark)
    return msgspec.structs.replace(
        plan,
        request=(*plan.request, f"-- in one batch that is taken back unless all is as shown; bookmark before: {mark}"),
        way_back=plan.way_back or "rewind the whole database to the bookmark: what anybody wrote since goes too",
        undo=plan.undo or undo,
        private={**plan.private, BOOKMARK: mark},
    )


async def _sent(
    engine: D1,
    plan: Plan,
    run: Run,
    batch: Sequence[Bound],
    rows: Rows | None,
    done: Callable[[Sequence[Answer]], Done],
) -> Receipt:
    """The note first, so that what nobody saw the end of can be looked up. Sent once."""
    count = plan.rows or 0
    note = Done(says=f"{show.said(count)} on {engine.where}", touched=count, rows=rows)
    try:
        keep(run.folder / NOTE, msgspec.json.encode(note))
    except OSError as error:
        says = f"the note before the batch cannot be written ({error.strerror}). Nothing was changed."
        return Receipt(outcome=Outcome.FAILED, says=says, rows=0)
    if run.cancelled.is_set():
        return Receipt(outcome=Outcome.FAILED, says="stopped by you before it was sent. Nothing was changed.", rows=0)
    try:
        return _receipt(plan, done(await engine.batch(batch)))
    except LostError as error:
        return Receipt(outcome=Outcome.UNKNOWN, says=f"{error}. {_back(plan)}")
    except SourceError as error:
        return Receipt(outcome=Outcome.FAILED, says=f"{error}. Nothing was changed.", rows=0)


def _receipt(plan: Plan, done: Done) -> Receipt:
    undo = undo_token(plan, done.rows) if done.rows is not None and done.rows.rows else plan.undo
    return Receipt(outcome=Outcome.DONE, says=done.says, rows=done.touched, values={"rows": done.touched}, undo=undo)


def _after(rows: Rows, now: dict[object, tuple[object, ...]]) -> Rows:
    cells = {key: tuple(_input(cell) for cell in row) for key, row in now.items()}
    return msgspec.structs.replace(rows, rows=tuple(Row(row.key, row.before, cells.get(row.key)) for row in rows.rows))


def _input(cell: object) -> str | int | float | None:
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


def _back(plan: Plan) -> str:
    return f"The bookmark before it is {plan.private.get(BOOKMARK, 'not known')}"
