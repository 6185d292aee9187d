"""One tail of a Worker: made, connected to, deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from cockpit.adapters.cloudflare.client import Cloudflare, RefusedError
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import part
from cockpit.adapters.websocket import Socket, SocketLostError, opened
from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.ports import LogFeed, ProviderContext
from cockpit.providers.cloudflare.filters import Filter

MOST_TAILS = 10
PROTOCOL = "trace-v1"
LIFE = timedelta(hours=6)  # what is usual, where the answer does not say


class Tail(msgspec.Struct, frozen=True):
    """A tail as the vendor tells of it."""

    id: str
    url: str = ""
    expires_at: datetime | None = None


class LiveTail:
    """Implements `OpenTail`."""

    def __init__(self, cloud: Cloudflare, path: str, tail: Tail, socket: Socket, expires: datetime) -> None:
        self._cloud, self._path, self._tail, self._socket = cloud, path, tail, socket
        self.expires = expires

    async def receive(self, seconds: float) -> bytes | None:
        return await self._socket.receive(seconds)

    async def close(self) -> None:
        await self._socket.close()
        await _deleted(self._cloud, self._path, self._tail)


class Tails:
    """Makes tails of one Worker. Used in the log source's own thread, with an `Http` of its own."""

    def __init__(
        self, worker: str, target: Target, filters: Sequence[Filter], context: ProviderContext, feed: LogFeed
    ) -> None:
        self._worker, self._target, self._context, self._feed = worker, target, context, feed
        self._filters = list(filters)
        self._http: Http | None = None

    async def open(self) -> LiveTail:
        """A tail whose events come from now on. Raises SourceError or SocketLostError."""
        if self._http is None:
            self._http = Http(self._context.clock, paces=self._context.paces)
        cloud = Cloudflare(self._target, self._context, self._http)
        path = f"/workers/scripts/{part(self._worker)}/tails"
        try:
            tail = await cloud.ask(path, {"filters": self._filters}, Tail)
        except RefusedError as error:
            raise await _said(error, cloud, path, self._worker) from error
        try:
            socket = await opened(Secret("the tail's address", tail.url), PROTOCOL)
            await socket.send('{"debug": false}')
        except SocketLostError:
            await _deleted(cloud, path, tail)
            raise
        return LiveTail(cloud, path, tail, socket, tail.expires_at or self._context.clock.now() + LIFE)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()


async def _deleted(cloud: Cloudflare, path: str, tail: Tail) -> None:
    """Give the place of one of ten back; where that fails the tail ends by itself within hours."""
    try:
        await cloud.send("DELETE", f"{path}/{part(tail.id)}")
    except SourceError:
        return


async def _said(error: RefusedError, cloud: Cloudflare, path: str, worker: str) -> RefusedError:
    """The refusal, with its cause where it is the limit: the vendor's own number for that is not documented."""
    try:
        running = len(await cloud.get(path, list[Tail]))
    except SourceError:
        return error
    if running < MOST_TAILS:
        return error
    return RefusedError(
        f"{running} tails of {worker} run already and Cloudflare allows {MOST_TAILS}; end one (a dashboard's live log, "
        f"a wrangler tail) or read Workers Logs",
        error.code,
    )
