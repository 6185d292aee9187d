"""A backup file tried on this machine before it goes anywhere: does it run, does it end, what is in it.

It is run in a SQLite database that is gone afterwards and can reach nothing. What D1 refuses is refused here as well.
Source: developers.cloudflare.com/d1 ("Import and export data", "Limits"): no BEGIN or COMMIT, no virtual tables,
statements of 100 KB, rows of 2 MB; foreign keys are enforced, at the end when the file defers them.
"""

import re
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from cockpit.adapters.sqlite_script import statements
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.providers.sql.show import said

MOST_BYTES = 64 << 20  # it is held in memory while it is tried and sent
LONGEST_STATEMENT = 100_000
LONGEST_ROW = 2_000_000
DEADLINE_S = 15.0  # a plan has 20
_STEPS = 20_000  # of SQLite's machine between two looks at the time
_FIRST = re.compile(r"\s*(?:pragma\b|create\s+table\b)", re.IGNORECASE)
MAKES_NUMBERS = (
    "CREATE TABLE cockpit_numbers (id INTEGER PRIMARY KEY AUTOINCREMENT);",
    "DROP TABLE cockpit_numbers;",
)
"""SQLite makes `sqlite_sequence` with the first such table and keeps it. Source: sqlite.org/autoinc."""
_PRAGMAS = frozenset({"defer_foreign_keys", "foreign_keys"})
_NO = {
    sqlite3.SQLITE_TRANSACTION: "holds BEGIN or COMMIT, which D1 takes in no file; take those lines out",
    sqlite3.SQLITE_SAVEPOINT: "holds SAVEPOINT, which D1 takes in no file; take those lines out",
    sqlite3.SQLITE_ATTACH: "opens another database",
    sqlite3.SQLITE_DETACH: "closes a database",
    sqlite3.SQLITE_CREATE_VTABLE: "makes a virtual table, which D1 takes in no file",
}


class _NoTableError(SourceError):
    """A row came before a table it needs."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table as the backup makes it."""

    rows: int
    columns: tuple[str, ...]
    key: str = ""
    """The column that is one whole number and the row's key; empty: it has none."""
    last: int | None = None
    """The largest key."""


class Dump(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup file holds."""

    size: int
    statements: int
    tables: dict[str, Table]
    others: tuple[str, ...]
    """Indexes, triggers and views, as in `index by_staff`."""
    deferred: bool
    """It begins as D1's own exports do."""
    reordered: bool = False
    """It goes in only with its tables made before any row: see `to_send`."""
    numbers: bool
    """It sets the numbers that AUTOINCREMENT goes on from, in a table that is only there where there once was one."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def content_of(path: Path) -> bytes:
    """The whole file. Raises SourceError."""
    try:
        if not path.is_file() or path.is_symlink():
            raise SourceError(f"{printable(str(path), 300)} is no file here; fetch the backup first")
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(f"{path.name} has more than {MOST_BYTES >> 20} MiB; import it with wrangler, by hand")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{printable(str(path), 300)} cannot be read ({error.strerror}); fetch it again") from error


def to_send(content: bytes, reordered: bool) -> bytes:
    """The backup as it is imported. An export writes a table's rows before it makes the tables made later, and SQLite
    takes no row that points to a table which is not there yet. Source: cloudflare/workers-sdk issue 9349.
    """
    if not reordered:
        return content
    found = [one.text for one in statements(content.decode("utf-8"))]
    first = [text for text in found if _FIRST.match(text)]
    return "\n".join([*first, *(text for text in found if not _FIRST.match(text)), ""]).encode()


def tried(content: bytes, name: str, deadline_s: float = DEADLINE_S) -> Dump:
    """What `content` makes of an empty database. Blocks. Raises SourceError: it will not go in, and why."""
    until = time.monotonic() + deadline_s
    try:
        return _tried(content, name, until)
    except _NoTableError as error:
        with suppress(SourceError):
            return msgspec.structs.replace(_tried(to_send(content, True), name, until), reordered=True)
        raise SourceError(str(error)) from error


def _tried(content: bytes, name: str, until: float) -> Dump:
    if content[:2] == b"\x1f\x8b":
        raise SourceError(f"{name} is packed; unpack it first (gunzip) and name the unpacked file")
    try:
        script = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{name} is no text in UTF-8 (byte {error.start}); it is no backup of a database") from error
    if "\0" in script:
        raise SourceError(f"{name} holds a NUL character; it is no text of SQL")
    # Its file is deleted as it is opened, and used only when memory does not do.
    with closing(sqlite3.connect("", isolation_level=None)) as scratch:
        scratch.executescript("\n".join(MAKES_NUMBERS))
        count, first = _ran(scratch, script, name, until)
        tables = _tables(scratch)
        if not tables:
            raise SourceError(f"{name} makes no table; it is no whole backup")
        _pointing(scratch, name)
        kinds = scratch.execute(
            "select type || ' ' || name from sqlite_master where type <> 'table' and sql is not null order by 1"
        )
        others = tuple(str(row[0]) for row in kinds)
    deferred, numbers = "defer_foreign_keys" in first.lower(), "sqlite_sequence" in script
    return Dump(
        size=len(content),
        statements=count,
        tables=tables,
        others=others,
        deferred=deferred,
        numbers=numbers,
    )


def _ran(scratch: sqlite3.Connection, script: str, name: str, until: float) -> tuple[int, str]:
    """Run all of it; how many statements there were, and the first."""
    refused: list[str] = []

    def allowed(act: int, one: str | None, two: str | None, database: str | None, inner: str | None) -> int:
        why = _NO.get(act, "")
        if act == sqlite3.SQLITE_PRAGMA and (one or "").lower() not in _PRAGMAS:
            why = f"sets PRAGMA {printable(one or '', 40)}"
        if act == sqlite3.SQLITE_FUNCTION and (two or "").lower() == "load_extension":
            why = "loads an extension"
        if why:
            refused.append(why)
        return sqlite3.SQLITE_DENY if why else sqlite3.SQLITE_OK

    scratch.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_ROW)
    scratch.execute("pragma foreign_keys = on")
    scratch.execute("begin")
    scratch.execute("pragma defer_foreign_keys = on")
    scratch.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    scratch.set_authorizer(allowed)
    count, first = 0, ""
    for line, text, whole in statements(script):
        if not whole:
            raise SourceError(
                f"{name} ends in the middle of a statement (line {line}): it was cut off; take another one"
            )
        if len(text.encode()) > LONGEST_STATEMENT:
            raise SourceError(f"line {line} of {name} is a statement above 100 KB, which D1 does not take; split it")
        try:
            scratch.execute(text)
        except sqlite3.Error as error:
            why = refused[-1] if refused else _why(error, until)
            kind = _NoTableError if "no such table" in str(error) else SourceError
            raise kind(f"line {line} of {name} {why}: it would not go in") from error
        count, first = count + 1, first or text
    scratch.set_authorizer(None)
    return count, first


def _why(error: sqlite3.Error, until: float) -> str:
    if time.monotonic() > until:
        return "is as far as it came in time, which is too long to try it here"
    return f"fails with {printable(str(error), 200)!r}"


def _tables(scratch: sqlite3.Connection) -> dict[str, Table]:
    names = scratch.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name"
    ).fetchall()
    return {name: _table(scratch, name) for (name,) in names}


def _table(scratch: sqlite3.Connection, name: str) -> Table:
    columns = scratch.execute("select name, type, pk from pragma_table_info(?)", (name,)).fetchall()
    keys = [(column, kind) for column, kind, place in columns if place]
    # Source: sqlite.org/lang_createtable, "ROWIDs and the INTEGER PRIMARY KEY".
    key = keys[0][0] if len(keys) == 1 and keys[0][1].upper() == "INTEGER" else ""
    asked = f"count(*), {f'max({quoted(key)})' if key else 'null'}"
    rows, last = scratch.execute(f"select {asked} from {quoted(name)}").fetchone()  # noqa: S608 - quoted names
    if not isinstance(last, int | None):  # a table WITHOUT ROWID keeps any text in such a column
        key, last = "", None
    return Table(rows=rows, columns=tuple(column for column, _, _ in columns), key=key, last=last)


def _pointing(scratch: sqlite3.Connection, name: str) -> None:
    broken = scratch.execute('select "table", parent, count(*) from pragma_foreign_key_check group by 1, 2').fetchone()
    if broken:
        table, parent, count = broken
        raise SourceError(
            f"{said(count)} of {printable(table, 60)} in {name} point to rows of {printable(parent, 60)} that are not "
            f"there: D1 would take nothing of it"
        )


def quoted(name: str) -> str:
    """Any name of a table or column, as SQLite reads it."""
    return '"' + name.replace('"', '""') + '"'
