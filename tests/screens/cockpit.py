"""The incident screen alone: told updates by the test, and keeping what a person asks."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from textual.app import App
from textual.screen import Screen

import cockpit
from cockpit.belt import fasten
from cockpit.core.profile import Profile
from cockpit.engine.requests import Request
from screens.incident import STYLE, IncidentScreen


class Alone(App[None]):
    """Shows the screen of `profile`; `answers`, if given, is called with each request."""

    CSS_PATH = [Path(cockpit.__file__).with_name("app.tcss"), STYLE]

    def __init__(
        self, profile: Profile, now: datetime, answers: Callable[["Alone", Request], None] | None = None
    ) -> None:
        super().__init__()
        fasten()
        self._profile = profile
        self._now = now
        self._answers = answers
        self.asked: list[Request] = []

    def get_default_screen(self) -> Screen[None]:
        self.cockpit = IncidentScreen(
            self._profile, self.take, lambda: self._now, tuple, lambda text: (text, ""), read_only=False
        )
        return self.cockpit

    def take(self, request: Request) -> None:
        self.asked.append(request)
        if self._answers is not None:
            self._answers(self, request)
