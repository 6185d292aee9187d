"""What putting a backup back would lose, table by table: what is here now and not in the backup."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from cockpit.core.duration import short
from cockpit.core.text import printable
from cockpit.providers.sql.d1.dump import Dump
from cockpit.providers.sql.d1.live import Live
from cockpit.providers.sql.show import said

COLUMNS = ("table", "now", "backup", "lost")
NAMED = 6


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """The counts behind the sentence."""

    rows: int
    """At least so many."""
    certain: bool
    """Every table's keys could tell."""
    table: tuple[tuple[str, ...], ...]


def loss(now: Mapping[str, int], newer: Mapping[str, int], backup: Dump) -> Loss:
    """`now`: rows of each table; `newer`: those with a key above the backup's last, where keys can tell."""
    rows, at_least, certain = [], 0, True
    for name in sorted({*now, *backup.tables}):
        held, kept = now.get(name), backup.tables[name].rows if name in backup.tables else None
        more = max((held or 0) - (kept or 0), 0)
        gone = max(newer.get(name, 0), more)
        tells = name in newer or not held or kept is None
        certain = certain and tells
        at_least += gone
        shown = str(gone) if tells else f"{gone} or more"
        cells = (printable(name, 80), cell(held), cell(kept), shown if held else "")
        rows.append((gone, cells))
    # What loses most is seen first.
    table = tuple(cells for _, cells in sorted(rows, key=lambda row: (-row[0], row[1])))
    return Loss(rows=at_least, certain=certain, table=table)


def since(at: datetime | None, now: datetime) -> str:
    """How old what comes back is, in minutes: that is what the shop counts in."""
    if at is None:
        return "how old the backup is is not known: everything written since it was made"
    minutes = int((now - at).total_seconds() // 60)
    return f"everything written since {at:%Y-%m-%d %H:%M} UTC, {short(now - at)} ({minutes} minutes) until {now:%H:%M}"


def in_words(found: Loss) -> str:
    """The rows lost in one clause, the tables that lose most by name."""
    losing = [(cells[0], cells[3]) for cells in found.table if cells[3].partition(" ")[0] not in ("", "0")]
    named = ", ".join(f"{name} {count}" for name, count in losing[:NAMED])
    others = f" and {len(losing) - NAMED} more tables" if len(losing) > NAMED else ""
    how = "" if found.certain else "at least "
    return f"{how}{said(found.rows)}{f': {named}{others}' if named else ''}"


def differing(live: Live, backup: Dump) -> tuple[str, ...]:
    """What of the shape differs: the code that runs may need what only the live database has."""
    found = []
    for name, columns in sorted(live.tables.items()):
        if name not in backup.tables:
            found.append(f"the backup has no table {printable(name, 60)}: it goes, with its rows")
        elif gone := [column for column in columns if column not in backup.tables[name].columns]:
            listed = ", ".join(printable(column, 40) for column in gone)
            found.append(f"in the backup {printable(name, 60)} has no {listed}: the code that runs may need it")
    here = {f"{kind} {name}" for kind, name in live.others}
    if missing := sorted(here - set(backup.others)):
        listed = ", ".join(printable(one, 60) for one in missing[:NAMED])
        found.append(f"the backup has no {listed}: it is older than that, or was cut off")
    return tuple(found)


def cell(count: int | None) -> str:
    """A table's rows; `none`: there is no such table."""
    return "none" if count is None else str(count)
