"""The hash chain of an audit log, walked page by page: broken links, rows that are gone, content that was changed.

A row holds the hash of the row before and its own. A link that does not fit while ids are missing means rows are gone;
while none is missing, that a row was changed or put in. Whether a row's own hash fits its content can be told only by
the application's recipe.
"""

import hashlib
import re
from collections.abc import Callable, Sequence

import msgspec

Cell = str | int | float | bytes | None
_FIELD = re.compile(r"\{(\w+)\}")
MOST_GAPS = 1000


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """What the columns are called, and how a hash is made: `{column}` in a text whose SHA-256 it is; empty: unknown."""

    id: str = "id"
    prev: str = "prev_chain_hash"
    hash: str = "chain_hash"
    recipe: str = ""


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """The first row at which the chain does not hold. `kind`: gap (rows are gone), mismatch, recompute (changed)."""

    id: int
    kind: str
    expected: str
    found: str
    before: tuple[str, ...] = ()
    """The row before it, as read; empty: it is the first."""
    row: tuple[str, ...] = ()


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Ids that are missing. `linked`: the rows on both sides hold together, so the ids were never used."""

    after: int
    before: int
    missing: int
    linked: bool


class ChainError(ValueError):
    """The rows are no chain. `str()` says which column or value is missing."""


class Walk:
    """Goes along the chain; `last` and `link` are where it stands, so that it can be gone on with later."""

    def __init__(self, columns: Columns, last: int | None = None, link: str = "") -> None:
        self._columns = columns
        self.last, self.link = last, link
        self.rows = 0
        self.names: tuple[str, ...] = ()
        self.first_break: Break | None = None
        self.gaps: list[Gap] = []
        self.more_gaps = 0
        self._before: tuple[Cell, ...] = ()

    @property
    def ok(self) -> bool:
        return self.first_break is None

    def page(self, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Take in the next rows, in ascending order of their ids. Raises ChainError."""
        self.names = tuple(names)
        id_at, prev_at, hash_at = (
            self._at(name) for name in (self._columns.id, self._columns.prev, self._columns.hash)
        )
        make = self._maker()
        row: Sequence[Cell] = self._before
        last, link = self.last, self.link
        for before, row in zip((self._before, *rows), rows, strict=False):
            number, prev = row[id_at], row[prev_at]
            if type(number) is not int or (last is not None and number <= last):
                raise ChainError(f"{self._columns.id} {number!r} does not follow {last}; order the query by it")
            fits = last is None or prev == link
            if last is not None and number != last + 1:
                self._missing(last, number, fits)
            if not fits and self.first_break is None:
                kind = "gap" if last is not None and number != last + 1 else "mismatch"
                self._broke(number, kind, link, prev, before, row)
            link = row[hash_at]  # type: ignore[assignment]  # looked at only by comparing
            if make is not None and self.first_break is None and (made := make(row)) != link:
                self._broke(number, "recompute", made, link, before, row)
            last = number
        self.rows += len(rows)
        self.last, self.link, self._before = last, link, tuple(row)

    def _at(self, name: str) -> int:
        if name not in self.names:
            raise ChainError(f"the query returns no column {name} (it returns {', '.join(self.names) or 'none'})")
        return self.names.index(name)

    def _maker(self) -> Callable[[Sequence[Cell]], str] | None:
        if not self._columns.recipe:
            return None
        places = [self._at(name) for name in _FIELD.findall(self._columns.recipe)]
        form = _FIELD.sub("%s", self._columns.recipe.replace("%", "%%"))
        sha256 = hashlib.sha256

        def made(row: Sequence[Cell]) -> str:
            values = tuple(["" if (cell := row[place]) is None else cell for place in places])
            return sha256((form % values).encode()).hexdigest()

        return made

    def _missing(self, last: int, number: int, linked: bool) -> None:
        if len(self.gaps) < MOST_GAPS:
            self.gaps.append(Gap(after=last, before=number, missing=number - last - 1, linked=linked))
        else:
            self.more_gaps += 1

    def _broke(
        self, id: int, kind: str, expected: Cell, found: Cell, before: Sequence[Cell], row: Sequence[Cell]
    ) -> None:
        self.first_break = Break(
            id=id,
            kind=kind,
            expected=_shown(expected),
            found=_shown(found),
            before=tuple(map(_shown, before)),
            row=tuple(map(_shown, row)),
        )


def _shown(cell: Cell) -> str:
    return "∅" if cell is None else str(cell)
