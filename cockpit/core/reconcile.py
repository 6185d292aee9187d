"""Two lists of what should be the same money, held against each other by a key: missing rows, differing amounts, sums.

A key that stands twice on one side is a finding here (charged twice, booked twice), not a mistake of the question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from cockpit.core.expr import Value
from cockpit.core.listing import moment_of
from cockpit.core.readings import SourceError, TableReading

_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,10})?")


TIMES = ("at", "created_at", "time", "created", "date", "completed_at")
"""Names of columns that tell when a row happened, the likeliest first."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of one side. All text printable."""

    key: str
    amount: str = ""
    row: dict[str, str] = {}

    @property
    def times(self) -> str:
        """The name of the column that tells when it happened; empty: none does."""
        return next((name for name in TIMES if self.row.get(name)), "")

    @property
    def at(self) -> datetime | None:
        """When it happened, if a column tells."""
        return moment_of(self.row.get(self.times, ""))


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One list as it was read."""

    name: str
    rows: int
    total: Decimal
    """The sum of its amounts; rows whose amount is no number are not in it."""
    keyless: int = 0
    """Rows without a key: they cannot be compared."""
    uncounted: int = 0
    """Rows whose amount is no number."""
    cut: str = ""
    """Why not all of it was read; empty: it was."""
    summed: bool = False
    """Whether its rows have amounts at all."""
    currencies: tuple[str, ...] = ()
    """What its column `currency` holds, in capitals."""


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """A key on both sides with another amount."""

    key: str
    left: str
    right: str


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    left: Side
    right: Side
    only_left: tuple[Entry, ...] = ()
    only_right: tuple[Entry, ...] = ()
    differing: tuple[Differing, ...] = ()
    doubled: tuple[tuple[str, str, int], ...] = ()
    """(name of the side, key, how often) of each key that stands there more than once."""
    matched: frozenset[str] = frozenset()
    """The keys on both sides, whatever their amounts."""
    young: int = 0
    """Rows on one side only that are too new to be judged: the other side may just be writing its own."""

    @property
    def agree(self) -> bool:
        """Both sides hold the same keys once each, with the same amounts; never said of a side that was cut."""
        sides = (self.left, self.right)
        found = self.only_left or self.only_right or self.differing or self.doubled
        return not (found or any(side.keyless or side.cut for side in sides))

    @property
    def missing(self) -> tuple[Entry, ...]:
        """What is left's alone, as far as that can be said: of a right side that was cut nobody knows what it lacks."""
        return () if self.right.cut else self.only_left

    @property
    def added(self) -> tuple[Entry, ...]:
        """What is right's alone, as far as that can be said."""
        return () if self.left.cut else self.only_right

    @property
    def values(self) -> dict[str, Value]:
        """Names for probes."""
        return {
            "agree": self.agree,
            "only_left": len(self.only_left),
            "only_right": len(self.only_right),
            "differing": len(self.differing),
            "doubled": len(self.doubled),
            "keyless": self.left.keyless + self.right.keyless,
            "left_rows": self.left.rows,
            "right_rows": self.right.rows,
            "left_sum": float(self.left.total),
            "right_sum": float(self.right.total),
        }

    @property
    def says(self) -> str:
        """One sentence."""
        if self.agree:
            return f"{self.left.name} and {self.right.name} agree on {len(self.matched)} rows, sum {self.left.total}"
        parts = [
            *(f"not all of {side.name} was read" for side in (self.left, self.right) if side.cut),
            f"{len(self.missing)} only in {self.left.name}" if self.missing else "",
            f"{len(self.added)} only in {self.right.name}" if self.added else "",
            f"{len(self.differing)} with another amount" if self.differing else "",
            f"{len(self.doubled)} more than once" if self.doubled else "",
            f"{self.left.keyless + self.right.keyless} without a key" if self.values["keyless"] else "",
        ]
        return ", ".join(filter(None, parts))


def reconcile(
    left: TableReading,
    right: TableReading,
    key: str,
    amount: str = "",
    cuts: tuple[str, str] = ("", ""),
    worth: str = "",
) -> Reconciled:
    """`left` held against `right` by the column `key`; `amount` is a column of both, empty: only keys count.

    `cuts` says why not all of left and of right was read; `worth` is left's column of amounts where the right has
    none. Raises SourceError when a side has not that column.
    """
    ours, theirs = _cells(left, key, amount or worth), _cells(right, key, amount)
    here, there = _by_key(ours), _by_key(theirs)
    return Reconciled(
        left=_side(left, ours, amount or worth, cuts[0]),
        right=_side(right, theirs, amount, cuts[1]),
        only_left=_alone(left, ours, there),
        only_right=_alone(right, theirs, here),
        differing=tuple(
            Differing(key=one, left=mine, right=there[one])
            for one, mine in here.items()
            if amount and one in there and mine != there[one] and not _same(mine, there[one])
        ),
        doubled=(*_doubled(left.source, ours), *_doubled(right.source, theirs)),
        matched=frozenset(here.keys() & there.keys()),
    )


def judged(found: Reconciled, until: datetime) -> Reconciled:
    """`found` without what is on one side only and happened after `until` (aware): that is counted, not claimed."""
    left, right = (
        tuple(one for one in entries if one.at is None or one.at <= until)
        for entries in (found.only_left, found.only_right)
    )
    young = len(found.only_left) + len(found.only_right) - len(left) - len(right)
    return replace(found, only_left=left, only_right=right, young=young)


def total(entries: Iterable[Entry]) -> Decimal:
    """The sum of the amounts that are numbers."""
    return _sum(entry.amount for entry in entries)


def number(text: str) -> Decimal | None:
    """The amount written in `text`; None: it is no number."""
    return Decimal(text) if _NUMBER.fullmatch(text) and text.isascii() else None


Cells = list[tuple[str, str]]
"""Key and amount of each row, in its order: of a hundred thousand rows only those that stand alone become entries."""


def _cells(reading: TableReading, key: str, amount: str) -> Cells:
    for column in filter(None, (key, amount)):
        if column not in reading.columns:
            columns = ", ".join(reading.columns) or "none"
            says = f"{reading.source} has no column {column!r} to compare by (it has: {columns})"
            raise SourceError(f"{says}; name it so in the query, as in: select … as {column}")
    place = reading.columns.index(key)
    if not amount:
        return [(row[place].strip(), "") for row in reading.rows]
    worth = reading.columns.index(amount)
    return [(row[place].strip(), row[worth].strip()) for row in reading.rows]


def _by_key(cells: Cells) -> dict[str, str]:
    """The amount of each key's first row."""
    found: dict[str, str] = {}
    for key, amount in cells:
        if key:
            found.setdefault(key, amount)
    return found


def _alone(reading: TableReading, cells: Cells, other: Mapping[str, str]) -> tuple[Entry, ...]:
    return tuple(
        Entry(key=key, amount=amount, row=dict(zip(reading.columns, row, strict=True)))
        for (key, amount), row in zip(cells, reading.rows, strict=True)
        if key and key not in other
    )


def _side(reading: TableReading, cells: Cells, amount: str, cut: str) -> Side:
    return Side(
        name=reading.source,
        rows=len(cells),
        total=_sum(worth for _, worth in cells) if amount else Decimal(0),
        keyless=sum(not key for key, _ in cells),
        uncounted=sum(number(worth) is None for _, worth in cells) if amount else 0,
        cut=cut,
        summed=bool(amount),
        currencies=_currencies(reading),
    )


def _currencies(reading: TableReading) -> tuple[str, ...]:
    if "currency" not in reading.columns:
        return ()
    place = reading.columns.index("currency")
    return tuple(sorted({row[place].upper() for row in reading.rows if row[place]}))


def _sum(amounts: Iterable[str]) -> Decimal:
    return sum((found for amount in amounts if (found := number(amount)) is not None), Decimal(0))


def _doubled(name: str, cells: Cells) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(key for key, _ in cells if key)
    return tuple((name, key, often) for key, often in counted.items() if often > 1)


def _same(left: str, right: str) -> bool:
    """`450` is `450.00`; what is no number is compared as it is written."""
    ours, theirs = number(left), number(right)
    return left == right if ours is None or theirs is None else ours == theirs
