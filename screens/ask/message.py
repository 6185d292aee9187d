"""Shows a message before it goes out, to be read and changed."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import TextArea

from cockpit.core.duration import short
from cockpit.core.text import printable, printable_lines
from screens.ask.dialog import Dialog
from widgets.cell import Cell
from widgets.line import Tone
from widgets.plain_area import PlainArea


class MessageArea(PlainArea):
    """The text, in as many rows as the terminal can spare."""

    DEFAULT_CSS = """
    MessageArea { height: 12; border: none; padding: 0; }
    MessageArea:focus { border: none; }
    """


class MessageScreen(Dialog[str | None]):
    """Returns the text as it was left; None: closed. Going on only shows the plan: sending is confirmed after."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Go on", id="message.go-on", tooltip="Go on with this text", priority=True),
    ]
    KEYS = "ctrl+s goes on · esc closes without"

    def __init__(
        self,
        title: str,
        text: str,
        channel: str = "",
        promise: timedelta | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(title, now)
        self._text = "\n".join(printable_lines(text))
        self._channel = printable(channel)
        self._promise = promise

    def content(self) -> ComposeResult:
        where = f"goes to {self._channel}" if self._channel else "no channel can send it: copy it and send it by hand"
        promise = f"; promises the next update in {short(self._promise)}" if self._promise else ""
        yield Cell(where + promise, Tone.ACCENT)
        yield MessageArea(self._text, id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one("#words")

    def action_take(self) -> None:
        text = "\n".join(printable_lines(self.query_one("#words", TextArea).text)).strip()
        if text:
            self.answer(text)
        elif self.ready:
            self.wrong("The message is empty.")
