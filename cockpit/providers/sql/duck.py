"""DuckDB: opened read-only for reads, read-write for one transaction, and closed at once.

DuckDB locks its file: while one process has it open for writing no other can open it at all, and while we read it
nobody can write. So it is open only as long as a statement takes.
"""

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.text import clipped, printable
from cockpit.ports import ProviderContext
from cockpit.providers.sql.dialect import DUCKDB
from cockpit.providers.sql.engine import ROWS_SHOWN, Answer, Bound, Input, LostError, Writing, timeout_of
from cockpit.providers.sql.files import database
from cockpit.providers.sql.waiting import in_thread

T = TypeVar("T")

MEMORY = "512MB"
COMMIT_WAIT = 30.0
_ZONED = "TIMESTAMP WITH TIME ZONE"
_FILES: dict[Path, threading.Lock] = {}
"""One at a time per file: DuckDB refuses a second connection with other settings in the same process."""


class Duck:
    """Implements `Engine`. `keep` changes nothing: keeping the file open would lock others out."""

    dialect = DUCKDB

    def __init__(self, target: Target, context: ProviderContext, *, keep: bool = False) -> None:
        self.where = target.name
        self._target = target
        self._timeout = timeout_of(target.settings, target.name)

    async def read(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        session = _Session(self._target, self._timeout)

        def work() -> Answer:
            with session:
                return _run(session.open(writes=False), bound, limit)

        return await session.guarded(work)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        session = _Session(self._target, self._timeout)

        def begin() -> _Writing:
            session.__enter__()
            try:
                session.open(writes=True).execute("begin")
            except BaseException:
                session.__exit__()
                raise
            return _Writing(session)

        writing = await session.guarded(begin)
        try:
            yield writing
        finally:
            # Closing rolls an open transaction back; it waits for a statement that does not stop.
            await in_thread(COMMIT_WAIT, session.__exit__, lambda: None)

    async def committed(self, mark: str) -> bool | None:
        return None

    async def ping(self) -> str:
        answer = await self.read(Bound("select version(), count(*) from duckdb_tables()"), 1)
        version, tables = answer.rows[0]
        return f"DuckDB {version} opens it ({tables} tables); read-only session ok"

    async def close(self) -> None:
        """Nothing is kept open."""


class _Session:
    """One connection to one file; holding it keeps our other connections to that file waiting."""

    def __init__(self, target: Target, seconds: float) -> None:
        self.where = target.name
        self._seconds = seconds
        self._path = database(target)
        self._lock = _FILES.setdefault(self._path, threading.Lock())
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._seconds):
            raise SourceError(f"{self.where} is busy with another statement of ours; try again")

    def __exit__(self, *_: object) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        self._lock.release()

    def open(self, *, writes: bool) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(
            str(self._path),
            read_only=not writes,
            config={
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "memory_limit": MEMORY,
                "threads": "2",
            },
        )
        self._connection = connection
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set lock_configuration = true")
        return connection

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        assert self._connection is not None, "open() comes first"
        return self._connection

    async def guarded(self, work: Callable[[], T]) -> T:
        """The result of `work` in a thread by the deadline. Raises SourceError."""
        where = self.where
        try:
            return await in_thread(self._seconds, work, self._interrupt)
        except TimeoutError:
            raise SourceError(
                f"{where} did not answer within {self._seconds:g} s and the statement was cancelled; narrow it"
            ) from None
        except duckdb.Error as error:
            raise SourceError(_sentence(error, where)) from None

    def _interrupt(self) -> None:
        connection = self._connection
        if connection is not None:
            connection.interrupt()


class _Writing:
    """Implements `Writing` on one connection inside BEGIN."""

    def __init__(self, session: _Session) -> None:
        self._session = session

    async def run(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        return await self._session.guarded(lambda: _run(self._session.connection, bound, limit))

    async def run_each(self, text: str, values: Sequence[tuple[Input, ...]]) -> int:
        def work() -> int:
            return sum(_run(self._session.connection, Bound(text, row), 1).touched for row in values)

        return await self._session.guarded(work)

    async def mark(self) -> str:
        return ""

    async def commit(self) -> None:
        where = self._session.where
        try:
            await in_thread(COMMIT_WAIT, lambda: self._session.connection.execute("commit"), lambda: None)
        except TimeoutError:
            raise LostError(f"the file of {where} did not take COMMIT within {COMMIT_WAIT:g} s") from None
        except (duckdb.IOException, duckdb.FatalException, duckdb.InternalException) as error:
            raise LostError(f"COMMIT on {where} went wrong ({_sentence(error, where)})") from None
        except duckdb.Error as error:
            raise SourceError(_sentence(error, where)) from None


def _run(connection: duckdb.DuckDBPyConnection, bound: Bound, limit: int) -> Answer:
    statements = connection.extract_statements(bound.text)
    if len(statements) != 1:
        raise SourceError(f"only one statement at a time, not {len(statements)}; split it into steps")
    kind = statements[0].type
    values: list[Input] = list(bound.values)
    zoned = _zoned(connection, bound) if kind is duckdb.StatementType.SELECT else ()
    if any(zoned):
        # A time with zone comes to Python only with pytz installed; as text it comes without.
        parts = [f"#{at}::varchar" if is_zoned else f"#{at}" for at, is_zoned in enumerate(zoned, 1)]
        names = _columns(connection, bound)
        inner = bound.text.strip().rstrip(";")
        cursor = connection.execute(f"select {', '.join(parts)} from (\n{inner}\n)", values)  # noqa: S608 - bound
    else:
        cursor = connection.execute(bound.text, values)
        names = tuple(str(column[0]) for column in cursor.description or ())
    rows = [tuple(row) for row in cursor.fetchmany(limit + 1)]
    if kind in _CHANGES and names == ("Count",):
        return Answer(touched=int(rows[0][0]) if rows else 0)
    if any(zoned):
        rows = [tuple(_time(cell) if z else cell for cell, z in zip(row, zoned, strict=True)) for row in rows]
    return Answer(
        columns=names,
        rows=tuple(rows[:limit]),
        truncated=len(rows) > limit,
        touched=len(rows) + len(cursor.fetchall()) if kind in _CHANGES else 0,
    )


_CHANGES = frozenset({duckdb.StatementType.INSERT, duckdb.StatementType.UPDATE, duckdb.StatementType.DELETE})


def _zoned(connection: duckdb.DuckDBPyConnection, bound: Bound) -> tuple[bool, ...]:
    """For each column whether it is a time with zone; empty when DuckDB cannot describe the statement."""
    return tuple(_ZONED in str(row[1]) for row in _described(connection, bound))


def _columns(connection: duckdb.DuckDBPyConnection, bound: Bound) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in _described(connection, bound))


def _described(connection: duckdb.DuckDBPyConnection, bound: Bound) -> list[tuple[object, ...]]:
    try:
        found: list[tuple[object, ...]] = connection.execute(f"describe {bound.text}", list(bound.values)).fetchall()
    except duckdb.ParserException:
        return []
    return found


def _time(cell: object) -> object:
    try:
        return datetime.fromisoformat(str(cell)) if cell is not None else None
    except ValueError:
        return cell  # infinity, years BC


def _sentence(error: duckdb.Error, where: str) -> str:
    says = clipped(printable(str(error).split("\n", 1)[0]), 240)
    for words, reply in _REPLIES:
        if words in says:
            return reply.format(where=where, says=says)
    return f"{where}: {says}; check the statement"


_REPLIES = (
    ("Could not set lock", "{where} is open in another process, and DuckDB lets only one in; close it or read a copy"),
    ("different configuration", "{where} is open in this process for something else; try again in a moment"),
    ("not a valid DuckDB", "{where} is no DuckDB file; check its path"),
    ("Interrupted", "{where} stopped the statement at its time limit; narrow it, or raise `timeout` of the target"),
    ("Table with name", "{where}: {says}; check the name, or whether a migration is missing"),
    ("Referenced column", "{where}: {says}; check the name, or whether a migration is missing"),
    ("read-only mode", "{where}: this session only reads; use a write step"),
    ("disabled by configuration", "{where}: a query may not reach files or the network ({says}); read a table"),
    ("Permission denied", "{where} may not be read by you; check the file's owner and mode"),
)
