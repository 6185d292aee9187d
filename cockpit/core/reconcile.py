"""Two lists of what should be the same money, held against each other by a key: missing rows, differing amounts, sums.

A key that stands twice on one side is a finding here (charged twice, booked twice), not a mistake of the question.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from cockpit.core.expr import Value
from cockpit.core.readings import SourceError, TableReading

_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,10})?")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of one side. All text printable."""

    key: str
    amount: str = ""
    row: dict[str, str] = {}


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

    @property
    def agree(self) -> bool:
        """Both sides hold the same keys once each, with the same amounts."""
        keyless = self.left.keyless or self.right.keyless
        return not (self.only_left or self.only_right or self.differing or self.doubled or keyless)

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
            f"{len(self.only_left)} only in {self.left.name}" if self.only_left else "",
            f"{len(self.only_right)} only in {self.right.name}" if self.only_right else "",
            f"{len(self.differing)} with another amount" if self.differing else "",
            f"{len(self.doubled)} more than once" if self.doubled else "",
            f"{self.left.keyless + self.right.keyless} without a key" if self.values["keyless"] else "",
        ]
        return ", ".join(filter(None, parts))


def reconcile(left: TableReading, right: TableReading, key: str, amount: str = "") -> Reconciled:
    """`left` held against `right` by the column `key`; `amount` is a column of both, empty: only keys count.

    Raises SourceError when a side has not that column.
    """
    ours, theirs = _entries(left, key, amount), _entries(right, key, amount)
    here, there = _by_key(ours), _by_key(theirs)
    both = here.keys() & there.keys()
    return Reconciled(
        left=_side(left, ours, amount),
        right=_side(right, theirs, amount),
        only_left=tuple(entry for entry in ours if entry.key and entry.key not in there),
        only_right=tuple(entry for entry in theirs if entry.key and entry.key not in here),
        differing=tuple(
            Differing(key=one, left=here[one].amount, right=there[one].amount)
            for one in here
            if one in both and not _same(here[one].amount, there[one].amount)
        ),
        doubled=(*_doubled(left.source, ours), *_doubled(right.source, theirs)),
        matched=frozenset(both),
    )


def total(entries: Sequence[Entry]) -> Decimal:
    """The sum of the amounts that are numbers."""
    return sum((number for entry in entries if (number := _number(entry.amount)) is not None), Decimal(0))


def _entries(reading: TableReading, key: str, amount: str) -> list[Entry]:
    for column in filter(None, (key, amount)):
        if column not in reading.columns:
            columns = ", ".join(reading.columns) or "none"
            says = f"{reading.source} has no column {column!r} to compare by (it has: {columns})"
            raise SourceError(f"{says}; name it so in the query, as in: select … as {column}")
    rows = (dict(zip(reading.columns, row, strict=True)) for row in reading.rows)
    return [Entry(key=row[key].strip(), amount=row[amount].strip() if amount else "", row=row) for row in rows]


def _by_key(entries: Sequence[Entry]) -> Mapping[str, Entry]:
    """The first row of each key."""
    return {entry.key: entry for entry in reversed(entries) if entry.key}


def _side(reading: TableReading, entries: Sequence[Entry], amount: str) -> Side:
    return Side(
        name=reading.source,
        rows=len(entries),
        total=total(entries),
        keyless=sum(not entry.key for entry in entries),
        uncounted=sum(_number(entry.amount) is None for entry in entries) if amount else 0,
    )


def _doubled(name: str, entries: Sequence[Entry]) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(entry.key for entry in entries if entry.key)
    return tuple((name, key, often) for key, often in counted.items() if often > 1)


def _same(left: str, right: str) -> bool:
    """`450` is `450.00`; what is no number is compared as it is written."""
    ours, theirs = _number(left), _number(right)
    return left == right if ours is None or theirs is None else ours == theirs


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) and text.isascii() else None
