"""The verb `write`: count with the same WHERE, keep the old rows, then one transaction that must touch as many."""

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Run
from cockpit.providers.sql import cells, show
from cockpit.providers.sql.bind import bind
from cockpit.providers.sql.commit import Done, StoppedError, carried_out
from cockpit.providers.sql.engine import Bound, Engine, Writing
from cockpit.providers.sql.identifiers import plain, quoted
from cockpit.providers.sql.label import Kind, Label, labelled
from cockpit.providers.sql.preview import Preview, preview
from cockpit.providers.sql.rows import MOST, ChangedError, Row, Rows, current, kept, unpacked
from cockpit.providers.sql.undo import ROWS

RECEIPT_ROWS = 200


async def plan_write(engine: Engine, action: Action, target: Target) -> Plan:
    """Count, sample and way back of one statement. Raises SourceError or BindError."""
    bound = bind(action.text, action.parameters, engine.dialect.place)
    label = labelled(bound.text, engine.dialect.name)
    if label.several:
        raise SourceError(label.unreadable)
    if label.kind is Kind.STEERS:
        raise SourceError("this steers the session (BEGIN, SET, COPY, …) instead of changing rows; leave it out")
    if label.kind is Kind.READ:
        raise SourceError("this only reads; use the verb read")
    seen = preview(label.tree, bound, engine.dialect) if label.tree is not None else None
    plan = Plan(
        action=action,
        target=target,
        request=show.request(bound, engine.dialect.place),
        says=f"runs one {label.kind.upper() if label.kind is not Kind.OTHER else 'statement'} on {target.name}",
        warnings=show.warnings(bound),
    )
    risk = show.graver(action.risk, label.risk)
    plan = await _counted(engine, plan, label, seen) if seen is not None else _uncounted(plan, label)
    if seen is None and label.kind is not Kind.INSERT:
        risk = Risk.DESTROYS
    confirm, phrase = show.confirmation(risk, target, plan.rows)
    return msgspec.structs.replace(plan, confirm=confirm, phrase=phrase)


async def write(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Do what the plan says, once."""
    bound = bind(plan.action.text, plan.action.parameters, engine.dialect.place)

    async def work(writing: Writing) -> Done:
        rows = unpacked(plan.private[ROWS]) if ROWS in plan.private else None
        if rows is not None:
            now = await current(rows, writing.run, engine.dialect, engine.dialect.lock)
            stale = sum(now.get(row.key) != row.before for row in rows.rows)
            if stale:
                raise ChangedError(f"{show.said(stale)} changed after the plan was shown; plan again")
        answer = await writing.run(bound, RECEIPT_ROWS)
        if plan.rows is not None and answer.touched != plan.rows:
            raise StoppedError(
                f"{show.said(plan.rows)} were shown, the statement touches {answer.touched}; rolled back, plan again"
            )
        if rows is not None:
            now = await current(rows, writing.run, engine.dialect)
            after = tuple(Row(row.key, row.before, now.get(row.key)) for row in rows.rows)
            rows = msgspec.structs.replace(rows, rows=after)
        return Done(
            says=f"{show.said(answer.touched)} touched on {engine.where}",
            touched=answer.touched,
            rows=rows,
            columns=cells.names(answer.columns),
            sample=cells.table(answer),
        )

    return await carried_out(engine, plan, run, work)


async def _counted(engine: Engine, plan: Plan, label: Label, seen: Preview) -> Plan:
    answer = await engine.read(seen.count, 1)
    count = int(str(answer.rows[0][0]))
    if count == 0:
        raise SourceError("no row fits this WHERE now; there is nothing to do")
    sample = await engine.read(seen.sample, show.SAMPLE)
    rows, why_not = await _old_rows(engine, label, seen, count)
    verb = "deletes" if label.kind is Kind.DELETE else "updates"
    lost = () if rows else (f"the old {'rows' if label.kind is Kind.DELETE else 'values'}: {why_not}",)
    if label.kind is Kind.DELETE:
        lost = (*lost, "rows of other tables that go with them by a cascade")
    everything = () if label.tree is not None and label.tree.args.get("where") else ("there is no WHERE: every row",)
    return msgspec.structs.replace(
        plan,
        says=f"{verb} {show.said(count)} of {seen.table or 'the table'} on {plan.target.name}",
        rows=count,
        columns=cells.names(sample.columns),
        sample=cells.table(sample),
        irreversible=lost,
        way_back=f"the old values of {show.said(count)} are kept and can be put back" if rows else "",
        warnings=(*plan.warnings, *everything),
        private={ROWS: rows.packed()} if rows else {},
    )


async def _old_rows(engine: Engine, label: Label, seen: Preview, count: int) -> tuple[Rows | None, str]:
    """The rows as they are, or why they cannot be kept."""
    if count > MOST:
        return None, f"more than {MOST} rows are not kept"
    if not seen.table:
        return None, "the table's name is not plain"
    name = Bound(engine.dialect.key, (_catalogued(seen.table, engine),))
    keys = [str(row[0]) for row in (await engine.read(name)).rows]
    if len(keys) != 1 or not plain(keys[0]):
        return None, f"{seen.table} has no primary key of one column"
    columns = seen.changed
    if label.kind is Kind.DELETE:
        found = await engine.read(Bound(engine.dialect.columns, name.values))
        columns = tuple(str(row[0]) for row in found.rows if row[0] != keys[0])
    if columns is None or not columns or keys[0] in columns or not all(plain(column) for column in columns):
        return None, "the columns it sets cannot be put back one by one"
    answer = kept(await engine.read(seen.cells(keys[0], columns), MOST))
    if answer is None or len(answer) != count:
        return None, "a column holds binary values" if answer is None else "the rows are changing under our eyes"
    rows = tuple(Row(key, tuple(values), None) for key, *values in answer)
    return Rows(table=seen.table, key=keys[0], columns=columns, rows=rows), ""


def _catalogued(table: str, engine: Engine) -> str:
    return table.rsplit(".", 1)[-1] if engine.dialect.bare_table else quoted(table)


def _uncounted(plan: Plan, label: Label) -> Plan:
    if label.kind is Kind.INSERT:
        return msgspec.structs.replace(plan, irreversible=("the new rows: take them out by hand",))
    return msgspec.structs.replace(
        plan,
        irreversible=("everything it does: the cockpit keeps nothing it could put back",),
        warnings=(*plan.warnings, "how many rows this touches cannot be counted beforehand"),
    )
