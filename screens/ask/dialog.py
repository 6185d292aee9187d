"""The base of all screens that ask: a box over the cockpit that is deaf for a moment after it opens."""

import time
from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget

from cockpit.core.text import printable
from widgets.cell import Cell
from widgets.line import Tone
from widgets.lines import Lines
from widgets.page import Page

T = TypeVar("T")

DEAF = 0.3  # seconds: a key held down for the screen below must not answer this one
LOOK_AGAIN = 0.05


class Box(Vertical):
    """The frame around what is asked."""

    DEFAULT_CSS = """
    Box {
        width: 100%;
        max-width: 100;
        height: auto;
        max-height: 100%;
        overflow-y: auto;
        border: heavy $border;
        background: $surface;
        padding: 0 1;
    }
    """


class Dialog(ModalScreen[T]):
    """Asks and returns an answer, or None when it was closed with escape.

    Nothing in it can be pressed, clicked or typed into until `now` has moved on by DEAF seconds.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        #keys { margin-top: 1; }
        #wrong { display: none; }
        .buttons { margin-top: 1; }
        Button { margin-right: 3; min-width: 12; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="ask.back", tooltip="Close without an answer"),
        Binding("pagedown,ctrl+d", "turn(1)", "More", id="ask.more", tooltip="Read on", show=False),
        Binding("pageup,ctrl+u", "turn(-1)", "Back", id="ask.less", tooltip="Read back", show=False),
    ]
    KEYS: ClassVar[str] = "esc closes"
    """What the keys do, shown in the last line."""

    def __init__(self, title: str, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._title = printable(title)
        self._now = now
        self._opened = now()
        self._waking: Timer | None = None

    @property
    def ready(self) -> bool:
        """Whether it listens yet."""
        return self._now() - self._opened >= DEAF

    def content(self) -> ComposeResult:
        """The widgets between the title and the key line."""
        raise NotImplementedError

    def first_focus(self) -> Widget | None:
        """Where keys go once it listens."""
        return None

    def answer(self, value: T) -> None:
        """Close with `value`, if it listens yet."""
        if self.ready:
            self.dismiss(value)

    def wrong(self, words: str) -> None:
        """Say why the answer cannot be taken."""
        cell = self.query_one("#wrong", Cell)
        cell.show(f"[!] {words}" if words else "", Tone.BAD)
        cell.display = bool(words)
        self.fit()

    def compose(self) -> ComposeResult:
        with Box(id="dialog", disabled=True) as box:
            box.border_title = Content(self._title)
            yield from self.content()
            yield Cell(id="wrong")
            yield Cell(self.KEYS, Tone.MUTED, id="keys")

    def fit(self) -> None:
        """Give the words the rows that the rest leaves, so that question, buttons and keys are always seen."""
        box = self.query_one("#dialog")
        width = max(box.content_size.width, 1)
        rest = [child for child in box.children if child.display and child.id != "words"]
        taken = sum(child.styles.margin.height + _rows(child, width) for child in rest)
        for words in self.query("#words"):
            words.styles.max_height = max(self.size.height - taken - box.styles.gutter.height, 1)

    def on_resize(self) -> None:
        self.call_after_refresh(self.fit)
        self.fit()

    def on_mount(self) -> None:
        self._opened = self._now()
        self._waking = self.set_interval(LOOK_AGAIN, self._wake)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.ready if action in ("back", "turn") else True

    def action_back(self) -> None:
        self.dismiss(None)

    def action_turn(self, pages: int) -> None:
        for page in self.query("#words").results(Lines):
            page.action_page(pages)

    def _wake(self) -> None:
        if self.ready and self._waking is not None:
            self._waking.stop()
            self.query_one("#dialog").disabled = False
            focus = self.first_focus()
            if focus is not None:
                self.set_focus(focus)


def _rows(child: Widget, width: int) -> int:
    """The rows of a fixed part of the box; only pages are higher than what their style says."""
    if isinstance(child, Page):
        return child.rows(width)
    height = child.styles.height
    return int(height.value) if height is not None and height.is_cells else 1
