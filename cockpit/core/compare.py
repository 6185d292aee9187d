"""Two tables held against each other by a key: rows only in one, only in the other, and those that differ."""

from collections.abc import Sequence

import msgspec

from cockpit.core.expr import Value
from cockpit.core.readings import SourceError, TableReading


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One cell that is not the same on both sides."""

    key: tuple[str, ...]
    column: str
    left: str
    right: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. Cells are compared as they are shown."""

    left: str
    right: str
    key: tuple[str, ...]
    same: int
    only_left: tuple[tuple[str, ...], ...] = ()
    """Keys."""
    only_right: tuple[tuple[str, ...], ...] = ()
    differ: tuple[Difference, ...] = ()

    @property
    def equal(self) -> bool:
        return not (self.only_left or self.only_right or self.differ)

    @property
    def values(self) -> dict[str, Value]:
        """Names for probes; `rows` is how many keys are not the same on both sides."""
        differ = len({difference.key for difference in self.differ})
        return {
            "same": self.same,
            "only_left": len(self.only_left),
            "only_right": len(self.only_right),
            "differ": differ,
            "rows": len(self.only_left) + len(self.only_right) + differ,
            "equal": self.equal,
        }

    @property
    def says(self) -> str:
        """One sentence."""
        if self.equal:
            return f"{self.left} and {self.right} agree on {self.same} rows"
        found = self.values
        return (
            f"{found['only_left']} only in {self.left}, {found['only_right']} only in {self.right}, "
            f"{found['differ']} differ, {self.same} agree"
        )


def compare(left: TableReading, right: TableReading, key: Sequence[str]) -> Comparison:
    """Held against each other by the columns `key`; the columns both have are compared.

    Raises SourceError: a key that is no column or not unique, or a table that was cut.
    """
    ours, theirs = _by_key(left, key), _by_key(right, key)
    shared = [column for column in left.columns if column in right.columns and column not in key]
    if not shared and set(left.columns) - set(key) and set(right.columns) - set(key):
        raise SourceError(f"{left.source} and {right.source} share no column besides the key; name them alike")
    both = [one for one in ours if one in theirs]
    differ = tuple(
        Difference(key=one, column=column, left=ours[one][column], right=theirs[one][column])
        for one in both
        for column in shared
        if ours[one][column] != theirs[one][column]
    )
    return Comparison(
        left=left.source,
        right=right.source,
        key=tuple(key),
        same=len(both) - len({difference.key for difference in differ}),
        only_left=tuple(one for one in ours if one not in theirs),
        only_right=tuple(one for one in theirs if one not in ours),
        differ=differ,
    )


def _by_key(reading: TableReading, key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    missing = [column for column in key if column not in reading.columns]
    if missing or not key:
        columns = ", ".join(reading.columns) or "none"
        raise SourceError(f"{reading.source} has no column {(missing or [''])[0]!r} for the key (it has: {columns})")
    if reading.truncated:
        raise SourceError(f"{reading.source} has more than {len(reading.rows)} rows; compare counts or a part of it")
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in reading.rows:
        cells = dict(zip(reading.columns, row, strict=True))
        one = tuple(cells[column] for column in key)
        if one in found:
            raise SourceError(f"{reading.source} has {' '.join(one)} twice; the key {', '.join(key)} is not enough")
        found[one] = cells
    return found
