"""PostgreSQL through psycopg: reads on a session that cannot write, writes in a transaction of their own.

Everything goes over the extended protocol, where a second statement behind a `;` is refused by the server: without
it `select 1; commit; update …` would leave the read-only transaction and write. Tried on PostgreSQL 15 and 18.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import psycopg

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.sql.dialect import POSTGRES
from cockpit.providers.sql.engine import (
    ROWS_SHOWN,
    Answer,
    Bound,
    Input,
    LostError,
    UnreachableError,
    Writing,
    timeout_of,
)
from cockpit.providers.sql.postgres_connect import CONNECT_TIMEOUT, Session, connect
from cockpit.providers.sql.postgres_errors import down, sentence
from cockpit.providers.sql.waiting import within

T = TypeVar("T")

HAS_XACT_STATUS = 130000  # pg_current_xact_id() came with 13


class Postgres:
    """Implements `Engine`. `keep` holds the reading connection open between reads."""

    dialect = POSTGRES

    def __init__(self, target: Target, context: ProviderContext, *, keep: bool = False) -> None:
        self.where = target.name
        self._target = target
        self._context = context
        self._keep = keep
        self._timeout = timeout_of(target.settings, target.name)
        self._kept: Session | None = None
        self._one_at_a_time = asyncio.Lock()

    async def read(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        async with self._one_at_a_time:
            session = self._kept if self._kept and not self._kept.closed else await self._connect(writes=False)
            self._kept = None
            try:
                answer = await _guarded(session, self._target, self._timeout + 1, _read(session, bound, limit))
            except BaseException:
                await _discard(session)  # whatever state it is in, the next read starts clean
                raise
            if self._keep:
                self._kept = session
            else:
                await _discard(session)
            return answer

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        session = await self._connect(writes=True)
        try:
            yield _Writing(session, self._target, self._timeout + 1)
        finally:
            await _discard(session)  # closing an open transaction rolls it back

    async def committed(self, mark: str) -> bool | None:
        answer = await self.read(Bound("select pg_xact_status($1::xid8)", (mark,)), 1)
        state = str(answer.rows[0][0])
        if state == "in progress":  # its rows still look untouched, and COMMIT may yet succeed: they must not decide
            raise SourceError(f"the transaction is still open on {self.where}; check again in a moment")
        return {"committed": True, "aborted": False}.get(state)

    async def ping(self) -> str:
        answer = await self.read(Bound(_PING), 1)
        version, read_only, superuser, bypass, hidden = answer.rows[0]
        says = f"PostgreSQL {printable(str(version))} answers; "
        says += "read-only session ok" if read_only == "on" else "but the session is NOT read-only"
        if superuser or bypass:
            power = "a superuser" if superuser else "a role with BYPASSRLS"
            says += f"; warning: it is {power}, use one that may only read (pg_read_all_data)"
        elif hidden:
            says += f"; warning: row security may hide rows of {hidden} tables from this role, so counts may be too low"
        return says

    async def close(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            await _discard(kept)

    async def _connect(self, *, writes: bool) -> Session:
        making = connect(self._target, self._context, self._timeout, writes=writes)
        try:
            return await within(CONNECT_TIMEOUT + 1, making, lambda: None)
        except TimeoutError:
            raise UnreachableError(
                f"{self.where} did not answer within {CONNECT_TIMEOUT + 1} s; check the network and its dsn"
            ) from None


_PING = """
select current_setting('server_version'), current_setting('transaction_read_only'), r.rolsuper, r.rolbypassrls,
       (select count(*) from pg_class c where c.relrowsecurity and c.relkind = 'r'
        and not pg_has_role(c.relowner, 'usage'))
from pg_roles r where r.rolname = current_user
"""


class _Writing:
    """Implements `Writing` on one session that is in a transaction from its first statement on."""

    def __init__(self, session: Session, target: Target, deadline: float) -> None:
        self._session = session
        self._target = target
        self._deadline = deadline

    async def run(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        async def work() -> Answer:
            # `prepare` forces the extended protocol also without values.
            cursor = await self._session.execute(_query(bound.text), bound.values or None, prepare=True)
            if cursor.description is None:
                return Answer(touched=max(cursor.rowcount, 0))
            rows = await cursor.fetchmany(limit + 1)
            return Answer(
                columns=tuple(column.name for column in cursor.description),
                rows=tuple(rows[:limit]),
                truncated=len(rows) > limit,
                touched=max(cursor.rowcount, 0),
            )

        return await self._guarded(work())

    async def run_each(self, text: str, values: Sequence[tuple[Input, ...]]) -> int:
        async def work() -> int:
            async with self._session.cursor() as cursor:
                await cursor.executemany(_query(text), values)
                return cursor.rowcount

        return await self._guarded(work())

    async def mark(self) -> str:
        if self._session.info.server_version < HAS_XACT_STATUS:
            return ""
        answer = await self.run(Bound("select pg_current_xact_id()::text"), 1)
        return str(answer.rows[0][0])

    async def commit(self) -> None:
        where = self._target.name
        try:
            await within(self._deadline, self._session.commit(), self._session.pgconn.finish)
        except TimeoutError:
            raise LostError(f"{where} did not answer COMMIT within {self._deadline:g} s") from None
        except psycopg.Error as error:
            if self._session.closed or self._session.broken:
                raise LostError(f"the connection to {where} was lost at COMMIT") from None
            raise SourceError(sentence(error, where)) from None

    async def _guarded(self, work: Coroutine[object, object, T]) -> T:
        return await _guarded(self._session, self._target, self._deadline, work)


async def _read(session: Session, bound: Bound, limit: int) -> Answer:
    rows: list[tuple[object, ...]] = []
    async with session.cursor() as cursor:
        # stream() takes the extended protocol and stops the server when we have enough.
        async for row in cursor.stream(_query(bound.text), bound.values or None):
            rows.append(row)
            if len(rows) > limit:
                break
        columns = tuple(column.name for column in cursor.description or ())
        if not rows:
            columns = await _columns(session, bound)
    await session.rollback()
    return Answer(columns=columns, rows=tuple(rows[:limit]), truncated=len(rows) > limit)


async def _columns(session: Session, bound: Bound) -> tuple[str, ...]:
    """The columns of a query that returned no row: a streamed result without rows does not tell them."""
    wrapped = f"select * from (\n{bound.text.strip().rstrip(';')}\n) as q limit 0"  # noqa: S608 - values stay bound
    try:
        cursor = await session.execute(_query(wrapped), bound.values or None, prepare=True)
    except psycopg.ProgrammingError:
        return ()  # SHOW, EXPLAIN: they always have rows, or there is nothing to tell
    return tuple(column.name for column in cursor.description or ())


async def _guarded(session: Session, target: Target, deadline: float, work: Coroutine[object, object, T]) -> T:
    """The result of `work` by `deadline`. Raises SourceError."""
    try:
        return await within(deadline, work, session.pgconn.finish)
    except TimeoutError:
        raise UnreachableError(
            f"{target.name} did not answer within {deadline:g} s and the statement was cancelled; narrow it or check it"
        ) from None
    except psycopg.Error as error:
        failure = UnreachableError if down(error) else SourceError
        raise failure(sentence(error, target.name, target.secret)) from None


async def _discard(session: Session) -> None:
    try:
        await session.close()
    except psycopg.Error:
        return  # already gone


def _query(text: str) -> bytes:
    return text.encode()  # psycopg types `str` as literals only; ours come from a runbook and carry no values
