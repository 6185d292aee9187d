"""What a D1 database holds now: its tables, what points to what, and how many rows there are. Reads only."""

# ruff: noqa: S608 - names come from the database itself and are quoted

from collections.abc import Mapping, Sequence

import msgspec

from cockpit.core.readings import SourceError
from cockpit.providers.sql.d1.dump import Table, quoted
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.engine import Bound

MOST = 5_000  # rows of the catalogue
AT_ONCE = 20  # counts in one statement: D1 takes 100 columns, and counts read whole tables

# Source: D1 keeps tables of its own under these names; they are no export's and no user's.
_OURS = "substr(m.name, 1, 7) <> 'sqlite_' and substr(m.name, 1, 4) <> '_cf_'"
_THINGS = f"select m.type, m.name, coalesce(m.sql, '') from sqlite_master m where {_OURS} and m.sql is not null"
_COLUMNS = (
    f"select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and {_OURS}"
)
_POINTS = (
    f'select m.name, f."table" from sqlite_master m join pragma_foreign_key_list(m.name) f '
    f"where m.type = 'table' and {_OURS}"
)


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """The database as it stands."""

    tables: dict[str, tuple[str, ...]]
    """Each with its columns."""
    others: tuple[tuple[str, str], ...]
    """Type and name of indexes, triggers and views."""
    pointing: dict[str, set[str]]
    virtual: tuple[str, ...] = ()


async def live(engine: D1) -> Live:
    """Raises SourceError."""
    things = await _read(engine, _THINGS)
    columns: dict[str, tuple[str, ...]] = {name: () for kind, name, _ in things if kind == "table"}
    for table, column in await _read(engine, _COLUMNS):
        columns[table] = (*columns.get(table, ()), column)
    pointing: dict[str, set[str]] = {}
    named = {name.lower(): name for name in columns}  # a reference may be written in other letters than the table
    for table, to in await _read(engine, _POINTS):
        pointing.setdefault(table, set()).add(named.get(to.lower(), to))
    return Live(
        tables=columns,
        others=tuple((kind, name) for kind, name, _ in things if kind != "table"),
        pointing=pointing,
        virtual=tuple(name for _, name, sql in things if sql.lower().startswith("create virtual")),
    )


async def counted(engine: D1, tables: Sequence[str]) -> dict[str, int]:
    """How many rows each has now. Raises SourceError."""
    return await _numbers(engine, {name: f"select count(*) from {quoted(name)}" for name in tables})


async def newer(engine: D1, tables: Sequence[str], backup: Mapping[str, Table]) -> dict[str, int]:
    """How many rows have a key above the backup's last, of tables whose keys can tell. Raises SourceError."""
    return await _numbers(
        engine,
        {
            name: f"select count(*) from {quoted(name)} where {quoted(table.key)} > {table.last or 0}"
            for name in tables
            if (table := backup.get(name)) and table.key
        },
    )


async def _numbers(engine: D1, questions: Mapping[str, str]) -> dict[str, int]:
    names = list(questions)
    found: dict[str, int] = {}
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        asked = ", ".join(f"({questions[name]}) as n{number}" for number, name in enumerate(part))
        answer = await engine.read(Bound(f"select {asked}"))
        if len(answer.rows) != 1:
            raise SourceError(f"{engine.where} does not count its rows; try again")
        found |= {name: int(str(count)) for name, count in zip(part, answer.rows[0], strict=True)}
    return found


async def _read(engine: D1, text: str) -> list[tuple[str, ...]]:
    answer = await engine.read(Bound(f"{text} order by m.rowid"), MOST)
    if answer.truncated:
        raise SourceError(f"{engine.where} has more than {MOST} columns in all; restore it by hand")
    return [tuple(str(cell) for cell in row) for row in answer.rows]
