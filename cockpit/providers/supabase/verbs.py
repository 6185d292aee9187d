"""What is read of a project by a step, each as one table of rows."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from cockpit.core.actions import Action
from cockpit.core.duration import parse_duration, short
from cockpit.core.expr import Value
from cockpit.core.readings import SourceError
from cockpit.core.text import clipped, printable
from cockpit.providers.supabase.client import MOST, Client, iso
from cockpit.providers.supabase.log_sql import rows

_BAD = frozenset({"error", "fatal", "panic"})
HOUR = timedelta(hours=1)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a reading works with."""

    client: Client
    action: Action
    now: datetime


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to show, a sentence, and values to test."""

    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: dict[str, Value] = {}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A verb that only reads."""

    says: str
    path: str
    read: Callable[[Asked], Awaitable[Table]]


async def project(asked: Asked) -> Table:
    """Status and services."""
    found, services = await asked.client.project(), await asked.client.health()
    sick = sum(not service.healthy for service in services)
    name, status = printable(found.name, 60), printable(found.status, 40)
    return Table(
        says=f"{name} is {status}; {sick} of {len(services)} services are not well",
        columns=("service", "status", "error"),
        rows=tuple(_shown(one.name, one.status, one.error) for one in services),
        values={"status": status, "unhealthy": sick, "healthy": found.status == "ACTIVE_HEALTHY"},
    )


async def functions(asked: Asked) -> Table:
    """Functions with version and when they were deployed."""
    found = await asked.client.functions()
    return Table(
        says=f"{len(found)} functions",
        columns=("function", "status", "version", "deployed", "verifies JWT"),
        rows=tuple(
            _shown(one.slug, one.status, one.version, _moment(one.updated_at / 1000), "yes" if one.verify_jwt else "no")
            for one in sorted(found, key=lambda one: -one.updated_at)
        ),
        values={f"version_{_name(one.slug)}": one.version for one in found},
    )


async def secrets(asked: Asked) -> Table:
    """Names and when each was set. The API gives a digest; what is shown is a fingerprint of that."""
    found = await asked.client.secrets()
    names = [one.name for one in found]
    wanted = [word.strip() for word in asked.action.text.replace(",", " ").split()]
    missing = [name for name in wanted if name not in names]
    says = f"{len(found)} secrets" + (
        f"; missing: {', '.join(printable(name, 60) for name in missing)}" if missing else ""
    )
    return Table(
        says=says,
        columns=("secret", "set", "fingerprint of its digest"),
        rows=tuple(_shown(one.name, one.updated_at or "not told", _fingerprint(one.value)) for one in found),
        values={"missing": len(missing), **{f"has_{_name(name)}": name in names for name in wanted}},
    )


async def backups(asked: Asked) -> Table:
    """Backups and the times a point-in-time restore can go back to."""
    found = await asked.client.backups()
    window = found.physical_backup_data
    earliest, latest = window.earliest_physical_backup_date_unix, window.latest_physical_backup_date_unix
    says = f"{len(found.backups)} backups, point-in-time restore is {'on' if found.pitr_enabled else 'off'}"
    if earliest and latest:
        says += f": from {_moment(earliest)} to {_moment(latest)}"
    ages = [asked.now - at for one in found.backups if one.status == "COMPLETED" and (at := _read(one.inserted_at))]
    return Table(
        says=says + (f"; the newest is {short(min(ages))} old" if ages else "; none of them is complete"),
        columns=("backup", "made", "status", "physical"),
        rows=tuple(
            _shown(one.id, one.inserted_at, one.status, "yes" if one.is_physical_backup else "no")
            for one in found.backups
        ),
        values={
            "pitr": found.pitr_enabled,
            "earliest_unix": earliest,
            "latest_unix": latest,
            "newest_h": round(min(ages).total_seconds() / 3600, 1) if ages else None,
        },
    )


async def restore_point(asked: Asked) -> Table:
    """What became of a restore point."""
    found = await asked.client.restore_point(asked.action.text.strip())
    return Table(
        says=f"restore point {printable(found.name, 40)} is {printable(found.status, 40)}",
        columns=("restore point", "status", "completed"),
        rows=(_shown(found.name, found.status, found.completed_on or "not yet"),),
        values={"available": found.status == "AVAILABLE"},
    )


async def logs(asked: Asked) -> Table:
    """The newest rows of a log between two times, an hour up to now if none are given."""
    attributes = asked.action.attributes
    since, until = _window(asked)
    sql = rows(
        attributes.get("kind", "requests"),
        attributes.get("function", ""),
        asked.action.text.strip(),
        bad=attributes.get("only", "") == "errors",
        limit=200,
    )
    found = await asked.client.logs(sql, since, until)
    columns = tuple(dict.fromkeys(name for row in found for name in row if name != "id"))
    return Table(
        says=f"{len(found)} rows from {iso(since)[:19]}Z to {iso(until)[:19]}Z"
        + (f"; there may be more than {MOST}" if len(found) >= MOST else ""),
        columns=tuple(printable(clipped(name, 60)) for name in columns),
        rows=tuple(tuple(cell(name, row.get(name)) for name in columns) for row in found),
        values={"errors": sum(failed(row) for row in found)},
    )


READINGS: Mapping[str, Reading] = {
    "project": Reading(says="tell the project's status and that of its services", path="/health", read=project),
    "functions": Reading(
        says="list the functions with version and time of deployment", path="/functions", read=functions
    ),
    "secrets": Reading(
        says="list the secrets by name; names in the block must be there", path="/secrets", read=secrets
    ),
    "backups": Reading(
        says="list the backups and how far back a restore can go", path="/database/backups", read=backups
    ),
    "restore-point-status": Reading(
        says="tell whether a restore point is ready", path="/database/backups/restore-point", read=restore_point
    ),
    "logs": Reading(
        says="read a log between two times; kind=requests|functions|postgres, since=, until=, function=, only=errors",
        path="/analytics/endpoints/logs.all",
        read=logs,
    ),
}


def failed(row: Mapping[str, object]) -> bool:
    """Whether a log row tells of a failure: a status from 500 on, or a level that says so."""
    status = row.get("status")
    return (isinstance(status, int) and status >= 500) or str(row.get("level", "")).lower() in _BAD


def cell(name: str, value: object) -> str:
    """One cell of a log row; its time is in microseconds."""
    if name == "timestamp" and isinstance(value, int):
        return _moment(value / 1_000_000)
    return printable(clipped("∅" if value is None else str(value), 500))


def _window(asked: Asked) -> tuple[datetime, datetime]:
    until = _at(asked, "until") or asked.now
    return _at(asked, "since") or until - HOUR, until


def _at(asked: Asked, name: str) -> datetime | None:
    """A time as an attribute or a value: ISO, or a length of time back from now."""
    written = asked.action.attributes.get(name, "") or asked.action.parameters.get(name, "")
    if not written:
        return None
    if found := _read(written):
        return found
    try:
        return asked.now - parse_duration(written.removeprefix("-"))
    except (ValueError, OverflowError) as error:
        raise SourceError(f"{name}={printable(written, 40)} is no time; write 2026-05-08T12:00:00Z or 15m") from error


def _read(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return printable(str(seconds), 40)


def _fingerprint(digest: str) -> str:
    return hashlib.sha256(f"cockpit {digest}".encode()).hexdigest()[:8] if digest else "none"


def _name(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text)[:60]


def _shown(*cells: object) -> tuple[str, ...]:
    return tuple(printable(clipped(str(one), 200)) for one in cells)
