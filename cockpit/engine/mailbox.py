"""Updates on their way to the screen: what is replaced before it was looked at is never delivered.

A terminal that stops reading freezes the screen's loop, not the engine's: the box stays small however long that takes.
"""

import asyncio
import threading
from collections.abc import AsyncIterator

from cockpit.engine.updates import Ended, Update

ROOM = 2_000  # updates without a key (lines of output, sentences) kept for a screen that is not looking


class Mailbox:
    """Filled on any thread, emptied by one event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Update] = {}
        self._loose = 0
        self._reader: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._rung = False

    def put(self, update: Update) -> None:
        """Deliver `update`; one with the same key that has not been taken yet is replaced and goes to the end."""
        with self._lock:
            key = update.key
            if not key:
                self._loose += 1
                key = f"#{self._loose}"
                self._forget_oldest()
            self._kept.pop(key, None)
            self._kept[key] = update
            self._ring()

    async def updates(self) -> AsyncIterator[Update]:
        """Each update in order, until `Ended`. One reader at a time."""
        bell = asyncio.Event()
        with self._lock:
            self._reader = (asyncio.get_running_loop(), bell)
            self._rung = False
            if self._kept:
                self._ring()
        while True:
            await bell.wait()
            with self._lock:
                taken, self._kept, self._rung = self._kept, {}, False
                bell.clear()
            for update in taken.values():
                yield update
                if isinstance(update, Ended):
                    return

    def _ring(self) -> None:
        if self._reader is None or self._rung:
            return
        loop, bell = self._reader
        self._rung = True
        try:
            loop.call_soon_threadsafe(bell.set)
        except RuntimeError:  # the screen's loop is gone
            self._reader = None

    def _forget_oldest(self) -> None:
        oldest = self._loose - ROOM
        if oldest > 0:
            self._kept.pop(f"#{oldest}", None)
