"""The log as it is read: what the keys do that move, narrow, mark and search. Nothing here leaves the pane."""

from datetime import datetime

from textual import events

from cockpit.core.logfilter import read
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow
from cockpit.core.text import printable
from widgets.log_search import LogSearch
from widgets.log_seek import place_of_time
from widgets.log_sheet import LogSheet


class LogReader(LogSheet):
    """A sheet with a reader: a place that keys move, and what is looked for."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.search = LogSearch(self)

    def on_unmount(self) -> None:
        self.search.stop()

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

    def action_clear(self) -> None:
        self.search.clear()
        self.frame()

    def go_to_time(self, at: datetime) -> None:
        """The cursor to the first row that is not before `at` (aware)."""
        found = place_of_time(self.place.count, self._time_of, at)
        if found is None:
            self.say("No row here tells a time.")
        else:
            self.place.show(found)
        self.frame()

    def action_order(self) -> None:
        self.search.order(not self.by_time)
        self.frame()

    def action_level(self) -> None:
        self.search.floor()
        self.frame()

    def action_match(self, forward: bool) -> None:
        if self.marked is not None:
            self.search.seek(self.marked, forward, f"row with {self.marked}")
        elif self.place.filter is not None:
            self.action_move(1 if forward else -1)
        else:
            self.say("Nothing to look for; press / and type a text, or ?text to mark it without filtering.")

    def action_worse(self, level: str, forward: bool) -> None:
        self.search.seek(read(f"level>={level}"), forward, "error" if level == "error" else "warning or error")

    def action_mark(self) -> None:
        row = self.place.row(self.place.cursor)
        if row is not None:
            self.marks ^= {row}
            self.frame()

    def action_next_mark(self) -> None:
        if not self.marks:
            self.say("No bookmark yet; press m on a row to set one.")
            return
        rows = self.place.rows
        places = sorted(rows.index_of(row) if rows is not None else row for row in self.marks)
        self.place.show(next((place for place in places if place > self.place.cursor), places[0]))
        self.frame()

    def action_relative(self) -> None:
        if self.t0 is None:
            self.say("No T0 yet; press t on the row where it began.")
            return
        self.relative = not self.relative
        self.frame()

    def on_click(self, event: events.Click) -> None:
        index = self.place.top + event.y - 1
        if event.y > 0 and self.place.row(index) is not None:
            self.place.go(index)
            self.frame()

    def on_focus(self) -> None:
        self.frame()

    def on_blur(self) -> None:
        self.frame()

    def several_sources(self) -> None:
        """Lines of several sources belong beside each other by time."""
        self.search.order(by_time=True)

    def catch_up(self) -> None:
        self.search.catch_up()

    def row_here(self) -> LogRow | None:
        """The row under the cursor; the newest one while following."""
        row = self.place.row(self.place.cursor)
        if row is None or self.view is None:
            return None
        return next(iter(self.view.rows(row, row + 1)), None)

    def say(self, text: str) -> None:
        self.app.notify(printable(text), severity="warning", markup=False)

    def _time_of(self, index: int) -> datetime | None:
        row = self.place.row(index)
        found = self.view.rows(row, row + 1) if self.view is not None and row is not None else ()
        return parse(found[0]).at if found else None
