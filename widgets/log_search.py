"""What the log pane looks for: the filter, the marked text, and the search that runs beside the keys."""

from threading import Event

from cockpit.core.logfilter import LogFilter, read
from cockpit.core.text import printable
from widgets.log_rows import Rows
from widgets.log_seek import seek, seek_shown
from widgets.log_sheet import LogSheet

FLOOR = "level>="
FLOORS = ("", "warn", "error")  # what `l` goes through


class LogSearch:
    """Works on one sheet; every search runs in a thread and a newer one ends it."""

    def __init__(self, sheet: LogSheet) -> None:
        self._sheet = sheet
        self._stop = Event()

    def narrow(self, wanted: LogFilter | None) -> None:
        """Show only rows that fit, or all."""
        self._show(wanted, self._sheet.by_time)

    def order(self, by_time: bool) -> None:
        """Put rows in the order of their times, or of their arrival; the filter stays."""
        self._sheet.by_time = by_time
        rows = self._sheet.place.rows
        self._show(rows.wanted if rows is not None else None, by_time)

    def floor(self) -> None:
        """The next level below which rows are hidden; the rest of the filter stays."""
        now = str(self._sheet.place.filter or "")
        head, _, rest = now.partition(" ")
        level, others = (head.removeprefix(FLOOR), rest) if head.startswith(FLOOR) else ("", now)
        then = FLOORS[(FLOORS.index(level) + 1) % len(FLOORS)] if level in FLOORS else ""
        typed = " ".join(part for part in (f"{FLOOR}{then}" if then else "", others) if part)
        self.narrow(read(typed) if typed else None)

    def clear(self) -> bool:
        """Drop the innermost: a running search, the marked text, then the filter. False: there was nothing."""
        if self._sheet.marked is not None:
            self._sheet.marked = None
        elif self._sheet.place.filter is not None:
            self.narrow(None)
        elif self._stop.is_set() or not self.searching:
            return False
        self._stop.set()
        return True

    @property
    def searching(self) -> bool:
        return bool(self._sheet.seeking)

    def seek(self, wanted: LogFilter, forward: bool, what: str) -> None:
        """Look for the next or the previous row that fits and is shown; say so when there is none."""
        view, sheet = self._sheet.view, self._sheet
        if view is None:
            return
        self._stop.set()
        stop = self._stop = Event()
        place = sheet.place
        rows, start = place.rows, place.cursor
        if place.row(start) is None:
            start = -1 if forward else place.count
        sheet.seeking = f"looking {'down' if forward else 'up'} for {what}; esc stops"
        sheet.retitle()

        def work() -> None:
            if rows is not None:
                found = seek_shown(rows, wanted, start, forward, stop.is_set)
            else:
                found = seek(view, wanted, start, forward, stop.is_set)
            sheet.app.call_from_thread(self._found, found, what, forward, stop)

        sheet.run_worker(work, thread=True, group="log search", description="search the log")

    def stop(self) -> None:
        """End what runs: the pane goes away."""
        self._stop.set()
        self._end_rows()

    def catch_up(self) -> None:
        """A few new rows are looked at right here; many in a thread, while keys go on working."""
        rows = self._sheet.place.rows
        if rows is None:
            return
        if rows.busy:
            self._sheet.run_worker(rows.advance, thread=True, group="log rows", description="filter and order the log")
        else:
            rows.advance()

    def _show(self, wanted: LogFilter | None, by_time: bool) -> None:
        self._end_rows()
        view = self._sheet.view
        needed = view is not None and (wanted is not None or by_time)
        self._sheet.place.narrowed(Rows(view, wanted, by_time) if view is not None and needed else None)

    def _end_rows(self) -> None:
        if self._sheet.place.rows is not None:
            self._sheet.place.rows.stopped = True

    def _found(self, row: int | None, what: str, forward: bool, stop: Event) -> None:
        if stop is self._stop:
            self._sheet.seeking = ""
        if stop.is_set():
            return
        if row is None:
            said = f"No {what} {'below' if forward else 'above'} this row."
            self._sheet.app.notify(printable(said), severity="warning", markup=False)
        else:
            self._sheet.place.go_to_row(row)
        self._sheet.frame()
