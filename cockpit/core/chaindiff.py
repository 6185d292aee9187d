"""Two copies of one hash chain, row against row: where they first differ. All text of the result printable."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from cockpit.core.chainhash import hashes, text
from cockpit.core.chainpage import Key, key_of, place_of
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage
from cockpit.core.text import clipped, printable


class Copied(NamedTuple):
    """One row of one copy, as it is compared: previous hash, hash, then the fields."""

    key: Key
    id: str
    values: tuple[str, ...]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first row that is not the same; `column` is `row` when one copy does not have it."""

    id: str
    column: str
    here: str
    there: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """How far two copies are the same."""

    copy: str
    rows: int
    """How many rows were the same before the first that is not, or the end of one of them."""
    difference: Difference | None = None
    first_id: str = ""
    last_id: str = ""
    """The rows that were compared; where a copy begins later or ends earlier, nothing is said of the rest."""

    @property
    def same(self) -> bool:
        """Something was compared and nothing differs."""
        return self.rows > 0 and self.difference is None

    @property
    def says(self) -> str:
        """One sentence."""
        reach = f"{self.rows} rows from {self.first_id} to {self.last_id} are the same" if self.rows else ""
        if self.difference is None:
            return f"{self.copy}: {reach}" if reach else f"{self.copy}: the two have no rows in common to compare"
        one = self.difference
        said = f"{self.copy} differs first at {one.id}: {one.column} is {one.here} here, {one.there} there"
        return f"{said}; {reach} before it" if reach else said


def copied(page: RowPage, spec: ChainSpec, fields: Sequence[str]) -> Iterator[Copied]:
    """The rows of a page with those of their `fields`. Raises SourceError when a column is not there."""
    if not page.rows:
        return
    columns = list(zip(*page.rows, strict=True))

    def column(name: str) -> tuple[object, ...]:
        return columns[place_of(page.columns, name)]

    links = [hashes(column(name), spec) for name in (spec.previous, spec.hash)]
    values = zip(*links, *([text(value, "") for value in column(field)] for field in fields), strict=True)
    counted = column(spec.sequence or spec.id)
    for key, id, row in zip(counted, column(spec.id), values, strict=True):
        yield Copied(key_of(key), str(id), row)


def shared(ours: ChainSpec, theirs: ChainSpec) -> tuple[str, ...]:
    """The fields that can be compared: those both name."""
    return tuple(field for field in ours.fields if field in theirs.fields)


def earlier(one: Copied, other: Copied) -> bool:
    """Whether `one` stands before `other` in the order of the chain; False when only the database could say."""
    return isinstance(one.key, int) and isinstance(other.key, int) and one.key < other.key


def difference(here: Copied, there: Copied, fields: Sequence[str]) -> Difference | None:
    """What is not the same in two rows that should be one."""
    if here.key != there.key:
        if earlier(there, here):
            return Difference(id=printable(there.id), column="row", here="missing", there="present")
        return Difference(id=printable(here.id), column="row", here="present", there="missing")
    for name, ours, theirs in zip(("previous hash", "hash", *fields), here.values, there.values, strict=True):
        if ours != theirs:
            return Difference(id=printable(here.id), column=name, here=_shown(ours), there=_shown(theirs))
    return None


def _shown(value: str) -> str:
    return printable(clipped(value, 200)) or "nothing"
