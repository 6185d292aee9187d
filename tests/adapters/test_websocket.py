"""How long a line may have been dead when its end is noticed."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from cockpit.adapters.websocket import PING_S, PONG_S, Socket, SocketLostError


async def lost(deaf: bool) -> SocketLostError:
    """What is raised when the other side no longer reads, or closes."""

    over = asyncio.Event()

    async def serving(connection: ServerConnection) -> None:
        if deaf:
            connection.transport.pause_reading()
            await over.wait()
            connection.transport.abort()

    async with serve(serving, "127.0.0.1", 0, ping_interval=None) as server:
        address = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        connection = await connect(address, ping_interval=0.05, ping_timeout=0.05, close_timeout=0.1, proxy=None)
        with pytest.raises(SocketLostError) as caught:
            await Socket(connection).receive(10)
        over.set()
    return caught.value


async def test_a_line_on_which_no_ping_is_answered_may_be_dead_since_the_last_answer() -> None:
    assert (await lost(deaf=True)).silent == PING_S + PONG_S


async def test_a_line_that_was_closed_is_noticed_at_once() -> None:
    assert (await lost(deaf=False)).silent == 0.0
