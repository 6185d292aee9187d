"""The engine's own thread and event loop: a frozen terminal must not freeze an action, a clock or the journal."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cockpit.engine.kit import Kit
from cockpit.engine.mailbox import Mailbox
from cockpit.engine.requests import Request
from cockpit.engine.updates import Ended, Ready, Update
from cockpit.ports import JournalError

if TYPE_CHECKING:
    from cockpit.engine.session import Session


@dataclass(frozen=True, slots=True)
class Opened:
    """What an engine runs on. `closing` releases it, in the engine's thread, after the session ended."""

    kit: Kit
    incident: str = ""
    """The incident to go on with; empty: watch until one is declared."""
    closing: Callable[[], None] = lambda: None


class Engine:
    """Runs a session in a thread. `submit` and `stop` may be called from any thread."""

    def __init__(self, opening: Callable[[], Opened]) -> None:
        """`opening` is called in the engine's thread: providers are loaded while the first screen is already seen."""
        self._opening = opening
        self._mailbox = Mailbox()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._lock = threading.Lock()
        self._early: list[Request] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: Session | None = None
        self._main: asyncio.Task[None] | None = None
        self._runbooks: Callable[[], tuple[tuple[str, str, str], ...]] = tuple
        self._copied: Callable[[str], tuple[str, str]] | None = None

    def start(self) -> None:
        """Begin. Requests are taken at once and served when everything is open."""
        self._thread.start()

    def submit(self, request: Request) -> None:
        """Hand a request to the session. Does nothing once the engine has stopped."""
        with self._lock:
            if self._session is None or self._loop is None:
                self._early.append(request)
                return
        try:
            self._loop.call_soon_threadsafe(self._session.submit, request)
        except RuntimeError:
            return  # stopped in between; `Ended` tells the screen

    def updates(self) -> AsyncIterator[Update]:
        """Everything a screen can be told, until `Ended`."""
        return self._mailbox.updates()

    def runbooks(self) -> tuple[tuple[str, str, str], ...]:
        """(id, title, when) of every runbook that can be opened; reads the files' heads."""
        return self._runbooks()

    def copied(self, text: str) -> tuple[str, str]:
        """(`text` as it may leave for the clipboard, the file that keeps it too); nothing before the engine runs."""
        return self._copied(text) if self._copied is not None else ("", "")

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
        try:
            asyncio.run(self._work())
        finally:  # whatever happened, the screen is told; after a first `Ended` nobody hears this one
            self._mailbox.put(Ended(why="the engine stopped because of our mistake; what was written down is safe"))

    async def _work(self) -> None:
        self._main = asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        try:
            opened = self._opening()
        except (LookupError, OSError, ValueError) as error:
            self._mailbox.put(Ended(why=str(error)))
            return
        why = ""
        try:
            await self._serve(opened)
        except asyncio.CancelledError:
            why = "closed"
        except JournalError as error:
            why = str(error)
        except ExceptionGroup as crash:
            why = f"the engine stopped because of our mistake ({_names(crash)}); what was written down is safe"
        finally:
            for provider in opened.kit.providers.values():
                await provider.close()
            opened.closing()
            self._mailbox.put(Ended(why=why))

    async def _serve(self, opened: Opened) -> None:
        from cockpit.engine.session import Session  # 25 ms of modules, in this thread, after the first screen is seen

        session = Session(opened.kit, self._mailbox.put)
        self._runbooks = lambda: tuple(opened.kit.runbooks.listed())
        self._copied = opened.kit.copied
        with self._lock:
            self._session, early = session, self._early
        for request in early:
            session.submit(request)
        self._mailbox.put(Ready(log=opened.kit.log, finder=opened.kit.finder))
        await session.run(opened.kit.incidents.open(opened.incident) if opened.incident else None)


def _names(crash: ExceptionGroup) -> str:
    """The kinds of the errors in the group, without their words: those may hold a secret."""
    kinds = {type(error).__name__ for error in crash.exceptions}
    return ", ".join(sorted(kinds))
