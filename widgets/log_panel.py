"""The log pane: what the keys do. It shows a log and says what the person chose; it changes nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.text import decoded, printable
from widgets.log_filter import RowFilter
from widgets.log_keys import HELP, KEYS
from widgets.log_prompt import LogPrompt
from widgets.log_seek import ERROR_WORDS, is_grave, seek
from widgets.log_sheet import LogSheet

COPIED_AT_MOST = 1 << 16  # characters


class LogPanel(LogSheet, can_focus=True, can_focus_children=True):
    """A pane on `view`. Keys move the reader, mark, filter and search; choices go up as messages."""

    BINDINGS = KEYS
    HELP = HELP

    @dataclass
    class TimeZeroChosen(Message):
        """The incident began at this row."""

        at: datetime
        text: str

    @dataclass
    class Copied(Message):
        """A row to put on the clipboard: one line, printable."""

        text: str

    @dataclass
    class Pinned(Message):
        """A row to keep as evidence."""

        source: str
        text: str
        at: datetime | None

    @dataclass
    class RowOpened(Message):
        """A row to show whole."""

        parsed: ParsedRow

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._stop_seek = Event()

    def compose(self) -> ComposeResult:
        yield LogPrompt()

    def on_unmount(self) -> None:
        self._stop_work()

    def action_move(self, rows: int) -> None:
        self.place.move(rows)
        self.frame()

    def action_page(self, pages: int) -> None:
        self.place.page(pages)
        self.frame()

    def action_home(self) -> None:
        self.place.go(0)
        self.frame()

    def action_follow(self) -> None:
        self.place.follow()
        self.frame()

    def action_pause(self) -> None:
        if self.place.following:
            self.place.pause()
        else:
            self.place.follow()
        self.frame()

    def action_ask(self) -> None:
        """Ask for a filter or a text to mark."""
        prompt = self.query_one(LogPrompt)
        prompt.value = str(self.place.filter or "")
        prompt.add_class("-open")
        self.foot = 1
        self.frame()
        prompt.focus()

    def action_clear(self) -> None:
        """Drop the innermost: a running search, the marked text, then the filter."""
        if self.needle:
            self.needle = ""
        elif self.place.filter is not None:
            self._narrow(None)
        self._stop_seek.set()
        self.frame()

    def action_match(self, forward: bool) -> None:
        needle = self.needle or (
            self.place.filter.needle if self.place.filter and not self.place.filter.inverse else ""
        )
        if not needle:
            self._say("Nothing to look for; press / and type a text, or ?text to mark it without filtering.")
            return
        self._seek((needle.encode("utf-8", "replace"),), forward, self.place.shows, f"row with {needle}")

    def action_error(self, forward: bool) -> None:
        view = self.view
        if view is not None:
            self._seek(ERROR_WORDS, forward, lambda row: self.place.shows(row) and is_grave(view, row), "error")

    def action_mark(self) -> None:
        row = self.place.row(self.place.cursor)
        if row is not None:
            self.marks ^= {row}
            self.frame()

    def action_next_mark(self) -> None:
        if not self.marks:
            self._say("No bookmark yet; press m on a row to set one.")
            return
        here = self.place.row(self.place.cursor)
        after = [row for row in self.marks if here is None or row > here]
        self.place.go_to_row(min(after or self.marks))
        self.frame()

    def action_time_zero(self) -> None:
        if (row := self._row()) is None:
            return
        parsed = parse(row)
        if parsed.at is None:
            self._say("This row tells no time; choose one that does.")
        else:
            self.post_message(self.TimeZeroChosen(parsed.at, parsed.text))

    def action_relative(self) -> None:
        if self.t0 is None:
            self._say("No T0 yet; press t on the row where it began.")
            return
        self.relative = not self.relative
        self.frame()

    def action_copy(self) -> None:
        if (row := self._row()) is not None:
            self.post_message(self.Copied(printable(decoded(row.raw), COPIED_AT_MOST)))

    def action_pin(self) -> None:
        if (row := self._row()) is not None:
            parsed = parse(row)
            self.post_message(self.Pinned(parsed.source, printable(decoded(row.raw)), parsed.at))

    def action_open(self) -> None:
        if (row := self._row()) is not None:
            self.post_message(self.RowOpened(parse(row)))

    def on_click(self, event: events.Click) -> None:
        index = self.place.top + event.y - 1
        if event.y > 0 and self.place.row(index) is not None:
            self.place.go(index)
            self.frame()

    def on_focus(self) -> None:
        self.frame()

    def on_blur(self) -> None:
        self.frame()

    @on(LogPrompt.Submitted)
    def _apply(self, event: LogPrompt.Submitted) -> None:
        event.stop()
        text = event.value
        self._close_prompt()
        if text.startswith("?"):
            self.needle = text[1:]
            if self.needle:
                self.action_match(forward=False)
        else:
            inverse = text.startswith("!") and len(text) > 1
            wanted = text[1:] if inverse else text
            self._narrow(RowFilter(wanted, inverse) if wanted else None)
        self.frame()

    @on(LogPrompt.Left)
    def _leave(self, event: LogPrompt.Left) -> None:
        event.stop()
        self._close_prompt()

    def _close_prompt(self) -> None:
        self.query_one(LogPrompt).remove_class("-open")
        self.foot = 0
        self.focus()
        self.frame()

    def _narrow(self, rows: RowFilter | None) -> None:
        if self.place.filter is not None:
            self.place.filter.stopped = True
        self.place.narrowed(rows)

    def catch_up(self) -> None:
        """A few new rows are looked at right here; many in a thread, while keys go on working."""
        rows, view = self.place.filter, self.view
        if rows is None or view is None:
            return
        if not rows.busy:
            rows.advance(view)
        else:
            work = partial(rows.advance, view)
            self.run_worker(work, thread=True, group="log filter", description="filter the log")

    def _seek(self, needles: tuple[bytes, ...], forward: bool, fits: Callable[[int], bool], what: str) -> None:
        """Look for a row in a thread; a newer search ends an older one."""
        view = self.view
        if view is None:
            return
        self._stop_seek.set()
        stop = self._stop_seek = Event()
        here = self.place.row(self.place.cursor)
        start = (len(view) if not forward else -1) if here is None else here

        def work() -> None:
            found = seek(view, needles, start, forward, fits, stop)
            if not stop.is_set():
                self.app.call_from_thread(self._found, found, what, forward)

        self.run_worker(work, thread=True, group="log search", description="search the log")

    def _found(self, row: int | None, what: str, forward: bool) -> None:
        if row is None:
            self._say(f"No {what} {'below' if forward else 'above'} this row.")
        else:
            self.place.go_to_row(row)
            self.frame()

    def _row(self) -> LogRow | None:
        """The row under the cursor; the newest one while following."""
        row = self.place.row(self.place.cursor)
        if row is None or self.view is None:
            return None
        return next(iter(self.view.rows(row, row + 1)), None)

    def _stop_work(self) -> None:
        self._stop_seek.set()
        if self.place.filter is not None:
            self.place.filter.stopped = True

    def _say(self, text: str) -> None:
        self.app.notify(printable(text), severity="warning", markup=False)
