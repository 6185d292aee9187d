"""The process that runs a statement over archive files, with every way out of it closed.

Run with `python -I -m`, one request as JSON on standard input; answers JSON lines: the columns, then rows, then how it
ended. DuckDB alone is not enough: told to read only one file, it still overwrote that file by `COPY … TO`.
So only one SELECT is taken, as DuckDB's own parser sees it, and before it runs the process gives up the right to
change any file.
"""

import os
import resource
import sys
import threading

import duckdb
import msgspec

from cockpit.adapters.archive.duck_request import Ended, Request
from cockpit.adapters.archive.landlock import renounce

AT_A_TIME = 500
OVERHEAD = 4 << 30  # address space beside DuckDB's memory: its threads reserve much and use little


def main() -> None:
    """Answer one request, then leave at once: nothing is to be cleaned up."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    ended = answered(request)
    _say(ended)
    sys.stdout.flush()
    os._exit(0)


def answered(request: Request) -> Ended:
    """Run the request and write its rows."""
    space = (request.memory_mb << 20) + OVERHEAD
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    guarded = renounce()
    try:
        connection = _opened(request)
    except duckdb.Error as error:
        return Ended(error=_first_line(error), guarded=guarded)
    watch = threading.Timer(request.seconds, connection.interrupt)
    watch.daemon = True
    watch.start()
    try:
        return Ended(more=_run(connection, request), guarded=guarded)
    except duckdb.InterruptException:
        return Ended(error=f"stopped after {request.seconds:g} s; narrow it, or allow more seconds", guarded=guarded)
    except (duckdb.Error, MemoryError, RuntimeError) as error:
        return Ended(error=_first_line(error), guarded=guarded)


def _opened(request: Request) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "memory_limit": f"{request.memory_mb}MB",
            "threads": str(request.threads),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set allowed_paths = $1", [list(request.files)])
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    for view in request.views:
        connection.execute(view)
    return connection


def _run(connection: duckdb.DuckDBPyConnection, request: Request) -> bool:
    statements = connection.extract_statements(request.sql)
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        raise duckdb.InvalidInputException("only one SELECT can be run over archives")
    # Everything as text: what a person or JSON can show, and no type needs a package of its own.
    inner = request.sql.strip().rstrip(";")
    names = [str(column[0]) for column in connection.execute(f"describe {inner}", list(request.values)).fetchall()]
    parts = ", ".join(f"cast(#{at} as varchar)" for at in range(1, len(names) + 1))
    cursor = connection.execute(f"select {parts} from (\n{inner}\n)", list(request.values))  # noqa: S608 - one SELECT
    _say(names)
    left = request.limit
    while left > 0 and (rows := cursor.fetchmany(min(AT_A_TIME, left))):
        for row in rows:
            _say(row)
        left -= len(rows)
    return left <= 0 and cursor.fetchone() is not None


def _say(value: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:300] or "out of memory"


if __name__ == "__main__":
    main()
