"""What came of holding two lists of the same money against each other: both sides, and where they part."""

from datetime import datetime
from decimal import Decimal

import msgspec

from cockpit.core.expr import Value
from cockpit.core.listing import moment_of

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
            "young": self.young,
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
