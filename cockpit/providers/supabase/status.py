"""A project's health as something to watch: its own status, its services, and how many requests of a function fail."""

import asyncio
from datetime import timedelta

from cockpit.adapters.http import Http
from cockpit.core.expr import Value
from cockpit.core.readings import SourceError, StatusReading
from cockpit.core.text import printable
from cockpit.ports import Clock
from cockpit.providers.supabase.client import Client
from cockpit.providers.supabase.log_sql import failures

OVER = timedelta(minutes=10)
"""Over which time failed requests are counted."""

_WELL = "ACTIVE_HEALTHY"
_MOVING = frozenset({"COMING_UP", "RESTORING", "UPGRADING", "RESIZING", "RESTARTING", "PAUSING", "GOING_DOWN"})
_BADLY = frozenset({"ACTIVE_UNHEALTHY", "UNKNOWN"})


class ProjectHealth:
    """Implements `ports.StatusSource`: 2 requests for each reading, 3 when a function is watched."""

    def __init__(self, name: str, client: Client, function: str, clock: Clock, http: Http) -> None:
        """`http` is this source's own, behind `client`."""
        self.name = name
        self._client, self._function, self._clock, self._http = client, function, clock, http

    async def read(self) -> StatusReading:
        """The project now. Raises SourceError when the API cannot be asked: that says nothing of the project."""
        project = await self._client.project()
        services, failing = await asyncio.gather(self._client.health(), self._failing())
        sick = [service for service in services if not service.healthy]
        troubles = [f"{printable(one.name, 40)}: {printable(one.error or one.status, 120)}" for one in sick]
        indicator = "major" if sick else "none"
        if project.status != _WELL:
            moving = project.status in _MOVING
            indicator = "maintenance" if moving else "major" if project.status in _BADLY else "critical"
            troubles.insert(0, f"the project is {printable(project.status, 40)}")
        return StatusReading(
            source=self.name,
            at=self._clock.now(),
            indicator=indicator,
            says=f"{printable(project.name, 60)} is {printable(project.status, 40)}, "
            f"{len(services) - len(sick)} of {len(services)} services are well{_said(failing)}",
            incidents=tuple(troubles),
            measures={"project": printable(project.status, 40), "unhealthy": len(sick), **failing},
        )

    async def _failing(self) -> dict[str, Value]:
        """Calls, errors and their share over the last minutes; nothing when it cannot be told."""
        if not self._function:
            return {}
        now = self._clock.now()
        try:
            [row, *_] = await self._client.logs(failures(self._function), now - OVER, now) or ({},)
        except SourceError:
            return {}  # logs come late and fail by themselves; the project's health is told without them
        calls, errors = (int(str(row.get(name) or 0)) for name in ("calls", "errors"))
        return {"calls": calls, "errors": errors, "error_percent": round(100 * errors / calls, 1) if calls else 0.0}

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.close()


def _said(failing: dict[str, Value]) -> str:
    if not failing:
        return ""
    return f"; {failing['errors']} of {failing['calls']} requests failed in 10 min ({failing['error_percent']} %)"
