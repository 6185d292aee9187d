"""What comparisons found missing and what became of it, in the post-mortem: totals first, then each row."""

from collections.abc import Iterator

from cockpit.core.incident import Incident
from cockpit.core.missing import Fate, Missing, Reconciliation
from cockpit.reports.markdown import plain, stamp, table

NAMED = 200  # rows in the report; the journal has the rest


def missing(incident: Incident) -> list[str]:
    """A part for each comparison that was made; nothing when none was."""
    lines = [line for one in incident.reconciled.values() for line in _told(one)]
    return ["## Reconciled", "", *lines] if lines else []


def _told(one: Reconciliation) -> Iterator[str]:
    yield f"### {plain(one.name)}"
    yield ""
    yield f"Compared since {stamp(one.since)}, last changed {stamp(one.read)}: {plain(one.says)}."
    yield ""
    totals = [("found missing", one.rows), *((str(fate), one.having(fate)) for fate in Fate if one.having(fate))]
    counts = [(name, f"{len(rows)}", one.worth(rows)) for name, rows in totals]
    counts += [("missing, not named one by one", f"{one.more}", "")] if one.more else []
    counts += [("of those not needed", f"{one.waived}", "")] if one.waived else []
    yield from table(("What", "Rows", "Amount"), counts)
    yield ""
    shown = sorted(one.rows, key=lambda row: (not row.is_open, row.row.at, row.row.key))[:NAMED]
    yield from table(("Row", "At", "Amount", "Became", "When", "Who", "Why"), (_cells(one, row) for row in shown))
    if len(one.rows) > NAMED:
        yield ""
        yield f"And {len(one.rows) - NAMED} more."
    yield ""


def _cells(one: Reconciliation, row: Missing) -> tuple[str, ...]:
    who = row.by or ("" if row.fate is Fate.OPEN else "the comparison")
    return (row.row.key, row.row.at, one.worth([row]), str(row.fate), stamp(row.since), who, row.reason)
