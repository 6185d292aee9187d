"""All there is about one request: which id names it, who made it, and its rows, put together to be read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cockpit.core.hits import Hit
from cockpit.core.loggroups import PERSON_FIELDS, error_of
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.logterms import values_of
from cockpit.core.readings import AuditRow

REQUEST_FIELDS = (
    *("request_id", "requestid", "reqid", "req.id", "x-request-id", "trace_id", "traceid", "correlation_id"),
    *("correlationid", "execution_id", "rayid"),
)
NEAR = timedelta(minutes=30)


def request_of(row: ParsedRow) -> str:
    """The id of the request a row belongs to; empty: it names none."""
    return _first(row, REQUEST_FIELDS)


def persons_of(rows: Sequence[ParsedRow]) -> tuple[str, ...]:
    """Who made the request, as the rows name them; each once."""
    return tuple(dict.fromkeys(person for row in rows if (person := _first(row, PERSON_FIELDS))))


def parsed(hit: Hit) -> ParsedRow:
    """The row of a hit."""
    return parse(LogRow(hit.source, hit.raw, reading=hit.reading))


def errors_of(rows: Sequence[ParsedRow]) -> tuple[str, ...]:
    """The errors the rows tell; each once."""
    return tuple(dict.fromkeys(error for row in rows if (error := error_of(row))))


def acts_near(audit: Sequence[AuditRow], persons: Sequence[str], at: datetime) -> list[AuditRow]:
    """The audit rows of these persons within half an hour of `at`, in the order of the window."""
    timed = [(row.at, row) for row in audit if row.at is not None and row.who in persons]
    return [row for when, row in timed if abs(when - at) <= NEAR]


def _first(row: ParsedRow, names: Sequence[str]) -> str:
    return next((value for name in names for value in values_of(row, name) if value), "")
