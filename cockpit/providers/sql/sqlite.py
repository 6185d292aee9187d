"""SQLite: opened read-only for reads, read-write for one transaction; never created, never another file attached."""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from typing import TypeVar

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.text import clipped, printable
from cockpit.ports import ProviderContext
from cockpit.providers.sql.dialect import SQLITE
from cockpit.providers.sql.engine import ROWS_SHOWN, Answer, Bound, Input, LostError, Writing, timeout_of
from cockpit.providers.sql.files import database
from cockpit.providers.sql.waiting import in_thread

T = TypeVar("T")

LOCK_WAIT = 2.0
COMMIT_WAIT = 30.0
STEPS_BETWEEN_LOOKS = 10_000  # of SQLite's virtual machine: some 100 µs
_READ_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_READ_PRAGMAS = frozenset({"table_info", "table_xinfo", "index_list", "index_info"})
_NEVER = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})


class Sqlite:
    """Implements `Engine`. Opening a file costs less than keeping it open is worth, so `keep` changes nothing."""

    dialect = SQLITE

    def __init__(self, target: Target, context: ProviderContext, *, keep: bool = False) -> None:
        self.where = target.name
        self._target = target
        self._timeout = timeout_of(target.settings, target.name)

    async def read(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        session = _Session(self._target, self._timeout)

        def work() -> Answer:
            with closing(session.open(writes=False)) as connection:
                return _run(connection, bound, limit)

        return await session.guarded(work)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        session = _Session(self._target, self._timeout)

        def begin() -> _Writing:
            connection = session.open(writes=True)
            try:
                connection.execute("begin immediate")
                connection.set_authorizer(_write_authorizer)
            except sqlite3.Error:
                connection.close()
                raise
            return _Writing(session, connection)

        writing = await session.guarded(begin)
        try:
            yield writing
        finally:
            await writing.close()

    async def committed(self, mark: str) -> bool | None:
        return None

    async def ping(self) -> str:
        answer = await self.read(Bound("select sqlite_version(), count(*) from sqlite_master"), 1)
        version, tables = answer.rows[0]
        return f"SQLite {version} opens it ({tables} tables and indexes); read-only session ok"

    async def close(self) -> None:
        """Nothing is kept open."""


class _Session:
    """One connection's target, its deadline and the way to interrupt it."""

    def __init__(self, target: Target, seconds: float) -> None:
        self._target = target
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._stopped = False

    def open(self, *, writes: bool) -> sqlite3.Connection:
        path = database(self._target)
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode={'rw' if writes else 'ro'}",
            uri=True,
            timeout=LOCK_WAIT,
            isolation_level=None,
            check_same_thread=False,
        )
        # Declared foreign keys hold for our writes too, whatever the application leaves off.
        connection.execute("pragma foreign_keys=1" if writes else "pragma query_only=1")
        if not writes:
            connection.set_authorizer(_read_authorizer)
        connection.set_progress_handler(self._over, STEPS_BETWEEN_LOOKS)
        return connection

    async def guarded(self, work: Callable[[], T]) -> T:
        """The result of `work` in a thread by the deadline. Raises SourceError."""
        self._ends, self._stopped = time.monotonic() + self._seconds, False
        where = self._target.name
        try:
            return await in_thread(self._seconds, work, self._stop)
        except TimeoutError:
            raise SourceError(
                f"{where} did not answer within {self._seconds:g} s and the statement was cancelled; narrow it"
            ) from None
        except (sqlite3.Error, sqlite3.Warning) as error:  # a second statement is a Warning in Python 3.11
            raise SourceError(_sentence(error, where)) from None

    def prepare_to_commit(self) -> str:
        """Nothing of ours interrupts a COMMIT; the target's name."""
        self._ends, self._stopped = time.monotonic() + 2 * COMMIT_WAIT, False
        return self._target.name

    def _stop(self) -> None:
        self._stopped = True

    def _over(self) -> bool:
        return self._stopped or time.monotonic() > self._ends


class _Writing:
    """Implements `Writing` on one connection inside BEGIN IMMEDIATE."""

    def __init__(self, session: _Session, connection: sqlite3.Connection) -> None:
        self._session = session
        self._connection = connection

    async def run(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        return await self._session.guarded(lambda: _run(self._connection, bound, limit))

    async def run_each(self, text: str, values: Sequence[tuple[Input, ...]]) -> int:
        def work() -> int:
            return sum(self._connection.execute(text, _named(row)).rowcount for row in values)

        return await self._session.guarded(work)

    async def mark(self) -> str:
        return ""

    async def commit(self) -> None:
        def work() -> None:
            self._connection.set_authorizer(None)
            self._connection.execute("commit")

        where = self._session.prepare_to_commit()
        try:
            await in_thread(COMMIT_WAIT, work, lambda: None)
        except TimeoutError:
            raise LostError(f"the file of {where} did not take COMMIT within {COMMIT_WAIT:g} s") from None
        except sqlite3.Error as error:
            if self._connection.in_transaction:  # still open, so it is rolled back when we close
                raise SourceError(_sentence(error, where)) from None
            raise LostError(f"COMMIT on {where} went wrong ({printable(str(error))})") from None

    async def close(self) -> None:
        def work() -> None:
            self._connection.set_authorizer(None)
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            self._connection.close()

        await self._session.guarded(work)


def _run(connection: sqlite3.Connection, bound: Bound, limit: int) -> Answer:
    with closing(connection.execute(bound.text, _named(bound.values))) as cursor:
        rows = cursor.fetchmany(limit + 1) if cursor.description else []
        columns = tuple(str(column[0]) for column in cursor.description or ())
        if connection.in_transaction:
            cursor.fetchall()  # a write with RETURNING is only counted when its last row was fetched
        return Answer(
            columns=columns,
            rows=tuple(rows[:limit]),
            truncated=len(rows) > limit,
            touched=max(cursor.rowcount, 0),
        )


def _named(values: Sequence[Input]) -> dict[str, Input]:
    return {f"p{number}": value for number, value in enumerate(values, 1)}


def _read_authorizer(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in _READ_ACTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in _READ_PRAGMAS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_OK  # how pragma_table_info() declares itself; the file stays closed to writing
    return sqlite3.SQLITE_DENY


def _write_authorizer(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in _NEVER or (action == sqlite3.SQLITE_FUNCTION and second == "load_extension"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_TRANSACTION else sqlite3.SQLITE_OK


def _sentence(error: Exception, where: str) -> str:
    says = clipped(printable(str(error)), 200)
    for words, reply in _REPLIES:
        if words in says:
            return reply.format(where=where, says=says)
    return f"{where}: {says}; check the statement"


_REPLIES = (
    ("no such table", "{where}: {says}; check the name, or whether a migration is missing"),
    ("no such column", "{where}: {says}; check the name, or whether a migration is missing"),
    ("interrupted", "{where} stopped the statement at its time limit; narrow it, or raise `timeout` of the target"),
    ("database is locked", "{where} is locked by another process; wait until it has written, then try again"),
    ("not a database", "{where} is no SQLite file ({says}); check its path"),
    ("malformed", "{where} is damaged ({says}); make a copy and run PRAGMA integrity_check on it"),
    ("readonly", "{where}: this session only reads ({says}); use a write step"),
    ("not authorized", "{where}: a read may not do this ({says}); use a write step or do it by hand"),
    ("prohibited", "{where}: a read may not do this ({says}); use a write step or do it by hand"),
    ("one statement", "{where} takes only one statement at a time; split it into steps"),
    ("unable to open", "{where} cannot be opened ({says}); check that you may read the file and its folder"),
)
