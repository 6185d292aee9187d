"""Log queries as data: which columns each kind of log is asked for, and how text gets into them.

The dialect is BigQuery's; there is nothing to bind with, so what is written into a query is quoted here and only here.
Source: Supabase documentation, "Advanced log filtering", field reference.
"""

from collections.abc import Mapping

import msgspec

from cockpit.core.readings import SourceError
from cockpit.core.text import hidden, printable


class LogKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of log: its table, the columns asked for, and where a function's path and a text are looked for."""

    table: str
    columns: str
    joins: str
    path: str = ""
    """The column that holds the request's path; empty: this kind has none."""
    bad: str = ""
    """What holds of a row that tells of a failure."""


KINDS: Mapping[str, LogKind] = {
    "requests": LogKind(
        table="function_edge_logs",
        columns="event_message, response.status_code as status, request.method as method, request.pathname as path, "
        "m.function_id as function_id, m.execution_time_ms as ms, m.version as version",
        joins="cross join unnest(metadata) as m cross join unnest(m.response) as response "
        "cross join unnest(m.request) as request",
        path="request.pathname",
        bad="response.status_code >= 500",
    ),
    "functions": LogKind(
        table="function_logs",
        columns="event_message, m.level as level, m.function_id as function_id, m.execution_id as execution_id",
        joins="cross join unnest(metadata) as m",
        bad="m.level = 'error'",
    ),
    "postgres": LogKind(
        table="postgres_logs",
        columns="event_message, parsed.error_severity as level, parsed.sql_state_code as code",
        joins="cross join unnest(metadata) as m cross join unnest(m.parsed) as parsed",
        bad="parsed.error_severity in ('ERROR', 'FATAL', 'PANIC')",
    ),
}


def rows(kind: str, function: str = "", text: str = "", bad: bool = False, limit: int = 1000) -> str:
    """The query for the newest rows of one kind. Raises SourceError."""
    known = _known(kind)
    where = _where(known, function, text, bad)
    return (
        f"select id, {known.table}.timestamp, {known.columns} from {known.table} {known.joins}{where} "  # noqa: S608 - names are constants, text is quoted
        f"order by timestamp desc limit {limit}"
    )


def failures(function: str = "") -> str:
    """The query that counts requests and those that failed. Raises SourceError."""
    known = KINDS["requests"]
    return (
        f"select count(*) as calls, sum(case when {known.bad} then 1 else 0 end) as errors "  # noqa: S608 - as above
        f"from {known.table} {known.joins}{_where(known, function, '', bad=False)}"
    )


def answers(function: str = "") -> str:
    """The query that counts the answers of a function, or of all, by status. Raises SourceError."""
    known = KINDS["requests"]
    return (
        f"select response.status_code as status, count(*) as answers "  # noqa: S608 - as above
        f"from {known.table} {known.joins}{_where(known, function, '', bad=False)} "
        "group by response.status_code order by answers desc limit 50"
    )


def quoted(text: str) -> str:
    """`text` as a literal. Raises SourceError for what has no place in one."""
    if hidden(text) or not text.isprintable() or "\\" in text:
        raise SourceError(f"{printable(text, 60)!r} holds a character that cannot stand in a log query; leave it out")
    return "'" + text.replace("'", "''") + "'"


def _where(kind: LogKind, function: str, text: str, bad: bool) -> str:
    found = [kind.bad] if bad else []
    if function:
        if not kind.path:
            raise SourceError(f"{kind.table} is not told apart by function; leave the function out")
        found.append(f"starts_with({kind.path}, {quoted('/functions/v1/' + function)})")
    if text:
        found.append(f"strpos(event_message, {quoted(text)}) > 0")
    return f" where {' and '.join(found)}" if found else ""


def _known(kind: str) -> LogKind:
    if kind not in KINDS:
        raise SourceError(f"there is no kind of log called {printable(kind, 40)!r}; write one of {', '.join(KINDS)}")
    return KINDS[kind]
