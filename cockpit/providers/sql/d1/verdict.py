"""What the rows say became of a restore: nothing else does when the vendor has lost track of its own import.

"Not currently importing anything" is answered by imports that went through and by such that were taken back.
Source: cloudflare/workers-sdk issues 9503 and 13272, and scripts in public repositories that check for it.
"""

import msgspec

from cockpit.core.actions import Outcome, Plan, Receipt
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.d1.live import counted, live
from cockpit.providers.sql.d1.loss import cell
from cockpit.providers.sql.d1.travel import bookmark, rewind_token
from cockpit.providers.sql.show import said

NAMED = 6


class Counts(msgspec.Struct, frozen=True):
    """Rows by table: as the plan showed them, and in the backup."""

    now: dict[str, int]
    backup: dict[str, int]


def counts_of(plan: Plan) -> Counts:
    return msgspec.json.decode(plan.private["counts"], type=Counts)


async def rows_now(engine: D1) -> dict[str, int]:
    """Rows of every table. Raises SourceError."""
    return await counted(engine, list((await live(engine)).tables))


async def ended(engine: D1, plan: Plan, before: str) -> Receipt:
    """The vendor says that it is done: the counts beside the backup's. Fewer rows, or other tables, are not done."""
    counts = counts_of(plan)
    try:
        now = await rows_now(engine)
    except SourceError as error:
        says = f"the import ended, and the rows cannot be counted ({error}); check it"
        return Receipt(outcome=Outcome.UNKNOWN, says=says, undo=rewind_token(plan.action, before))
    unequal = _unequal(now, counts)
    if any(name not in counts.backup or now.get(name, -1) < counts.backup[name] for name in unequal):
        says = f"the rows are not the backup's ({_named(now, counts)}); look at them, or take the way back"
        return _receipt(plan, Outcome.UNKNOWN, says, now, before)
    says = f"restored; somebody writes already: {_named(now, counts)}" if unequal else _restored(counts)
    return _receipt(plan, Outcome.DONE, says, now, before)


async def told_by_rows(engine: D1, plan: Plan, before: str, *, over: bool) -> Receipt:
    """Nobody says how it ended. `over`: nothing is being imported any more. Raises SourceError.

    A live database has more rows than its backup, so only exactly the backup's rows mean that it was done.
    """
    counts, now = counts_of(plan), await rows_now(engine)
    if now == counts.now:
        changed = now == counts.backup and await bookmark(engine) != before
        if over and not changed:
            return Receipt(outcome=Outcome.FAILED, says="it did not happen: every table has the rows it had before")
        says = "the rows are those from before; " + (
            "so many are in the backup too" if changed else "it may still come"
        )
        return _receipt(plan, Outcome.UNKNOWN, f"{says}; look at them, or check again in a minute", now, before)
    if not _unequal(now, counts):
        return _receipt(plan, Outcome.DONE, _restored(counts), now, before)
    says = f"the rows are neither those from before nor the backup's ({_named(now, counts)}); look at them"
    return _receipt(plan, Outcome.UNKNOWN, says, now, before)


def _restored(counts: Counts) -> str:
    tables, rows = said(len(counts.backup), "table"), said(sum(counts.backup.values()))
    return f"restored: {tables}, {rows}, as many as in the backup"


def _unequal(now: dict[str, int], counts: Counts) -> list[str]:
    return [name for name in sorted({*now, *counts.backup}) if now.get(name) != counts.backup.get(name)]


def _named(now: dict[str, int], counts: Counts) -> str:
    return ", ".join(
        f"{printable(name, 80)} {cell(now.get(name))} instead of {cell(counts.backup.get(name))}"
        for name in _unequal(now, counts)[:NAMED]
    )


def _receipt(plan: Plan, outcome: Outcome, says: str, now: dict[str, int], before: str) -> Receipt:
    counts = counts_of(plan)
    rows = tuple(
        (printable(name, 80), cell(counts.backup.get(name)), cell(now.get(name)))
        for name in sorted({*now, *counts.backup})
    )
    return Receipt(
        outcome=outcome,
        says=f"{plan.target.name}: {says}",
        rows=sum(now.values()),
        columns=("table", "backup", "now"),
        sample=rows[:200],
        values={"rows": sum(now.values()), "tables": len(now), "equal": not _unequal(now, counts)},
        undo=rewind_token(plan.action, before),
    )
