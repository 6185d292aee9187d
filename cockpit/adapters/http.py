"""The one door to HTTP: no redirects, no proxies from the environment, bounded in time and size, honest about "sent".

The only module that imports httpx, and it does so when the first request is made (some 100 ms). Nothing of httpx
leaves it: what comes back is one of `cockpit.adapters.answers`.
"""

import asyncio
import logging
import os
import random
import socket
import ssl
import time
import zlib
from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from cockpit import __version__
from cockpit.adapters.address import BadAddressError, checked, shown_host
from cockpit.adapters.answers import Answer, Limited, NotSent, Redirected, Result, Unknown, retry_after
from cockpit.adapters.http_body import CHUNK, received
from cockpit.adapters.kept_file import KeptFile
from cockpit.adapters.pacing import Pacing
from cockpit.core.pace import Pace
from cockpit.core.secret import Redactor, Secret
from cockpit.core.text import printable
from cockpit.ports import Clock

if TYPE_CHECKING:
    import httpx

CONNECT_S = 5.0
TOTAL_S = 15.0
TRIES = 3  # of a GET; a write is sent once
BACKOFF_S = 0.25
_AGAIN = frozenset({500, 502, 503, 504})


class Http:
    """Makes requests, each within `total_s` seconds. One per event loop; `transport` replaces the network in tests.

    After a 429 the same host is not asked again with the same credential until its time is over, by nobody who
    shares `paces`.
    """

    def __init__(
        self,
        clock: Clock,
        transport: "httpx.AsyncBaseTransport | None" = None,
        total_s: float = TOTAL_S,
        paces: MutableMapping[str, Pace] | None = None,
        *,
        unpack: bool = True,
    ) -> None:
        """`unpack=False`: bodies as they were stored; a piece of a packed object cannot be unpacked."""
        self._unpack = unpack
        self._clock, self._transport, self._total_s = clock, transport, total_s
        self.pacing = Pacing(clock, {} if paces is None else paces)
        self._client: httpx.AsyncClient | None = None

    async def get(
        self,
        url: "str | Secret",
        headers: Mapping[str, str] | None = None,
        bearer: Secret | None = None,
        tries: int = TRIES,
        bare: str = "",
    ) -> Result:
        """Read `url`, asking again after a lost line or a 5xx; the time limit bounds all tries together.

        `bare` names a header that takes the credential as it is, instead of `Authorization: Bearer`.
        """
        return await self._bounded("GET", url, dict(headers or {}), None, bearer, tries, bare)

    async def download(self, url: "str | Secret", into: KeptFile, bearer: Secret | None = None) -> Result:
        """Read `url` once; a body of status 200 goes into `into` as far as it takes it, unpacked, and not into memory.

        The answer's `cut` says that there was more. Raises what `into.take` raises: OSError, StoppedError.
        """
        return await self._bounded("GET", url, {}, None, bearer, 1, "", into)

    async def post(
        self,
        url: "str | Secret",
        json: object,
        headers: Mapping[str, str] | None = None,
        bearer: Secret | None = None,
    ) -> Result:
        """Send `json` to `url`, once."""
        given = {"content-type": "application/json; charset=utf-8", **(headers or {})}
        return await self.send("POST", url, msgspec.json.encode(json), given, bearer)

    async def send(
        self,
        method: str,
        url: "str | Secret",
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        bearer: Secret | None = None,
        bare: str = "",
    ) -> Result:
        """Send `content` with a method that may change something (`PUT`, `DELETE`, `PATCH`, `POST`), once."""
        return await self._bounded(method, url, dict(headers or {}), content, bearer, 1, bare)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _bounded(
        self,
        method: str,
        url: "str | Secret",
        headers: dict[str, str],
        content: bytes | None,
        bearer: Secret | None,
        tries: int,
        bare: str,
        into: KeptFile | None = None,
    ) -> Result:
        try:
            host = checked(url.reveal() if isinstance(url, Secret) else url)
        except BadAddressError as error:
            return NotSent(says=f"{error}; nothing was sent")
        result: Result = Unknown(says=f"{host} did not answer within {self._total_s:g} s")
        credential = bearer.name if bearer else url.name if isinstance(url, Secret) else ""
        if held := self.pacing.held(host, credential):
            return held
        try:
            async with asyncio.timeout(self._total_s):
                for attempt in range(tries):
                    if attempt:
                        await self._clock.sleep(BACKOFF_S * 2**attempt * random.SystemRandom().uniform(0.5, 1.5))
                    self.pacing.asking(host, credential)
                    result = await self._once(method, url, headers, content, bearer, bare, host, into)
                    self.pacing.answered(host, credential, result)
                    if not _worth_another(result):
                        break
        except TimeoutError:
            return result  # of the try before, if there was one: it says more than that time is up
        return result

    async def _once(
        self,
        method: str,
        url: "str | Secret",
        headers: dict[str, str],
        content: bytes | None,
        bearer: Secret | None,
        bare: str,
        host: str,
        into: KeptFile | None,
    ) -> Result:
        import httpx  # see the module's first lines

        try:
            begun = time.monotonic()
            async with self._open().stream(
                method,
                url.reveal() if isinstance(url, Secret) else url,
                headers=headers,
                content=content,
                auth=_bearer(bearer, bare),
            ) as response:
                packing = response.headers.get("content-encoding", "") if self._unpack else ""
                kept = into if response.status_code == 200 else None
                body, cut = await received(response.aiter_raw(CHUNK), packing, kept)
                took = timedelta(seconds=time.monotonic() - begun)
                hide = _hidden(url, bearer)
                answer = Answer(
                    status=response.status_code,
                    headers={name.lower(): hide.clean(value) for name, value in response.headers.items()},
                    body=_clean(body, hide),
                    took=took,
                    cut=cut,
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return NotSent(says=f"{host} cannot be reached ({_why(error)}); nothing was sent")
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, UnicodeError):
            return NotSent(says=f"the request to {host} cannot be written as HTTP; nothing was sent")
        except httpx.TimeoutException:
            return Unknown(says=f"{host} stopped answering")
        except zlib.error:
            return Unknown(says=f"{host} answered with a body that cannot be unpacked")
        except httpx.HTTPError as error:
            return Unknown(says=f"the line to {host} broke ({_why(error)})")
        return self._sorted(answer, host)

    def _sorted(self, answer: Answer, host: str) -> Result:
        if answer.status == 429:
            wait = retry_after(answer.headers.get("retry-after", ""), self._clock.now())
            again = f"try again in {wait.total_seconds():.0f} s" if wait is not None else "it does not say for how long"
            return Limited(says=f"{host} wants fewer requests; {again}", wait=wait)
        if 300 <= answer.status < 400 and answer.status != 304:
            to = shown_host(answer.headers.get("location", "")) or host
            says = f"{host} redirects to {to}; not followed, correct the address if that is meant"
            return Redirected(says=says, status=answer.status, to=to)
        if answer.status >= 500:
            return Unknown(says=f"{host} answered {answer.status}", answer=answer)
        return answer

    def _open(self) -> "httpx.AsyncClient":
        import httpx  # see the module's first lines

        if self._client is None:
            for name in ("httpx", "httpcore"):
                # They log whole URLs and headers; some of our URLs are secrets.
                logging.getLogger(name).addHandler(logging.NullHandler())
                logging.getLogger(name).propagate = False
            self._client = httpx.AsyncClient(
                transport=self._transport,
                verify=_certificates(),
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(TOTAL_S, connect=CONNECT_S),
                # A kept connection may be closed at the other end just as we write: then nobody knows what arrived.
                limits=httpx.Limits(max_keepalive_connections=0),
                headers={"user-agent": f"incident-cockpit/{__version__}", "accept-encoding": "gzip"},
            )
        return self._client


@cache
def _certificates() -> ssl.SSLContext:
    """Loaded once for everybody: some 50 ms."""
    import httpx  # see the module's first lines

    return httpx.create_ssl_context(trust_env=False)


def _worth_another(result: Result) -> bool:
    return isinstance(result, NotSent) or (
        isinstance(result, Unknown) and (result.answer is None or result.answer.status in _AGAIN)
    )


def _bearer(secret: Secret | None, bare: str) -> "httpx.Auth | None":
    import httpx  # see the module's first lines

    class Bearer(httpx.Auth):
        def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def]  # Generator of httpx's own types
            request.headers[bare or "authorization"] = f"{'' if bare else 'Bearer '}{secret.reveal()}" if secret else ""
            yield request

    return Bearer() if secret else None


def _hidden(url: "str | Secret", bearer: Secret | None) -> Redactor:
    """Knows what was secret about a request; a vendor's error may repeat it."""
    redactor = Redactor([bearer] if bearer else [])
    if isinstance(url, Secret):
        path = urlsplit(url.reveal()).path
        for part in (url.reveal(), path, path.replace("/", "\\/"), path.rsplit("/", 1)[-1]):
            redactor.add(Secret(url.name, part))
    return redactor


def _clean(body: bytes, redactor: Redactor) -> bytes:
    return redactor.clean(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _why(error: BaseException) -> str:
    """What the machine says of it, never httpx's own words: those hold addresses."""
    deepest: BaseException | None = error
    kind = type(error).__name__
    while deepest is not None:
        # These two have numbers of their own: as errno, a bad certificate would read "Operation not permitted".
        if isinstance(deepest, ssl.SSLError):
            return printable(f"TLS: {getattr(deepest, 'verify_message', '') or deepest.reason}", 100)
        if isinstance(deepest, socket.gaierror):
            return printable(deepest.strerror or "the name is not known", 100)
        if isinstance(deepest, OSError) and deepest.errno:
            return os.strerror(deepest.errno)  # not its own words: asyncio writes the address into them
        deepest = deepest.__cause__ or deepest.__context__
    return printable(kind, 60)
