"""What a comparison found missing, and what became of each row. It changes only by folding the journal."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from cockpit.core.money import Unit, money
from cockpit.core.reconcile import number

MOST = 2_000  # rows of one comparison the journal names; of more it keeps the count


class Fate(StrEnum):
    """What became of a row that one side lacked."""

    OPEN = "missing"
    SAID = "said to be re-created"
    """By a person; no comparison has seen it yet."""
    THERE = "re-created"
    """A later comparison saw it on both sides."""
    NOT_NEEDED = "not needed"
    GONE = "gone"
    """The other side does not have it any more either, as an order that was cancelled."""


OPEN = (Fate.OPEN, Fate.SAID)


class MissingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was found. All text printable."""

    key: str
    amount: str = ""
    at: str = ""
    """Its time, as the source writes it."""
    says: str = ""
    """Its other cells, as far as they say something."""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was missing once, and how it stands."""

    row: MissingRow
    found: datetime
    fate: Fate = Fate.OPEN
    since: datetime
    """When it came to stand so."""
    by: str = ""
    """The person who said so; empty: a comparison saw it."""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.fate in OPEN


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison of the profile as it stands in this incident."""

    name: str
    since: datetime
    """From when it compares."""
    read: datetime
    """When it was last compared."""
    says: str
    unit: Unit = Unit()
    rows: tuple[Missing, ...] = ()
    more: int = 0
    """Missing rows beyond those named, as the last comparison counted them."""
    waived: int = 0
    """How many of those a person said are not needed."""

    @property
    def open(self) -> tuple[Missing, ...]:
        """What is still to be re-created, or was said to be and not seen."""
        return tuple(one for one in self.rows if one.is_open)

    @property
    def unnamed(self) -> int:
        """Missing rows that are not named and nobody settled."""
        return max(self.more - self.waived, 0)

    def having(self, fate: Fate) -> tuple[Missing, ...]:
        """The rows that stand so."""
        return tuple(one for one in self.rows if one.fate is fate)

    def worth(self, rows: Iterable[Missing]) -> str:
        """The sum of their amounts in words; empty: none has one."""
        amounts = [amount for one in rows if (amount := number(one.row.amount)) is not None]
        return money(sum(amounts, Decimal(0)), self.unit) if amounts else ""

    @property
    def left_open(self) -> str:
        """What stands between it and the close of the incident, in words; empty: nothing."""
        rows = self.open
        if not rows and not self.unnamed:
            return ""
        amount = self.worth(rows)
        count = len(rows) + self.unnamed
        of = f"{', more than' if self.unnamed else ','} {amount}" if amount else ""
        said = len(self.having(Fate.SAID))
        unseen = f" ({said} said to be re-created, not seen yet)" if said else ""
        return f"{count} of {self.name} still missing{of}{unseen}"


def compared(
    before: Reconciliation | None,
    name: str,
    at: datetime,
    since: datetime,
    says: str,
    unit: Unit,
    found: tuple[MissingRow, ...],
    there: tuple[str, ...],
    gone: tuple[str, ...],
    more: int,
) -> Reconciliation:
    """It after one more comparison, made at `at`. What was seen on both sides or on none and is missing is open again.

    A row that is open or waived already stays as it is: two cockpits may find it in the same moment.
    """
    rows = {one.row.key: one for one in before.rows} if before else {}
    for row in found:
        known = rows.get(row.key)
        if known is None or known.fate in (Fate.THERE, Fate.GONE):
            rows[row.key] = Missing(row=row, found=known.found if known else at, since=at)
    for keys, fate in ((there, Fate.THERE), (gone, Fate.GONE)):
        for key in keys:
            if key in rows:
                rows[key] = replace(rows[key], fate=fate, since=at, by="", reason="")
    waived = min(before.waived, more) if before else 0
    return Reconciliation(
        name=name, since=since, read=at, says=says, unit=unit, rows=tuple(rows.values()), more=more, waived=waived
    )


def marked(
    before: Reconciliation, keys: Iterable[str], fate: Fate, reason: str, waived: int, at: datetime, by: str
) -> Reconciliation:
    """It after a person said what became of `keys`."""
    wanted = frozenset(keys)
    rows = tuple(
        replace(one, fate=fate, since=at, by=by, reason=reason) if one.row.key in wanted else one for one in before.rows
    )
    return replace(before, rows=rows, waived=before.waived + waived)
