"""Real HTTP servers on the loopback address that answer as told, well or badly, and remember what they were asked."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def standing() -> datetime:
    """The clock of a vendor whose time does not pass; the demo gives it one that does."""
    return NOW


class QuickClock:
    """Waits take no time and are written down."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.later = timedelta()

    def now(self) -> datetime:
        return NOW + self.later

    def monotonic(self) -> float:
        return sum(self.waited)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What to answer. `hang`: nothing until the server closes. `reset`: break the line after `body`."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False
    reset: bool = False
    times: int = 1
    """How often `body` is sent, for answers too large to build."""


Behaviour = Callable[[Asked], Reply]


class Loopback:
    """A running server: its address, and every request it got."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def loopback(answer: Behaviour | Reply) -> Iterator[Loopback]:
    """A server that answers every request with `answer`, or with what `answer` makes of it."""
    fixed = answer
    server = Loopback((lambda _: fixed) if isinstance(fixed, Reply) else fixed)
    try:
        yield server
    finally:
        server.close()


def unused_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast(int, probe.getsockname()[1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def __init__(self, owner: Loopback) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what some tests want."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        owner = self.server.owner
        length = int(self.headers.get("content-length") or 0)
        asked = Asked(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        owner.asked.append(asked)
        reply = owner.behaviour(asked)
        if reply.hang:
            owner.closing.wait()
            return
        self.send_response(reply.status)
        size = len(reply.body) * reply.times + (1000 if reply.reset else 0)
        for name, value in {"content-type": "text/plain", "content-length": str(size), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        for _ in range(reply.times):
            self.wfile.write(reply.body)
        if reply.reset:
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

    do_GET = _serve  # noqa: N815  # the name http.server looks for
    do_POST = _serve  # noqa: N815  # the same
    do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815  # the same

    def log_message(self, format: str, *args: object) -> None:
        """Tests look at `asked` instead."""
