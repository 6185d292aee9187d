"""Where the reader is in a log: what is in view, which row the cursor is on, and whether the view follows the end."""

from bisect import bisect_left
from dataclasses import dataclass

from widgets.log_filter import RowFilter


@dataclass(slots=True)
class Place:
    """Counts shown rows: all rows of the log, or those a filter lets through. Only keys move it; arrivals never do."""

    height: int = 1
    total: int = 0
    """Rows of the log at the newest frame."""
    top: int = 0
    cursor: int = 0
    following: bool = True
    filter: RowFilter | None = None
    seen: int = 0
    """Rows of the log when following stopped."""
    wanted: int | None = None
    """The row to stand on as soon as a new filter has got there."""

    @property
    def count(self) -> int:
        """How many rows can be shown."""
        return len(self.filter.hits) if self.filter else self.total

    @property
    def new(self) -> int:
        """Rows that came since following stopped."""
        return 0 if self.following else self.total - self.seen

    def grown(self, total: int) -> None:
        """The log has `total` rows now."""
        self.total = total
        if self.following:
            self._to_end()
        elif self.wanted is not None and self.filter is not None and self.filter.scanned > self.wanted:
            self.go_to_row(self.wanted)
        else:
            self._within()

    def move(self, by: int) -> None:
        """Move the cursor `by` rows; it takes the view along at the edges, and upwards it ends following."""
        if by < 0 or not self.following:
            self.go(self.cursor + by)

    def go(self, index: int) -> None:
        """The cursor to a shown row; following ends."""
        self.pause()
        self.wanted = None
        self.cursor = index
        self._within()

    def go_to_row(self, row: int) -> None:
        """The cursor to row `row` of the log, or the next shown one, in the middle of the view."""
        self.show(bisect_left(self.filter.hits, row) if self.filter else row)

    def show(self, index: int) -> None:
        """The cursor to a shown row, in the middle of the view unless it is in view already."""
        self.go(index)
        if not self.top + 2 <= self.cursor < self.top + self.height - 2:
            self.top = max(self.cursor - self.height // 2, 0)
            self._within()

    def page(self, pages: int) -> None:
        """Move the view and the cursor by whole pages, one row overlapping."""
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

    def narrowed(self, rows: RowFilter | None) -> None:
        """Another filter, or none: the row under the cursor stays where it is if it is still shown."""
        row = self.row(self.cursor)
        self.filter = rows
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
        return self.filter.hits[index] if self.filter else index

    def shows(self, row: int) -> bool:
        """Whether the filter, if any, lets `row` through."""
        if self.filter is None:
            return True
        at = bisect_left(self.filter.hits, row)
        return at < len(self.filter.hits) and self.filter.hits[at] == row

    def in_view(self) -> list[int]:
        """The log's rows now in view, from the top."""
        stop = min(self.top + self.height, self.count)
        return list(self.filter.hits[self.top : stop]) if self.filter else list(range(self.top, stop))

    def _to_end(self) -> None:
        self.top = max(self.count - self.height, 0)
        self.cursor = max(self.count - 1, 0)

    def _within(self) -> None:
        self.cursor = max(min(self.cursor, self.count - 1), 0)
        self.top = max(min(self.top, self.cursor, self.count - self.height), self.cursor - self.height + 1, 0)
