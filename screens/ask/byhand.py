"""Shows a block a person runs elsewhere, and takes what came of it."""

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import TextArea

from cockpit.core.profile import ENVIRONMENTS
from cockpit.core.text import printable_lines
from cockpit.engine.updates import ByHandWanted
from screens.ask.dialog import Dialog
from widgets.cell import Cell
from widgets.cells import broken, wrapped
from widgets.line import Line, Part, Tone, line
from widgets.page import Page
from widgets.plain_area import PlainArea

LONGEST = 64 * 1024  # characters of a pasted result that are kept


class ResultArea(PlainArea):
    """Where the result is pasted."""

    DEFAULT_CSS = """
    ResultArea { height: 6; border: none; padding: 0; background: $panel; }
    ResultArea:focus { border: none; }
    """


class ByHandScreen(Dialog[str | None]):
    """Returns what came of it, as it was given; None: closed, nothing was run or told."""

    DEFAULT_CSS = """
    ByHandScreen { #asked { margin-top: 1; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="byhand.copy", tooltip="Copy the block"),
        Binding("ctrl+s", "take", "Keep", id="byhand.keep", tooltip="Keep the result", priority=True),
    ]
    KEYS = "y copies · tab goes to the result · ctrl+s keeps it · esc closes"

    def __init__(
        self, wanted: ByHandWanted, copy: Callable[[str], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(f"By hand: {wanted.title}", now)
        self._wanted = wanted
        self._copy = copy

    def content(self) -> ComposeResult:
        yield Page(lambda width: list(self._words(width)), id="words")
        yield Cell("What came of it? Paste it here, or write a word.", Tone.STRONG, id="asked")
        yield ResultArea(id="result")

    def first_focus(self) -> Widget | None:
        return self.query_one("#words")

    def action_copy(self) -> None:
        self._copy("\n".join(self._wanted.lines))

    def action_take(self) -> None:
        text = "\n".join(printable_lines(self.query_one("#result", TextArea).text)).strip()
        if text:
            self.answer(text[:LONGEST])
        elif self.ready:
            self.wrong("Paste what came of it, or write a word: the report keeps it as evidence.")
            self.set_focus(self.query_one("#result"))

    def _words(self, width: int) -> Iterator[Line]:
        wanted = self._wanted
        for row in wrapped(f"Not run here: {wanted.why}.", width):
            yield line((row, Tone.MUTED))
        environment = ENVIRONMENTS.get(wanted.environment)
        word: list[Part] = [(f"{environment.word}  ", Tone.WARN)] if environment else []
        first, *rest = wrapped(f"Run it here: {wanted.where}", max(width - 12, 8)) or [""]
        yield line(*word, (first, Tone.STRONG))
        yield from (line((row, Tone.STRONG)) for row in rest)
        yield line("")
        for text in wanted.lines:
            yield from (line(("│ ", Tone.MUTED), (row, Tone.CODE)) for row in broken(text, max(width - 2, 8)) or [""])
        if wanted.left:
            yield line("")
            said = f"[!] Put in yourself: {', '.join(wanted.left)}."
            yield from (line((row, Tone.WARN)) for row in wrapped(said, width))
