"""The log pane: what the keys do. It shows a log and says what the person chose; it changes nothing itself."""

from dataclasses import dataclass
from datetime import UTC, datetime

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

from cockpit.core.dossier import request_of
from cockpit.core.logfilter import read
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.logterms import BadTermError
from cockpit.core.moments import MomentError
from cockpit.core.text import decoded, printable
from cockpit.ports import LogView
from widgets.log_asked import COMMENT, TIME, Comment, GoTo, MarkOnly, Narrow, asked
from widgets.log_keys import HELP, KEYS
from widgets.log_prompt import LogPrompt
from widgets.log_rows import Rows
from widgets.log_search import LogSearch
from widgets.log_seek import place_of_time
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
    class Commented(Message):
        """Words of the person about a row."""

        source: str
        text: str
        at: datetime | None
        says: str

    @dataclass
    class CountRequested(Message):
        """Count the rows shown by what they have in common, or (`over_time`) warnings and errors over time."""

        view: LogView
        rows: Rows | None
        over_time: bool
        panel: "LogPanel"

    @dataclass
    class FindRequested(Message):
        """Look for something in everything the logs still hold; `begun` is what the row under the cursor suggests."""

        begun: str

    @dataclass
    class RowOpened(Message):
        """A row to show whole."""

        parsed: ParsedRow
        raw: bytes

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._search = LogSearch(self)

    def compose(self) -> ComposeResult:
        yield LogPrompt()

    def on_unmount(self) -> None:
        self._search.stop()

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

    def action_ask(self, begun: str = "") -> None:
        """Ask for a filter, a text to mark, a time or a comment; `begun` is its first character."""
        prompt = self.query_one(LogPrompt)
        prompt.open(begun or str(self.place.filter or ""))
        self.foot = 1
        self.frame()

    def action_time(self) -> None:
        self.action_ask(TIME)

    def action_comment(self) -> None:
        if self._row() is not None:
            self.place.pause()
            self.action_ask(COMMENT)

    def action_clear(self) -> None:
        self._search.clear()
        self.frame()

    def action_find(self) -> None:
        row = self._row()
        self.post_message(self.FindRequested(request_of(parse(row)) if row is not None else ""))

    def action_count(self, over_time: bool) -> None:
        if self.view is not None:
            self.post_message(self.CountRequested(self.view, self.place.rows, over_time, self))

    def narrow_to(self, typed: str) -> None:
        """Show what fits `typed` (a filter that can be read) among the rows shown now."""
        both = f"{self.place.filter or ''} {typed}".strip()
        self._search.narrow(read(both))
        self.query_one(LogPrompt).remember(both)
        self.frame()

    def go_to_time(self, at: datetime) -> None:
        """The cursor to the first row that is not before `at` (aware)."""
        found = place_of_time(self.place.count, self._time_of, at)
        if found is None:
            self._say("No row here tells a time.")
        else:
            self.place.show(found)
        self.frame()

    def action_order(self) -> None:
        self._search.order(not self.by_time)
        self.frame()

    def action_level(self) -> None:
        self._search.floor()
        self.frame()

    def action_match(self, forward: bool) -> None:
        if self.marked is not None:
            self._search.seek(self.marked, forward, f"row with {self.marked}")
        elif self.place.filter is not None:
            self.action_move(1 if forward else -1)
        else:
            self._say("Nothing to look for; press / and type a text, or ?text to mark it without filtering.")

    def action_worse(self, level: str, forward: bool) -> None:
        self._search.seek(read(f"level>={level}"), forward, "error" if level == "error" else "warning or error")

    def action_mark(self) -> None:
        row = self.place.row(self.place.cursor)
        if row is not None:
            self.marks ^= {row}
            self.frame()

    def action_next_mark(self) -> None:
        if not self.marks:
            self._say("No bookmark yet; press m on a row to set one.")
            return
        rows = self.place.rows
        places = sorted(rows.index_of(row) if rows is not None else row for row in self.marks)
        self.place.show(next((place for place in places if place > self.place.cursor), places[0]))
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
            self.post_message(self.RowOpened(parse(row), row.raw))

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
        """Do what was typed; what cannot be read stays there to be mended."""
        event.stop()
        try:
            wanted = asked(event.value, self.now or datetime.now(UTC), self.t0)
        except (BadTermError, MomentError) as error:
            self._say(str(error))
            return
        self.query_one(LogPrompt).remember(event.value)
        self._close_prompt()
        match wanted:
            case Narrow():
                self._search.narrow(wanted.wanted)
            case MarkOnly():
                self.marked = wanted.wanted
                if self.marked is not None:
                    self.action_match(forward=False)
            case GoTo():
                self.go_to_time(wanted.at)
            case Comment():
                self._comment(wanted.text)
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

    def _time_of(self, index: int) -> datetime | None:
        row = self.place.row(index)
        found = self.view.rows(row, row + 1) if self.view is not None and row is not None else ()
        return parse(found[0]).at if found else None

    def _comment(self, says: str) -> None:
        number, row = self.place.row(self.place.cursor), self._row()
        if number is None or row is None or not says:
            return
        parsed = parse(row)
        self.commented |= {number}
        self.post_message(self.Commented(parsed.source, printable(decoded(row.raw)), parsed.at, printable(says)))

    def several_sources(self) -> None:
        """Lines of several sources belong beside each other by time."""
        self._search.order(by_time=True)

    def catch_up(self) -> None:
        self._search.catch_up()

    def _row(self) -> LogRow | None:
        """The row under the cursor; the newest one while following."""
        row = self.place.row(self.place.cursor)
        if row is None or self.view is None:
            return None
        return next(iter(self.view.rows(row, row + 1)), None)

    def _say(self, text: str) -> None:
        self.app.notify(printable(text), severity="warning", markup=False)
