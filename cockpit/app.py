"""CockpitApp: the engine's life, the first screen, and an end that says what happened."""

import gc
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen

from cockpit.belt import fasten
from cockpit.core.profile import Profile
from cockpit.crash import report_of
from cockpit.engine.thread import Engine, Opened
from cockpit.engine.updates import Ended
from screens.incident import STYLE, IncidentScreen

if TYPE_CHECKING:
    from screens.ask.read import ReadScreen  # only for the types: a dialog is loaded when it opens
    from screens.log_row import LogRowScreen

fasten()


class CockpitApp(App[None]):
    """Shows one engine. Leaving it ends the engine, which writes down what was running."""

    TITLE = "Incident Cockpit"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", STYLE]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Leave", id="cockpit.leave", tooltip="Leave the cockpit", show=False, priority=True),
    ]

    def __init__(
        self, profile: Profile, clock: Callable[[], datetime], opening: Callable[[], Opened], read_only: bool
    ) -> None:
        super().__init__()
        if "NO_COLOR" in os.environ:
            self.theme = (
                "ansi-dark"  # the other themes only turn grey; this one draws in the terminal's own two colours
            )
        self._profile = profile
        self._clock = clock
        self._read_only = read_only
        self.engine = Engine(opening)
        self.parting = ""
        """What is said on the terminal after the screen has gone."""
        self._said: dict[str, float] = {}

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say it once: the same words while they still stand would only cover the panes."""
        now, seconds = time.monotonic(), self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        if self._said.get(message, now) <= now:
            self._said = {words: until for words, until in self._said.items() if until > now}
            self._said[message] = now + seconds
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def get_default_screen(self) -> Screen[None]:
        return IncidentScreen(
            profile=self._profile,
            submit=self.engine.submit,
            clock=self._clock,
            runbooks=self.engine.runbooks,
            copied=self.engine.copied,
            read_only=self._read_only,
        )

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)  # first paint first, then the sources

    def _begin(self) -> None:
        gc.freeze()  # what start-up made stays; later collections need not look at it again
        self.engine.start()
        self.run_worker(self._show_updates(), group="session", description="updates")

    async def _show_updates(self) -> None:
        async for update in self.engine.updates():
            if isinstance(update, Ended):
                self.parting = self.parting or ("" if update.why == "closed" else update.why)
                self.exit(return_code=1 if self.parting else 0)
                return
            first = self.screen_stack[0]
            if isinstance(first, IncidentScreen):
                first.receive(update)

    def on_read_screen_copy_requested(self, event: "ReadScreen.CopyRequested") -> None:
        """A dialog has no screen above it to ask."""
        self._copy(event.text)

    def on_log_row_screen_copied(self, event: "LogRowScreen.Copied") -> None:
        self._copy(event.text)

    def _copy(self, text: str) -> None:
        first = self.screen_stack[0]
        if isinstance(first, IncidentScreen):
            first.desk.copy(text)

    def _fatal_error(self) -> None:
        """End without a traceback on the terminal: its locals hold tokens. Private in Textual 8.2.8; tested."""
        self.parting = report_of(self._exception)
        self._close_messages_no_wait()
