"""Where the reader is in a log: what is in view, which row the cursor is on, and whether the view follows the end."""

from dataclasses import dataclass

from widgets.log_rows import Rows


@dataclass(slots=True)
class Place:
    """Counts shown rows: all rows of the log, or those a filter lets through. Only keys move it; arrivals never do."""

    height: int = 1
    total: int = 0
    """Rows of the log at the newest frame."""
    top: int = 0
    cursor: int = 0
    following: bool = True
    rows: Rows | None = None
    """What is shown and how it is ordered; None: everything as it came."""
    seen: int = 0
    """Rows of the log when following stopped."""
    wanted: int | None = None
    """The row to stand on as soon as a new filter has got there."""
    anchor: int | None = None
    """The log's row under the cursor when rows were last put in place."""
    moved: int = 0

    @property
    def count(self) -> int:
        """How many rows can be shown."""
        return len(self.rows.hits) if self.rows else self.total

    @property
    def filter(self) -> Rows | None:
        """The rows, when some are left out."""
        return self.rows if self.rows is not None and self.rows.wanted is not None else None

    @property
    def new(self) -> int:
        """Rows that came since following stopped."""
        return 0 if self.following else self.total - self.seen

    def grown(self, total: int) -> None:
        """The log has `total` rows now."""
        self.total = total
        self._settle()
        if self.following:
            self._to_end()
        elif self.wanted is not None and self.rows is not None and self.rows.scanned > self.wanted:
            self.go_to_row(self.wanted)
        else:
            self._within()
        self.anchor = self.row(self.cursor)

    def move(self, by: int) -> None:
        """Move the cursor `by` rows; it takes the view along at the edges, and upwards it ends following."""
        self._settle()
        if by < 0 or not self.following:
            self.go(self.cursor + by)

    def go(self, index: int) -> None:
        """The cursor to a shown row; following ends."""
        self.pause()
        self.wanted = None
        self.cursor = index
        self._within()
        self.anchor = self.row(self.cursor)

    def go_to_row(self, row: int) -> None:
        """The cursor to row `row` of the log, or the next shown one, in the middle of the view."""
        self._settle()
        self.show(self.rows.index_of(row) if self.rows else row)

    def show(self, index: int) -> None:
        """The cursor to a shown row, in the middle of the view unless it is in view already."""
        self.go(index)
        if not self.top + 2 <= self.cursor < self.top + self.height - 2:
            self.top = max(self.cursor - self.height // 2, 0)
            self._within()

    def page(self, pages: int) -> None:
        """Move the view and the cursor by whole pages, one row overlapping."""
        self._settle()
        step = max(self.height - 1, 1) * pages
        if pages < 0 or not self.following:
            self.top += step
            self.go(self.cursor + step)

    def follow(self) -> None:
        self.following = True
        self._to_end()

    def pause(self) -> None:
        if self.following:
            self.following = False
            self.seen = self.total

    def narrowed(self, rows: Rows | None) -> None:
        """Other rows or another order: the row under the cursor stays where it is if it is still shown."""
        row = self.row(self.cursor)
        self.rows, self.moved = rows, 0
        if self.following:
            self._to_end()
        elif row is not None and rows is None:
            self.go_to_row(row)
        else:
            self.top, self.cursor, self.wanted = 0, 0, row

    def row(self, index: int) -> int | None:
        """The log's row behind a shown one; None: there is none."""
        if not 0 <= index < self.count:
            return None
        return self.rows.hits[index] if self.rows else index

    def shows(self, row: int) -> bool:
        """Whether the filter, if any, lets `row` through."""
        return self.rows is None or self.rows.holds(row)

    def in_view(self) -> list[int]:
        """The log's rows now in view, from the top."""
        stop = min(self.top + self.height, self.count)
        return list(self.rows.hits[self.top : stop]) if self.rows else list(range(self.top, stop))

    def _settle(self) -> None:
        """Rows were put before others meanwhile: the row under the cursor stays under it, and the view with it."""
        if self.rows is None or self.rows.moved == self.moved:
            return
        self.moved = self.rows.moved
        if not self.following and self.anchor is not None:
            by = self.rows.index_of(self.anchor) - self.cursor
            self.cursor, self.top = self.cursor + by, self.top + by
            self._within()

    def _to_end(self) -> None:
        self.top = max(self.count - self.height, 0)
        self.cursor = max(self.count - 1, 0)

    def _within(self) -> None:
        self.cursor = max(min(self.cursor, self.count - 1), 0)
        self.top = max(min(self.top, self.cursor, self.count - self.height), self.cursor - self.height + 1, 0)
