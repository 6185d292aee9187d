"""Asks for one line of text: a reason, a note, a cause."""

import time
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from screens.ask.dialog import Dialog
from widgets.cells import wrapped
from widgets.line import line
from widgets.page import Page
from widgets.plain_input import PlainInput


class TextScreen(Dialog[str | None]):
    """Returns the text without the spaces around it; None: closed. With `required`, an empty text is not taken."""

    KEYS = "enter takes it · esc closes without"

    def __init__(
        self,
        title: str,
        prompt: str,
        initial: str = "",
        required: bool = True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(title, now)
        self._prompt = prompt
        self._initial = initial
        self._required = required

    def content(self) -> ComposeResult:
        yield Page(lambda width: [line(row) for row in wrapped(self._prompt, width)], id="words")
        yield PlainInput(self._initial, id="text")

    def first_focus(self) -> Widget | None:
        return self.query_one("#text")

    def on_mount(self) -> None:
        self.query_one("#words").can_focus = False

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if self._required and not text:
            self.wrong("Some words are needed here.")
        else:
            self.answer(text)
