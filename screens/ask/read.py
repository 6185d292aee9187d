"""Shows a text in full: a row, help, a report."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from screens.ask.dialog import Dialog
from widgets.cells import broken
from widgets.line import line
from widgets.page import Page


class ReadScreen(Dialog[None]):
    """Shows the lines, columns kept, long ones broken; returns nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "back", "Close", id="read.close", tooltip="Close", show=False),
        Binding("y", "copy", "Copy", id="read.copy", tooltip="Copy all of it"),
    ]
    KEYS = "up down pgup pgdn read · y copies · esc closes"

    @dataclass
    class CopyRequested(Message):
        """Reaches the app: there is no screen above this one."""

        text: str

    def __init__(self, title: str, lines: Sequence[str], now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(title, now)
        self._lines_shown = tuple(lines)

    def content(self) -> ComposeResult:
        yield Page(lambda width: [line(row) for text in self._lines_shown for row in broken(text, width)], id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one("#words")

    def action_copy(self) -> None:
        self.post_message(self.CopyRequested("\n".join(self._lines_shown)))
