"""The time by which a row of a log stands among those of other sources."""

from cockpit.core.logclock import clock
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, RowKind
from cockpit.ports import LogView

JITTER = 10.0  # seconds by which a line may be older than the one before it without changing places with it
NEAR = 64  # rows looked through for one that tells a time

EARLIEST = float("-inf")


def time_of(row: LogRow) -> float | None:
    """The time a row tells itself, in seconds since 1970."""
    if row.kind is RowKind.NOTICE:
        return None
    if (quick := clock(row.raw, row.reading)) is not None:
        return quick
    at = parse(row).at
    return at.timestamp() if at is not None else None


class SourceTimes:
    """Remembers the newest time of each source: a row that tells none stands with the row before it.

    A clock that goes back a little does not part a source's rows; one that goes back a long way is believed.
    """

    def __init__(self, view: LogView, whole: bool) -> None:
        """`whole`: every row of the view is asked about, in order; else only some, and those between are read."""
        self._view, self._whole = view, whole
        self._last: dict[str, float] = {}

    def of(self, number: int, row: LogRow) -> float:
        """The time at which row `number` stands."""
        own, last = time_of(row), self._last.get(row.source)
        if own is None:
            own = last if self._whole and last is not None else self._nearby(number, row.source, last)
        elif last is not None and last - JITTER < own < last:
            own = last
        self._last[row.source] = own
        return own

    def _nearby(self, number: int, source: str, last: float | None) -> float:
        """The time of the source's row before this one; for its very first rows that of the row behind."""
        before = self._view.rows(max(number - NEAR, 0), number)
        for row in reversed(before):
            if row.source == source and (found := time_of(row)) is not None:
                return found
        if last is not None:
            return last
        after = (time_of(row) for row in self._view.rows(number + 1, number + NEAR) if row.source == source)
        return next((found for found in after if found is not None), EARLIEST)
