"""The engine's own thread and event loop: a frozen terminal must not freeze an action, a clock or the journal."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

from cockpit.engine.kit import Kit
from cockpit.engine.mailbox import Mailbox
from cockpit.engine.requests import Request
from cockpit.engine.session import Session
from cockpit.engine.updates import Ended, Update
from cockpit.ports import Journal, JournalError


class Engine:
    """Runs a session in a thread. `submit` and `stop` may be called from any thread."""

    def __init__(self, kit: Kit, journal: Journal | None = None, closing: Callable[[], None] = lambda: None) -> None:
        """`closing` releases what stands behind the kit, in the engine's thread, after the session ended."""
        self._kit = kit
        self._journal = journal
        self._closing = closing
        self._mailbox = Mailbox()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: Session | None = None
        self._main: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; returns when requests can be taken."""
        self._thread.start()
        self._ready.wait()

    def submit(self, request: Request) -> None:
        """Hand a request to the session. Does nothing once the engine has stopped."""
        if self._loop is None or self._session is None:
            return
        try:
            self._loop.call_soon_threadsafe(self._session.submit, request)
        except RuntimeError:
            return  # stopped in between; `Ended` tells the screen

    def updates(self) -> AsyncIterator[Update]:
        """Everything a screen can be told, until `Ended`."""
        return self._mailbox.updates()

    def stop(self, seconds: float = 5.0) -> bool:
        """End the session: what runs is written down. Whether it ended in time."""
        if not self._thread.ident:
            return True
        if self._loop is not None and self._main is not None:
            try:
                self._loop.call_soon_threadsafe(self._main.cancel)
            except RuntimeError:
                return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._session = Session(self._kit, self._mailbox.put)
        self._main = asyncio.current_task()
        self._ready.set()
        why = ""
        try:
            await self._session.run(self._journal)
        except asyncio.CancelledError:
            why = "closed"
        except JournalError as error:
            why = str(error)
        except ExceptionGroup as crash:
            why = f"the engine stopped because of our mistake ({_names(crash)}); what was written down is safe"
        finally:
            for provider in self._kit.providers.values():
                await provider.close()
            self._closing()
            self._mailbox.put(Ended(why=why))


def _names(crash: ExceptionGroup) -> str:
    """The kinds of the errors in the group, without their words: those may hold a secret."""
    kinds = {type(error).__name__ for error in crash.exceptions}
    return ", ".join(sorted(kinds))
