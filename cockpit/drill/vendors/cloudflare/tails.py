"""The WebSocket side of live tails: `trace-v1`, filters, expiry without a word, lines that drop."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

Json = Mapping[str, object]


@dataclass
class LabTail:
    """One tail and who listens to it."""

    id: str
    worker: str
    filters: list[Json]
    expires_at: datetime
    listeners: list[ServerConnection] = field(default_factory=list)


class TailHub:
    """Hands events to the tails that listen. `life`: what a new tail says of its end."""

    def __init__(self) -> None:
        self.tails: dict[str, LabTail] = {}
        self.life = timedelta(hours=6)
        self.silent = False
        """Whether connections stay open and nothing comes any more."""
        self.protocol = "trace-v1"
        self.made = 0
        self.deleted: list[str] = []
        self.greetings: list[str] = []
        self._lock = threading.Lock()
        self._server: Server = serve(self._listen, "127.0.0.1", 0, select_subprotocol=self._select, compression=None)
        self.port: int = cast(int, self._server.socket.getsockname()[1])
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def make(self, worker: str, filters: list[Json]) -> LabTail:
        with self._lock:
            self.made += 1
            tail = LabTail(f"tail-{self.made}", worker, filters, datetime.now(UTC) + self.life)
            self.tails[tail.id] = tail
            return tail

    def delete(self, id: str) -> bool:
        with self._lock:
            self.deleted.append(id)
            return self.tails.pop(id, None) is not None

    def say(self, worker: str, event: Json | bytes) -> int:
        """Hand `event` to every listener of `worker` whose filters it passes; how many got it."""
        text = event if isinstance(event, bytes) else json.dumps(event).encode()
        told, now = 0, datetime.now(UTC)
        with self._lock:
            live = [tail for tail in self.tails.values() if tail.worker == worker and tail.expires_at > now]
            listening = [(tail, one) for tail in live for one in tail.listeners]
        for tail, one in listening:
            if self.silent or not (isinstance(event, bytes) or all(_passes(event, wanted) for wanted in tail.filters)):
                continue
            try:
                one.send(text.decode("utf-8", "replace") if isinstance(event, bytes) else text.decode())
                told += 1
            except ConnectionClosed:
                continue
        return told

    def listening(self, worker: str) -> int:
        with self._lock:
            return sum(len(tail.listeners) for tail in self.tails.values() if tail.worker == worker)

    def drop(self, code: int = 1011) -> None:
        """End every connection from this side."""
        with self._lock:
            ending = [one for tail in self.tails.values() for one in tail.listeners]
        for one in ending:
            one.close(code)

    def reset(self) -> None:
        """Break every connection without a word, as a router does that has forgotten them."""
        with self._lock:
            ending = [one for tail in self.tails.values() for one in tail.listeners]
        for one in ending:
            one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close_socket()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()

    def _select(self, connection: ServerConnection, offered: object) -> Subprotocol | None:
        return Subprotocol(self.protocol) if self.protocol in cast(list[str], offered) else None

    def _listen(self, connection: ServerConnection) -> None:
        request = connection.request
        tail = self.tails.get(request.path.rsplit("/", 1)[-1]) if request else None
        if tail is None:
            connection.close(1008)
            return
        with self._lock:
            tail.listeners.append(connection)
        try:
            for message in connection:
                self.greetings.append(str(message))
        except ConnectionClosed:
            return  # a client that goes away is what some tests want
        finally:
            with self._lock:
                tail.listeners.remove(connection)


def _passes(event: Json, wanted: Json) -> bool:
    [(kind, value)] = wanted.items()
    passes = _PASSES.get(kind)
    return passes is None or passes(event, value)


def _method(event: Json, value: object) -> bool:
    request = cast(Json, cast(Json, event.get("event") or {}).get("request") or {})
    return request.get("method") in cast(list[str], value)


def _query(event: Json, value: object) -> bool:
    return any(
        str(value) in json.dumps(cast(Json, log)["message"]) for log in cast(list[object], event.get("logs", []))
    )


_PASSES: Mapping[str, Callable[[Json, object], bool]] = {
    "outcome": lambda event, value: event.get("outcome") in cast(list[str], value),
    "method": _method,
    "query": _query,
}
