"""What was deployed and what could be, as named queries: `deployments` and `versions`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.cloudflare.workers import Deployment, deployments, versions
from cockpit.adapters.http import Http
from cockpit.core.actions import Target
from cockpit.core.listing import ListingError, iso, listing
from cockpit.core.profile import Query
from cockpit.core.readings import SourceError, TableReading
from cockpit.core.text import printable
from cockpit.ports import ProviderContext

COLUMNS = ("at", "version", "by", "message")

Moment = tuple[datetime, str, str, str]


async def _deployments(cloud: Cloudflare, worker: str) -> list[Moment]:
    found = await deployments(cloud, worker)
    return [(one.created_on, _versions(one), one.author_email or "", one.message) for one in found]


async def _versions_made(cloud: Cloudflare, worker: str) -> list[Moment]:
    """When each version was uploaded; it went live then or later."""
    return [
        (one.metadata.created_on, one.id, one.metadata.author_email or "", one.annotations.get("workers/message") or "")
        for one in await versions(cloud, worker)
        if one.metadata.created_on is not None
    ]


LISTS: Mapping[str, Callable[[Cloudflare, str], Awaitable[list[Moment]]]] = {
    "deployments": _deployments,
    "versions": _versions_made,
}


class WorkerList:
    """Implements `ports.QuerySource`: `deployments`, or `versions`, which reach further back than the ten newest."""

    def __init__(self, name: str, query: Query, target: Target, context: ProviderContext) -> None:
        self.name = name
        self._query, self._target, self._context = query, target, context
        self._http = Http(context.clock, paces=context.paces)

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        """The rows, the newest first; `since` and `until` hold where the query has them. Raises SourceError."""
        try:
            wanted = listing(self._query.sql, parameters, LISTS)
        except ListingError as error:
            raise SourceError(f"query {self.name}: {error}") from error
        cloud = Cloudflare(self._target, self._context, self._http)
        rows = [
            row
            for row in await LISTS[wanted.what](cloud, required(self._target, "worker"))
            if (wanted.since is None or row[0] >= wanted.since) and (wanted.until is None or row[0] < wanted.until)
        ]
        return TableReading(
            source=self.name,
            at=self._context.clock.now(),
            columns=COLUMNS,
            rows=tuple((iso(at), *(printable(words, 200) for words in rest)) for at, *rest in rows),
        )

    async def close(self) -> None:
        await self._http.close()


def _versions(deployment: Deployment) -> str:
    """The version that runs; where several share the traffic, each with its share."""
    shares = (f"{one.version_id} ({one.percentage:g} %)" for one in deployment.versions)
    return deployment.only or " and ".join(shares)
