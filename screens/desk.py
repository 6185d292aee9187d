"""The incident screen as the flows see it: what is known, and how to ask, tell and copy."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from textual.screen import ModalScreen

from cockpit.core.profile import Profile
from cockpit.engine.requests import Request
from screens.commands import load
from screens.view import View
from widgets.audit_panel import AuditPanel
from widgets.log_panel import LogPanel

if TYPE_CHECKING:
    from screens.incident import IncidentScreen  # only for the type: the screen makes its desk

T = TypeVar("T")

SHORT, LONG = 4.0, 8.0  # seconds a sentence stays in the corner
ROWS: dict[type, str] = {LogPanel: "log", AuditPanel: "audit pane"}

Severity = Literal["information", "warning", "error"]


class Desk:
    """Implements screens.flows.console.Console. One question is in front at a time; others wait their turn."""

    def __init__(
        self,
        screen: "IncidentScreen",
        runbooks: Callable[[], tuple[tuple[str, str, str], ...]],
        copied: Callable[[str], tuple[str, str]],
    ) -> None:
        self._screen = screen
        self._runbooks = runbooks
        self._copied = copied
        self._turn = asyncio.Lock()

    @property
    def view(self) -> View:
        return self._screen.view

    @property
    def profile(self) -> Profile:
        return self._screen.profile

    @property
    def now(self) -> datetime:
        return self._screen.clock()

    @property
    def runbooks(self) -> tuple[tuple[str, str, str], ...]:
        return self._runbooks()

    def submit(self, request: Request) -> None:
        self._screen.submit(request)

    async def ask(self, screen: ModalScreen[T]) -> T | None:
        async with self._turn:
            return await self._screen.app.push_screen_wait(screen)

    @property
    def row_pane(self) -> str:
        return ROWS.get(type(self._screen.pane), "")

    def keep_row(self) -> None:
        pane = self._screen.pane
        if isinstance(pane, LogPanel | AuditPanel):
            pane.action_pin()

    def copy(self, text: str) -> None:
        """To the terminal's clipboard and to a file: a terminal may ignore the first without a word."""
        clean, kept = self._copied(text)
        self._screen.app.copy_to_clipboard(clean)
        self.tell(f"sent to the terminal's clipboard{f'; also in {kept}' if kept else ''}")

    def tell(self, text: str, severity: str = "information") -> None:
        seconds = LONG if severity == "error" else SHORT
        self._screen.app.notify(text, severity=cast(Severity, severity), timeout=seconds, markup=False)

    def change_theme(self) -> None:
        """Dark to light and back; an ANSI theme stays ANSI, so that NO_COLOR stays without colour."""
        app = self._screen.app
        kind = "ansi" if app.theme.startswith("ansi") else "textual"
        app.theme = f"{kind}-light" if app.current_theme.dark else f"{kind}-dark"

    def zoom(self) -> None:
        self._screen.action_zoom()

    def begin(self, flow: str, *about: object) -> None:
        """Run a flow in the background: it may ask, and ends with a request or with nothing."""
        self._screen.run_worker(load(flow)(self, *about), group="flows", description=flow)
