"""The sessions of a PostgreSQL server as rows, read from pg_stat_activity once.

Source: PostgreSQL 18 manual, 27.2.3 "pg_stat_activity" and 9.27 "pg_blocking_pids".
"""

from collections.abc import Sequence

import msgspec

from cockpit.core.text import clipped, printable
from cockpit.providers.sql.engine import Answer, Bound, Engine

MOST = 1000
UNSEEN = "its text is not visible to this role"
GRANT = "this role sees the text of its own sessions only; grant pg_read_all_stats to it"
_QUERY = 300

# Without pg_read_all_stats the kind of backend is not told, but a client's user is.
CLIENT = "(backend_type = 'client backend' or (backend_type is null and usename is not null))"
# Each backend is asked for its blockers once: the question takes a lock that all of them share.
STATEMENT = f"""
with seen as materialized (
  select pid, backend_start::text as began, coalesce(usename, '') as who, coalesce(application_name, '') as application,
         coalesce(datname, '') as base, coalesce(state, '') as state, coalesce(wait_event_type, '') as waits_for,
         extract(epoch from clock_timestamp() - coalesce(xact_start, query_start, backend_start))::float8 as age,
         coalesce(query_start::text, '') as asked, coalesce(left(query, 4000), '') as query,
         pg_blocking_pids(pid) as held_by
  from pg_stat_activity
  where {CLIENT} and pid <> pg_backend_pid()
)
select pid, began, who, application, base, state, waits_for, age, asked, query, held_by from seen order by age desc
"""  # noqa: S608 - both parts are constants


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One client's session. Text is as the server keeps it; show it with `words`."""

    pid: int
    began: str
    """When it connected: with the pid, which session this is."""
    who: str
    application: str
    base: str
    state: str
    waits_for: str
    age: float
    """Seconds since its transaction, else its last query, else the session began."""
    asked: str
    """When its query began: another query begins at another time."""
    query: str
    held_by: tuple[int, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether the role that asked may not see what it does."""
        return self.query == "<insufficient privilege>" or not (self.state or self.query)

    @property
    def words(self) -> str:
        """Its query, printable and short; where it comes from when the text is not visible."""
        return UNSEEN if self.hidden else printable(clipped(" ".join(self.query.split()), _QUERY), _QUERY)

    @property
    def named(self) -> str:
        """Who it is: the user and the program."""
        program = f" ({printable(self.application, 60)})" if self.application else ""
        return f"{printable(self.who, 60)}{program}"


async def sessions(engine: Engine) -> tuple[Session, ...]:
    """Every client's session but the one that asks, the oldest transaction first. Raises SourceError."""
    return read(await engine.read(Bound(STATEMENT), MOST))


def read(answer: Answer) -> tuple[Session, ...]:
    """The rows of STATEMENT."""
    return tuple(_session(row) for row in answer.rows)


def _session(row: Sequence[object]) -> Session:
    pid, began, who, application, base, state, waits_for, age, asked, query, held_by = row
    return Session(
        pid=int(str(pid)),
        began=str(began),
        who=str(who),
        application=str(application),
        base=str(base),
        state=str(state),
        waits_for=str(waits_for),
        age=max(float(str(age or 0)), 0.0),
        asked=str(asked),
        query=str(query),
        held_by=tuple(sorted({int(str(held)) for held in held_by})) if isinstance(held_by, list | tuple) else (),
    )
