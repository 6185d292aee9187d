"""Some rows of a hash chain as columns, as the walk judges them."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from cockpit.core.chainhash import Column, digests, hashes
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import SourceError
from cockpit.core.text import printable

Key = int | str
Row = tuple[object, ...]


class RecipeError(SourceError):
    """The chain of the profile names something its rows do not have."""


class Last(NamedTuple):
    """The row before: what the next one must follow. `row` is empty when only its hash is known."""

    id: str
    key: Key | None
    hash: str
    row: Row


class Page(NamedTuple):
    """The same rows as columns. `made` is what each hash should be; empty: nobody knows."""

    rows: Sequence[Row]
    ids: Column
    keys: Sequence[Key]
    previous: Sequence[str]
    hashes: Sequence[str]
    made: Sequence[str]

    def last(self, place: int) -> Last:
        """The row at `place` as the one before the next."""
        return Last(str(self.ids[place]), self.keys[place], self.hashes[place], self.rows[place])


def page_of(rows: Sequence[Row], names: Sequence[str], spec: ChainSpec) -> Page:
    """The rows (at least one) with the columns `names`. Raises RecipeError."""
    columns = list(zip(*rows, strict=True))
    ids, counted = columns[place_of(names, spec.id)], columns[place_of(names, spec.sequence or spec.id)]
    links = columns[place_of(names, spec.previous)], columns[place_of(names, spec.hash)]
    fields = [columns[place_of(names, field)] for field in spec.fields]
    try:
        previous, hashed = (hashes(column, spec) for column in links)
        made = digests(fields, previous, spec) if fields else []
    except (TypeError, ValueError, RecursionError) as error:  # half a character, a map with keys that are no text, …
        says = f"a row from {printable(str(ids[0]))} to {printable(str(ids[-1]))} has a value that has no text"
        raise RecipeError(f"{says} ({printable(str(error), 200)}); write it as text in a query") from error
    return Page(rows=rows, ids=ids, keys=_keys(counted), previous=previous, hashes=hashed, made=made)


def place_of(columns: Sequence[str], name: str) -> int:
    """Where the column `name` stands. Raises RecipeError."""
    try:
        return columns.index(name)
    except ValueError:
        says = f"the chain has no column {name!r} (it has: {', '.join(map(printable, columns)) or 'none'})"
        raise RecipeError(f"{says}; correct the chain in the profile, or name it so in the query") from None


def key_of(value: object) -> Key:
    """A whole number where it is one: another's text may hold it."""
    if isinstance(value, int):
        return value
    words = str(value)
    return int(words) if words.isascii() and words.removeprefix("-").isdigit() and len(words) < 20 else words


def _keys(column: Column) -> list[Key]:
    if set(map(type, column)) == {int}:
        return cast(list[Key], list(column))
    return [key_of(value) for value in column]
