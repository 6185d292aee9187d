"""Asks for a secret's value: it is not shown, not written down, and used for one action."""

import time
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from cockpit.core.secret import Secret, unfit
from screens.ask.dialog import Dialog
from widgets.cells import wrapped
from widgets.line import line
from widgets.page import Page
from widgets.secret_input import SecretInput

PROMISE = (
    "It is not shown, not written down and used for this one action. The plan that follows tells its length, and a "
    "fingerprint where it is long."
)


class SecretScreen(Dialog[Secret | None]):
    """Returns the value as a `Secret` of that name; None: closed."""

    KEYS = "enter takes it · ctrl+u empties · esc closes without"

    def __init__(self, name: str, says: str, why: str, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(f"{name}: {says}", now)
        self._called = name
        self._words = (f"{why[:1].upper()}{why[1:]}.", PROMISE)

    def content(self) -> ComposeResult:
        yield Page(lambda width: [line(row) for words in self._words for row in wrapped(words, width)], id="words")
        yield SecretInput(id="value")

    def first_focus(self) -> Widget | None:
        return self.query_one("#value")

    def on_mount(self) -> None:
        self.query_one("#words").can_focus = False

    @on(SecretInput.Given)
    def _take(self) -> None:
        value = self.query_one(SecretInput).take()
        if why := unfit(value):
            self.wrong(f"what was typed {why}; type it again")
        else:
            self.answer(Secret(self._called, value))
