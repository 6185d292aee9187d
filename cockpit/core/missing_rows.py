"""What a comparison says of rows that were missing before: newly missing, there by now, gone."""

from datetime import datetime

from cockpit.core.events import ComparisonMade
from cockpit.core.missing import MOST, Fate, MissingRow, Reconciliation
from cockpit.core.money import Unit
from cockpit.core.profile import ReconcileSpec
from cockpit.core.readings import NULL
from cockpit.core.reconciled import Entry, Reconciled
from cockpit.core.text import clipped

SAYS = 160  # characters of a row's other cells that the journal keeps


def change(
    name: str, found: Reconciled, since: datetime, unit: Unit, before: Reconciliation | None, quiet: bool = False
) -> ComparisonMade | None:
    """What is to be written down of `found`; None: nothing changed since `before`, or nothing can be said.

    `quiet`: nobody asked for it, so only what became of a row is worth a line.

    Of a right side that was cut nobody knows what it lacks; of a left side that was cut nobody knows what is gone.
    """
    if found.right.cut:
        return None
    known = {one.row.key: one for one in before.rows} if before else {}
    missing = {entry.key: entry for entry in reversed(found.only_left)}
    again = [key for key, one in known.items() if key in missing and one.fate in (Fate.THERE, Fate.GONE)]
    new = [key for key in reversed(missing) if key not in known]
    named = [*again, *new[: max(MOST - len(known), 0)]]
    there = tuple(key for key, one in known.items() if one.fate is not Fate.THERE and key in found.matched)
    gone = _gone(found, since, before, known.keys() - missing.keys() - found.matched)
    made = ComparisonMade(
        comparison=name,
        since=since,
        says=found.says,
        unit=unit,
        found=tuple(row_of(missing[key]) for key in named),
        there=there,
        gone=gone,
        more=len(again) + len(new) - len(named),
    )
    same = before and (before.says, before.since, before.more) == (made.says, made.since, made.more)
    return None if (same or quiet) and not (named or there or gone) else made


def unit_of(spec: ReconcileSpec, found: Reconciled | None) -> Unit:
    """What amounts are counted in: as the profile says, else the one currency both sides' rows name."""
    named = {one for side in (found.left, found.right) for one in side.currencies} if found else set()
    return Unit(currency=spec.currency or (named.pop() if len(named) == 1 else ""), decimals=spec.decimals)


def row_of(entry: Entry) -> MissingRow:
    """The row as the journal keeps it."""
    column = entry.times
    rest = [
        cell
        for name, cell in entry.row.items()
        if cell not in ("", "0", NULL, entry.key, entry.amount) and name not in (column, "currency")
    ]
    return MissingRow(
        key=entry.key, amount=entry.amount, at=entry.row.get(column, ""), says=clipped("  ".join(rest), SAYS)
    )


def _gone(found: Reconciled, since: datetime, before: Reconciliation | None, on_no_side: set[str]) -> tuple[str, ...]:
    """Only a comparison that looks as far back as the one before can say that a row is gone."""
    if before is None or found.left.cut or since > before.since:
        return ()
    return tuple(one.row.key for one in before.rows if one.row.key in on_no_side and one.is_open)
