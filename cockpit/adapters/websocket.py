"""The one door to WebSockets: as strict as the one to HTTP. No redirects, no proxies, bounded messages, kept alive.

The only module that imports websockets, and it does so when the first connection is made (some 30 ms).
"""

import asyncio
from typing import TYPE_CHECKING

from cockpit import __version__
from cockpit.adapters.address import BadAddressError, checked
from cockpit.core.secret import Secret
from cockpit.core.text import printable

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPEN_S = 10.0
PING_S = 10.0
PONG_S = 10.0
MOST_BYTES = 4 * 1024 * 1024  # of one message
WAITING = 4096  # messages that may wait to be read before the other side is slowed down


class SocketLostError(Exception):
    """The connection could not be made or is gone. `str()` is one printable sentence that holds no address."""

    def __init__(self, says: str, silent: float = 0.0) -> None:
        """`silent`: seconds before now in which it may have brought nothing any more."""
        super().__init__(says)
        self.silent = silent


class Socket:
    """One open connection; used by one task."""

    def __init__(self, connection: "ClientConnection") -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        """Raises SocketLostError."""
        from websockets.exceptions import ConnectionClosed  # see the module's first lines

        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise SocketLostError(_closed(error)) from None

    async def receive(self, seconds: float) -> bytes | None:
        """The next message; None: none came in time. Raises SocketLostError."""
        from websockets.exceptions import ConnectionClosed  # see the module's first lines

        try:
            async with asyncio.timeout(seconds):
                message = await self._connection.recv()
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise SocketLostError(_closed(error), _silent(error)) from None
        return message.encode("utf-8", "surrogateescape") if isinstance(message, str) else bytes(message)

    async def close(self) -> None:
        await self._connection.close()


async def opened(url: Secret, protocol: str) -> Socket:
    """A connection to `url` (wss, or ws on this machine) that speaks `protocol`. Raises SocketLostError."""
    from websockets.asyncio.client import connect  # see the module's first lines
    from websockets.exceptions import InvalidHandshake, InvalidURI
    from websockets.typing import Subprotocol

    class Straight(connect):
        def process_redirect(self, exc: Exception) -> Exception:
            return exc  # the address is a secret: it goes to nobody else

    try:
        host = checked(url.reveal().replace("ws", "http", 1) if url.reveal().startswith("ws") else "")
    except BadAddressError as error:
        raise SocketLostError(str(error)) from None
    try:
        connection = await Straight(
            url.reveal(),
            subprotocols=[Subprotocol(protocol)],
            compression=None,
            proxy=None,
            user_agent_header=f"incident-cockpit/{__version__}",
            open_timeout=OPEN_S,
            ping_interval=PING_S,
            ping_timeout=PONG_S,
            close_timeout=2,
            max_size=MOST_BYTES,
            max_queue=WAITING,
        )
    except InvalidHandshake as error:
        status = getattr(getattr(error, "response", None), "status_code", None)
        raise SocketLostError(f"{host} does not open the connection ({status or type(error).__name__})") from None
    except (OSError, InvalidURI, TimeoutError, EOFError) as error:
        why = "no answer" if isinstance(error, TimeoutError) else type(error).__name__
        raise SocketLostError(f"{host} cannot be reached ({why})") from None
    if connection.subprotocol != protocol:
        await connection.close()
        raise SocketLostError(f"{host} does not speak {protocol}")
    return Socket(connection)


def _closed(error: Exception) -> str:
    received = getattr(error, "rcvd", None)
    if received is None:
        return "the connection broke"
    return printable(
        f"the other side closed it ({received.code}{' ' + received.reason if received.reason else ''})", 120
    )


def _silent(error: Exception) -> float:
    """A line that swallows everything is noticed by a ping without an answer: it may be dead since the last answer."""
    sent = getattr(error, "sent", None)
    unanswered = getattr(error, "rcvd", None) is None and getattr(sent, "reason", "") == "keepalive ping timeout"
    return PING_S + PONG_S if unanswered else 0.0
