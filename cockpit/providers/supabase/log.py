"""A project's logs as lines of JSON, for a log that is asked again and again."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from cockpit.adapters.logs.polled import Line, Page
from cockpit.providers.supabase.client import MOST, Client
from cockpit.providers.supabase.log_sql import KINDS, rows
from cockpit.providers.supabase.verbs import failed

FILTERS = {
    "kind": f"which log: {', '.join(KINDS)}; left out: requests",
    "function": "only this function's requests, by the name in its address",
}


class ProjectLog:
    """One kind of log of one project, of one function or of all."""

    def __init__(self, client: Client, kind: str, function: str = "") -> None:
        self._client, self._kind, self._function = client, kind, function

    async def page(self, since: datetime, until: datetime) -> Page:
        """The newest lines of that time. Raises SourceError, also for a kind there is not."""
        sql = rows(self._kind, self._function, limit=MOST)
        found = await self._client.logs(sql, since, until)
        return Page(lines=tuple(map(line, found)), full=len(found) >= MOST)


def line(row: Mapping[str, object]) -> Line:
    """One row as a line of JSON; its time is in microseconds at the vendor."""
    at = _moment(row.get("timestamp"))
    level = row.get("level") or ("error" if failed(row) else "info")
    shown = {
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level,
        "msg": row.get("event_message"),
        **{name: value for name, value in row.items() if name not in ("timestamp", "event_message", "level")},
    }
    return Line(
        id=str(row.get("id") or f"{row.get('timestamp')} {row.get('event_message')}"),
        at=at,
        raw=msgspec.json.encode(shown),
    )


def _moment(value: object) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(value)) / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)  # a line without a time is as old as its reading
