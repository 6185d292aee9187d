"""A proxy in front of PostgreSQL that swallows or cuts the answer to COMMIT: the line that dies at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path


class Fault(StrEnum):
    """`cut`: the connection ends; `swallow`: it stays up and says nothing. `before`: the server never saw COMMIT."""

    NONE = "none"
    CUT_AFTER = "cut after"
    CUT_BEFORE = "cut before"
    SWALLOW = "swallow"
    SILENT = "silent"
    """Nothing gets through at all."""


class LossyLine:
    """What the proxy does now, and where it listens."""

    def __init__(self) -> None:
        self.fault = Fault.NONE
        self.port = 0


@asynccontextmanager
async def lossy(socket: Path) -> AsyncIterator[LossyLine]:
    """A line on a loopback port to the server whose socket is in the folder `socket`."""
    line = LossyLine()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        upstream = None
        with suppress(ConnectionError, asyncio.CancelledError):
            far_reader, upstream = await asyncio.open_unix_connection(str(socket / ".s.PGSQL.5432"))
            async with asyncio.TaskGroup() as group:
                state = _State()
                group.create_task(_requests(line, state, reader, upstream, writer))
                group.create_task(_answers(line, state, far_reader, writer))
        for end in (writer, upstream):
            if end is not None:
                end.close()
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


class _State:
    committing = False


async def _requests(
    line: LossyLine, state: _State, reader: asyncio.StreamReader, far: asyncio.StreamWriter, near: asyncio.StreamWriter
) -> None:
    while chunk := await reader.read(65536):
        if line.fault is Fault.SILENT:
            continue
        if b"COMMIT" in chunk and line.fault is not Fault.NONE:
            state.committing = True
            if line.fault is Fault.CUT_BEFORE:
                far.close()
                near.close()
                return
        far.write(chunk)
        await far.drain()
    far.close()


async def _answers(line: LossyLine, state: _State, far: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await far.read(65536):
        if line.fault is Fault.SILENT or (state.committing and line.fault is Fault.SWALLOW):
            continue
        if state.committing and line.fault is Fault.CUT_AFTER:
            break
        writer.write(chunk)
        await writer.drain()
    writer.close()
