"""Two lists of what should be the same money, held against each other by a key: missing rows, differing amounts, sums.

A key that stands twice on one side is a finding here (charged twice, booked twice), not a mistake of the question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from cockpit.core.readings import NULL, SourceError, TableReading
from cockpit.core.reconciled import Differing, Entry, Reconciled, Side

_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,10})?")


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
    keys = [row[place].strip() for row in reading.rows]
    keys = ["" if one == NULL else one for one in keys]
    if not amount:
        return [(one, "") for one in keys]
    worth = reading.columns.index(amount)
    return [(one, row[worth].strip()) for one, row in zip(keys, reading.rows, strict=True)]


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
    return tuple(sorted({row[place].upper() for row in reading.rows if row[place] not in ("", NULL)}))


def _sum(amounts: Iterable[str]) -> Decimal:
    return sum((found for amount in amounts if (found := number(amount)) is not None), Decimal(0))


def _doubled(name: str, cells: Cells) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(key for key, _ in cells if key)
    return tuple((name, key, often) for key, often in counted.items() if often > 1)


def _same(left: str, right: str) -> bool:
    """`450` is `450.00`; what is no number is compared as it is written."""
    ours, theirs = number(left), number(right)
    return left == right if ours is None or theirs is None else ours == theirs
