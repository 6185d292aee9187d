"""A log source that waits for the network: a daemon thread with an event loop of its own, stopped promptly."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event, Thread

PATIENCE_S = 5.0  # that a source may take to say goodbye


class Awaited:
    """Implements `ports.LogSource`. `run` gets an event that is set when it is to end; it must not raise."""

    def __init__(self, name: str, run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
        self._run = run
        self._ready = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = Thread(target=lambda: asyncio.run(self._main()), name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ask it to end and wait, but not for ever: a vendor that hangs must not keep the cockpit open."""
        if self._thread.ident is None:
            return
        self._ready.wait(PATIENCE_S)
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            try:
                self._loop.call_soon_threadsafe(self._stopping.set)
            except RuntimeError:
                return  # it has just ended by itself
        self._thread.join(PATIENCE_S)

    async def _main(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._run(self._stopping)
