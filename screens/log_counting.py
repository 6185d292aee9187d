"""The base of the screens that go through a log once: the counting runs in a thread, shows how far it is, and stops."""

import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from threading import Event
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from cockpit.core.logfilter import LogFilter
from cockpit.core.logrow import ParsedRow
from cockpit.ports import LogView
from screens.ask.dialog import Dialog
from widgets.log_rows import Rows
from widgets.log_scan import scan
from widgets.log_title import grouped
from widgets.pick_list import Option, PickList

T = TypeVar("T")
Take = Callable[[int, ParsedRow], None]
SHOWN_EVERY = 0.3  # seconds between two looks at what was counted so far


class CountingScreen(Dialog[T], Generic[T]):
    """Counts the rows shown in the log pane; what was counted so far can be used at once."""

    DEFAULT_CSS = """
    CountingScreen { #about { color: $text-muted; margin-bottom: 1; } }
    """

    def __init__(self, title: str, view: LogView, rows: Rows | None, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(title, now)
        self._log, self._rows = view, rows
        self._stop = Event()
        self._share = 0.0
        self._counted = 0
        self._over = False

    def content(self) -> ComposeResult:
        yield Static("", id="about", markup=False)
        yield PickList(id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one(PickList)

    def on_mount(self) -> None:
        self.set_interval(SHOWN_EVERY, self._show)
        self.count_again()

    def on_unmount(self) -> None:
        self._stop.set()

    def count_again(self) -> None:
        """Begin anew; what runs is stopped."""
        self._stop.set()
        stop = self._stop = Event()
        self._share, self._counted, self._over = 0.0, 0, False
        counts = self.counts()

        def work() -> None:
            for wanted, take in counts:
                for number, row in scan(self._log, self._rows, wanted, self._far, stop.is_set):
                    take(number, row)
                    self._counted += 1
            if not stop.is_set():
                self.app.call_from_thread(self._end, stop)

        self.run_worker(work, thread=True, group="log counting", description="count the log")

    @abstractmethod
    def counts(self) -> Sequence[tuple[LogFilter | None, Take]]:
        """For a new count: which rows are gone through (None: all), one after the other, and what takes each."""

    @abstractmethod
    def options(self) -> list[Option]:
        """What was counted so far."""

    @abstractmethod
    def about(self) -> str:
        """A line above it."""

    @property
    def over(self) -> bool:
        """Whether everything was gone through."""
        return self._over

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        if self._over:
            return f"{grouped(self._counted)} rows"
        return f"{grouped(self._counted)} rows so far, {100 * self._share:.0f} % of the log looked at"

    def _end(self, stop: Event) -> None:
        if stop is self._stop:
            self._over = True
            self._show()

    def _far(self, share: float) -> None:
        self._share = share

    def _show(self) -> None:
        self.query_one("#about", Static).update(self.about())
        self.query_one(PickList).offer(self.options())
