"""Rows by their key, as they were and as they are to be: what an unlock does and what every way back undoes.

A row is changed only while it still is what it was, so nobody's later work is overwritten.
"""

# ruff: noqa: S608 - names of tables and columns are checked and quoted by `identifiers`, every value is bound

from collections.abc import Awaitable, Callable

import msgspec

from cockpit.core.readings import SourceError
from cockpit.providers.sql.dialect import Dialect
from cockpit.providers.sql.engine import Answer, Bound, Input, Writing
from cockpit.providers.sql.identifiers import quoted

MOST = 1000
"""More rows than this are not kept: the journal is read by people."""
_AT_ONCE = 400

Ask = Callable[[Bound, int], Awaitable[Answer]]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One row's key and kept cells; None for `before` or `after`: it is not there."""

    key: Input
    before: tuple[Input, ...] | None
    after: tuple[Input, ...] | None


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A change of rows of one table. Cells are as the engine's `Dialect.text` gives them."""

    table: str
    key: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    partial: bool = False
    """Whether rows that changed since may be left out instead of stopping it all."""

    @property
    def reversed(self) -> "Rows":
        """The change that takes this one back."""
        swapped = tuple(Row(row.key, row.after, row.before) for row in self.rows)
        return msgspec.structs.replace(self, rows=swapped)

    def packed(self) -> str:
        """As JSON, for a plan or the journal."""
        return msgspec.json.encode(self).decode()


class Standing(msgspec.Struct, frozen=True):
    """How many of the rows are as before, as after, and neither."""

    before: Rows
    after: int
    other: int


class ChangedError(SourceError):
    """A row is no longer what it was; nothing may be done."""


def unpacked(text: str) -> Rows:
    """The rows in `text`. Raises SourceError."""
    try:
        return msgspec.json.decode(text, type=Rows)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise SourceError("the kept rows cannot be read; restore by hand from the journal") from error


def kept(answer: Answer) -> tuple[tuple[Input, ...], ...] | None:
    """The answer's cells if all can be kept in JSON and given back; None: one of them cannot."""
    plain = all(cell is None or isinstance(cell, str | int | float) for row in answer.rows for cell in row)
    return tuple(tuple(_cell(cell) for cell in row) for row in answer.rows) if plain else None


async def current(rows: Rows, ask: Ask, dialect: Dialect, lock: str = "") -> dict[Input, tuple[Input, ...]]:
    """Key to kept cells of those of the rows that are there now. Raises SourceError."""
    found: dict[Input, tuple[Input, ...]] = {}
    cells = [dialect.text.format(quoted(column)) for column in (rows.key, *rows.columns)]
    for start in range(0, len(rows.rows), _AT_ONCE):
        keys = tuple(row.key for row in rows.rows[start : start + _AT_ONCE])
        places = ", ".join(dialect.place.format(number) for number in range(1, len(keys) + 1))
        text = f"select {', '.join(cells)} from {quoted(rows.table)} where {quoted(rows.key)} in ({places}){lock}"
        answer = await ask(Bound(text, keys), _AT_ONCE)
        for key, *values in answer.rows:
            found[_cell(key)] = tuple(_cell(value) for value in values)
    return found


async def standing(rows: Rows, ask: Ask, dialect: Dialect) -> Standing:
    """Where the rows stand now. Raises SourceError."""
    now = await current(rows, ask, dialect)
    before = tuple(row for row in rows.rows if now.get(row.key) == row.before)
    after = sum(now.get(row.key) == row.after for row in rows.rows)
    return Standing(
        msgspec.structs.replace(rows, rows=before),
        after,
        sum(now.get(row.key) not in (row.before, row.after) for row in rows.rows),
    )


async def apply(rows: Rows, writing: Writing, dialect: Dialect) -> int:
    """Make every row what it is to be; how many. Raises ChangedError when one is no longer what it was."""
    done = 0
    for text, values in statements(rows, dialect):
        done += await writing.run_each(text, values)
    if done != len(rows.rows):
        raise ChangedError(
            f"{len(rows.rows)} rows of {rows.table} were expected as shown, {done} still are; plan again"
        )
    return done


def statement(rows: Rows, dialect: Dialect) -> str:
    """The statement run for each row, to be shown."""
    return statements(rows, dialect)[0][0] if rows.rows else ""


def statements(rows: Rows, dialect: Dialect) -> list[tuple[str, list[tuple[Input, ...]]]]:
    """What makes every row what it is to be: each text and the values it runs with, once per row."""
    table, key = quoted(rows.table), quoted(rows.key)
    places = [dialect.place.format(number) for number in range(1, 2 * len(rows.columns) + 2)]
    columns = [quoted(column) for column in rows.columns]
    changed = [
        (*row.after, row.key, *row.before) for row in rows.rows if row.before is not None and row.after is not None
    ]
    added = [(row.key, *row.after) for row in rows.rows if row.before is None and row.after is not None]
    removed = [(row.key, *row.before) for row in rows.rows if row.before is not None and row.after is None]
    count = len(columns)
    was = _was(columns, places[count + 1 :], dialect)
    update = f"update {table} set {_pairs(columns, places)} where {key} = {places[count]}{was}"
    names, marks = ", ".join([key, *columns]), ", ".join(places[: count + 1])
    insert = f"insert into {table} ({names}){dialect.insert} values ({marks})"
    delete = f"delete from {table} where {key} = {places[0]}{_was(columns, places[1:], dialect)}"
    return [(text, list(values)) for text, values in ((update, changed), (insert, added), (delete, removed)) if values]


def _pairs(columns: list[str], places: list[str]) -> str:
    return ", ".join(f"{column} = {place}" for column, place in zip(columns, places, strict=False))


def _was(columns: list[str], places: list[str], dialect: Dialect) -> str:
    same = (
        f"{dialect.text.format(column)} {dialect.same} {place}" for column, place in zip(columns, places, strict=False)
    )
    return "".join(f" and {condition}" for condition in same)


def _cell(value: object) -> Input:
    return value if value is None or isinstance(value, str | int | float) else str(value)
