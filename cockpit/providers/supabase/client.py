"""One project at the management API: its address, and each thing that is asked of it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cockpit.adapters.answers import Result
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import Vendor
from cockpit.core.actions import Receipt, Target
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.supabase.answers import (
    Backups,
    Function,
    Logs,
    Project,
    ReadOnly,
    RestorePoint,
    SecretDigest,
    Service,
)

BASE = "https://api.supabase.com"
BUDGET = 60
"""Requests a minute for one person's token. Source: Supabase documentation, Management API, rate limits."""
SERVICES = ("auth", "db", "pooler", "realtime", "rest", "storage")
LONGEST = timedelta(hours=24)
"""The longest time one log query may look at. Source: as above, project logs."""
MOST = 1000
"""The most rows of one log query."""

_REF = re.compile(r"[a-z]{20}")


class Client:
    """Reads raise SourceError; what changes something is sent once."""

    def __init__(self, target: Target, context: ProviderContext, http: Http) -> None:
        self._vendor = Vendor(target, context, http, who="Supabase", base=BASE)
        self._target = target

    @property
    def ref(self) -> str:
        """The project's reference. Raises SourceError when the target has none that fits."""
        ref = self._target.settings.get("ref", "")
        if not _REF.fullmatch(ref):
            said = f"{printable(ref, 40)!r} is no project reference" if ref else "names no project"
            raise SourceError(f'target {self._target.name}: {said}; write ref = "…", the 20 letters of its address')
        return ref

    async def ready(self) -> None:
        """Raises SourceError when reference, address or credential is missing. Asks nobody."""
        self.address("")
        await self._vendor.ready()

    def address(self, path: str) -> str:
        """The whole address of a path below the project, to be shown."""
        return self._vendor.address(self.path(path))

    def path(self, path: str) -> str:
        return f"/v1/projects/{self.ref}{path}"

    def asked(self) -> int:
        """Requests of the last minute."""
        return self._vendor.asked()

    async def project(self) -> Project:
        """Raises WrongTargetError when another project answers: what follows would be done to that one."""
        found = await self._vendor.read(self.path(""), Project)
        if found.ref and found.ref != self.ref:
            other = printable(found.ref, 40)
            raise WrongTargetError(
                f"{self._target.name} is {self.ref}, but {other} answers; stop and check ref and url"
            )
        return found

    async def health(self) -> tuple[Service, ...]:
        query = [*(("services", service) for service in SERVICES), ("timeout_ms", "5000")]
        return await self._vendor.read(self.path("/health"), tuple[Service, ...], query)

    async def backups(self) -> Backups:
        return await self._vendor.read(self.path("/database/backups"), Backups)

    async def restore_point(self, name: str) -> RestorePoint:
        return await self._vendor.read(self.path("/database/backups/restore-point"), RestorePoint, [("name", name)])

    async def functions(self) -> tuple[Function, ...]:
        return await self._vendor.read(self.path("/functions"), tuple[Function, ...])

    async def secrets(self) -> tuple[SecretDigest, ...]:
        return await self._vendor.read(self.path("/secrets"), tuple[SecretDigest, ...])

    async def read_only(self) -> bool:
        return (await self._vendor.read(self.path("/readonly"), ReadOnly)).enabled

    async def logs(self, sql: str, since: datetime, until: datetime) -> tuple[Mapping[str, object], ...]:
        """The rows of a log query between two times, which are always both sent: without them only a minute is seen.

        Raises SourceError, also for an error inside an answer with status 200.
        """
        if not timedelta(0) < until - since <= LONGEST:
            raise SourceError(f"a log query looks at 24 h at most, not {until - since}; choose a shorter time")
        query = [("sql", sql), ("iso_timestamp_start", iso(since)), ("iso_timestamp_end", iso(until))]
        found = await self._vendor.read(self.path("/analytics/endpoints/logs.all"), Logs, query)
        if found.error:
            said = found.error if isinstance(found.error, str) else str(found.error.get("message", "no reason given"))
            raise SourceError(f"Supabase refused the log query: {printable(said, 300)}")
        return found.result or ()

    async def create_restore_point(self, name: str) -> Result:
        return await self._vendor.send("POST", self.path("/database/backups/restore-point"), {"name": name})

    async def set_secret(self, name: str, value: str) -> Result:
        return await self._vendor.send("POST", self.path("/secrets"), [{"name": name, "value": value}])

    async def unset_secret(self, name: str) -> Result:
        return await self._vendor.send("DELETE", self.path("/secrets"), [name])

    def receipt(self, result: Result, done: str) -> Receipt:
        return self._vendor.receipt(result, done)


def iso(moment: datetime) -> str:
    """As the API takes a time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
