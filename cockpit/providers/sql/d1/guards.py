"""Statements that stop a batch: an error in one takes all of it back, and this is the only way to say "only if".

`json('…')` of what is no JSON is an error in SQLite, and nothing else in a batch says "malformed JSON".
"""

# ruff: noqa: S608 - names are checked and quoted by `identifiers`, every text is bound

from collections.abc import Iterator

from cockpit.providers.sql.dialect import SQLITE
from cockpit.providers.sql.engine import Bound, Input
from cockpit.providers.sql.identifiers import quoted
from cockpit.providers.sql.rows import Rows

MOST_VALUES = 90  # D1 takes 100 parameters in one statement
_STOP = "json('the rows are not those shown')"


def counted(count: Bound, expected: int) -> Bound:
    """Stops unless the query `count` gives `expected`."""
    return Bound(f"select case when ({count.text}) = {expected} then 1 else {_STOP} end", count.values)


def touched(expected: int) -> Bound:
    """Stops unless the statement before touched `expected` rows."""
    return Bound(f"select case when changes() = {expected} then 1 else {_STOP} end")


def unchanged(rows: Rows) -> Iterator[Bound]:
    """Stop unless every row still is as it was kept."""
    for part in _parts(rows):
        values: list[Input] = []
        conditions = []
        for row in part.rows:
            cells = zip((rows.key, *rows.columns), (row.key, *(row.before or ())), strict=True)
            conditions.append(" and ".join(f"{quoted(name)} is {_placed(value, values)}" for name, value in cells))
        count = Bound(f"select count(*) from {quoted(rows.table)} where ({') or ('.join(conditions)})", tuple(values))
        yield counted(count, len(part.rows))


def after(rows: Rows) -> Iterator[Bound]:
    """Read key and kept columns of the rows again."""
    names = ", ".join(map(quoted, (rows.key, *rows.columns)))
    for start in range(0, len(rows.rows), MOST_VALUES):
        values: list[Input] = []
        keys = [_placed(row.key, values) for row in rows.rows[start : start + MOST_VALUES]]
        yield Bound(
            f"select {names} from {quoted(rows.table)} where {quoted(rows.key)} in ({', '.join(keys)})", tuple(values)
        )


def _placed(value: Input, values: list[Input]) -> str:
    values.append(value)
    return SQLITE.place.format(len(values))


def _parts(rows: Rows) -> Iterator[Rows]:
    """So many rows at a time that one statement can hold their values."""
    size = max(1, MOST_VALUES // (1 + len(rows.columns)))
    for start in range(0, len(rows.rows), size):
        yield Rows(table=rows.table, key=rows.key, columns=rows.columns, rows=rows.rows[start : start + size])
