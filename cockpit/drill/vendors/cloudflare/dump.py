"""A SQLite database written out as an export of D1 writes it: tables with their rows, then indexes, triggers, views.

Source: cloudflare/workers-sdk, miniflare's `dumpSql`; held against it in tests/providers/cloudflare/test_workerd.py.
"""

import sqlite3
from collections.abc import Iterator


class LabSqlError(Exception):
    """What SQLite says, as D1 words it."""


def dumped(file: sqlite3.Connection) -> str:
    """Raises LabSqlError for what D1 does not export."""
    return "\n".join([*_lines(file), ""])


def _lines(file: sqlite3.Connection) -> Iterator[str]:
    yield "PRAGMA defer_foreign_keys=TRUE;"
    tables = file.execute(
        "select name, sql from sqlite_master where type = 'table' and sql is not null "
        "order by tbl_name = 'sqlite_sequence', rowid"
    ).fetchall()
    for name, sql in tables:
        if sql.lower().startswith("create virtual table"):
            raise LabSqlError("D1 Export error: cannot export databases with Virtual Tables (fts5)")
        if name == "sqlite_sequence":
            yield "DELETE FROM sqlite_sequence;"
        elif name.startswith(("_cf_", "sqlite_")):
            continue
        elif sql.startswith(("CREATE TABLE '", 'CREATE TABLE "')):
            yield f"CREATE TABLE IF NOT EXISTS {sql[13:]};"
        else:
            yield f"{sql};"
        quoted = '"' + name.replace('"', '""') + '"'
        for row in file.execute(f"select * from {quoted}"):  # noqa: S608 - quoted
            yield f"INSERT INTO {quoted} VALUES({','.join(map(_cell, row))});"
    for (sql,) in file.execute(
        "select sql from sqlite_master where type in ('index', 'trigger', 'view') and sql is not null order by type"
    ):
        yield f"{sql};"


def _cell(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bytes():
            return f"X'{value.hex()}'"
        case str():
            return _text(value)
        case float() if value.is_integer():
            return str(int(value))  # as JavaScript writes it
    return str(value)


def _text(value: str) -> str:
    """In quotes; line breaks written out, so that a row stays one line."""
    text = "'" + value.replace("'", "''").replace("\n", "\\n").replace("\r", "\\r") + "'"
    if "\r" in value:
        text = f"replace({text},'\\r',char(13))"
    if "\n" in value:
        text = f"replace({text},'\\n',char(10))"
    return text
