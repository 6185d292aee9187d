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
from cockpit.providers.supabase.client import Client, iso
from cockpit.providers.supabase.log_sql import answers, rows

_BAD = frozenset({"error", "fatal", "panic"})
SHOWN = 200
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
    since, until, text = _window(asked)
    kind, function = attributes.get("kind", "requests"), attributes.get("function", "")
    sql = rows(kind, function, text, bad=attributes.get("only", "") == "errors", limit=SHOWN)
    found = await asked.client.logs(sql, since, until)
    columns = tuple(dict.fromkeys(name for row in found for name in row if name != "id"))
    more = f"; there may be more than {SHOWN}" if len(found) >= SHOWN else ""
    return Table(
        says=f"{len(found)} rows from {iso(since)[:19]}Z to {iso(until)[:19]}Z{more}",
        columns=tuple(printable(clipped(name, 60)) for name in columns),
        rows=tuple(tuple(cell(name, row.get(name)) for name in columns) for row in found),
        values={"errors": sum(failed(row) for row in found)},
    )


async def counted(asked: Asked) -> Table:
    """How many answers a function gave with each status between two times."""
    since, until, _ = _window(asked)
    found = await asked.client.logs(answers(asked.action.attributes.get("function", "")), since, until)
    counts = {str(row.get("status")): int(str(row.get("answers") or 0)) for row in found}
    total, errors = sum(counts.values()), sum(count for status, count in counts.items() if status.startswith("5"))
    percent = round(100 * errors / total, 1) if total else 0.0
    return Table(
        says=f"{errors} of {total} answers are 5xx ({percent} %) from {iso(since)[:19]}Z to {iso(until)[:19]}Z",
        columns=("status", "answers"),
        rows=tuple(_shown(status, count) for status, count in counts.items()),
        values={"answers": total, "errors": errors, "error_percent": percent},
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
    "answers": Reading(
        says="count a function's answers by status between two times; function=, since=, until=",
        path="/analytics/endpoints/logs.all",
        read=counted,
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


def _window(asked: Asked) -> tuple[datetime, datetime, str]:
    """From when, until when (an hour up to now if nothing is said), and the text to look for."""
    said: dict[str, str] = {}
    words: list[str] = []
    for line in asked.action.text.strip().splitlines():
        key, colon, value = line.partition(":")
        if colon and key.strip() in ("since", "until", "text"):
            said[key.strip()] = value.strip()
        else:
            words.append(line.strip())
    given = {**asked.action.attributes, **said}
    until = min(_at(given.get("until", ""), asked.now) or asked.now, asked.now)
    since = _at(given.get("since", ""), asked.now) or until - HOUR
    return since, until, said.get("text", " ".join(words).strip())


def _at(written: str, now: datetime) -> datetime | None:
    """A time: ISO, or a length of time back from now."""
    if not written:
        return None
    if found := _read(written):
        return found
    try:
        return now - parse_duration(written.removeprefix("-"))
    except (ValueError, OverflowError) as error:
        raise SourceError(f"{printable(written, 40)!r} is no time; write 2026-05-08T12:00:00Z or 15m") from error


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
