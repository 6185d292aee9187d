"""Which rows of a log are shown and in which order, found bit by bit so that keys never wait for it."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import merge

from cockpit.core.logfilter import LogFilter
from cockpit.core.logrow import LogRow
from cockpit.ports import LogView
from widgets.log_matches import SLOW_STEP, STEP, matches, read_rows
from widgets.log_times import SourceTimes, time_of

AT_ONCE = 4_000  # rows that may be scanned between two frames; more goes to a thread
SLOW_AT_ONCE = 400  # the same for rows that must be read and parsed

Timed = tuple[float, int]


class Rows:
    """The rows of `view` that fit `wanted` (None: all), as far as they have been looked at.

    In the order of arrival, or `by_time`: then rows of one source keep their order, and a late row is put where it
    belongs. One thread at a time advances; any thread reads.
    """

    def __init__(self, view: LogView, wanted: LogFilter | None, by_time: bool) -> None:
        self.view, self.wanted, self.by_time = view, wanted, by_time
        self.scanned = 0
        self.stopped = False
        self.busy = False
        self.moved = 0
        """How often rows were put before others that were there already."""
        self._kept: tuple[array[int], array[float]] = (array("Q"), array("d"))
        self._times = SourceTimes(view, whole=wanted is None)
        reads = by_time or (wanted is not None and wanted.slow and not wanted.needles)
        self.at_once = SLOW_AT_ONCE if reads else AT_ONCE
        self._step = SLOW_STEP if reads else STEP

    def __str__(self) -> str:
        return str(self.wanted or "")

    @property
    def hits(self) -> Sequence[int]:
        """The numbers of the shown rows, in the order in which they are shown."""
        return self._kept[0]

    def advance(self) -> None:
        """Look at the rows not yet looked at, until all are done or `stopped` is set."""
        while not self.stopped and self.scanned < len(self.view):
            # A large log is put in order in growing steps: each may have to be merged with all before it.
            step = max(self._step, len(self.hits) // 4) if self.by_time else self._step
            until = min(self.scanned + step, len(self.view))
            self._take(self.scanned, until)
            self.scanned = until
        self.busy = False

    def index_of(self, row: int) -> int:
        """Where `row` is shown, or would be."""
        hits, times = self._kept
        if not self.by_time:
            return bisect_left(hits, row)
        try:
            return hits.index(row)
        except ValueError:
            found = next(iter(self.view.rows(row, row + 1)), None)
            when = time_of(found) if found is not None else None
            return bisect_left(times, when) if when is not None else len(hits)

    def holds(self, row: int) -> bool:
        """Whether `row` is shown."""
        if self.by_time:
            found = next(iter(self.view.rows(row, row + 1)), None)
            return found is not None and (self.wanted is None or self.wanted.fits(found))
        at = bisect_left(self.hits, row)
        return at < len(self.hits) and self.hits[at] == row

    def _take(self, start: int, stop: int) -> None:
        rows: Sequence[int] = range(start, stop)
        if self.wanted is not None:
            rows = matches(self.view, self.wanted, start, stop, self._is_stopped)
        if not self.by_time:
            self._kept[0].extend(rows)
            return
        timed: list[Timed] = []
        for at in range(0, len(rows), SLOW_STEP):
            if self.stopped:
                return
            for first, found in read_rows(self.view, rows[at : at + SLOW_STEP]):
                timed.extend(self._timed(first, found))
        self._merge(sorted(timed))

    def _timed(self, first: int, found: Sequence[LogRow]) -> list[Timed]:
        return [(self._times.of(first + offset, row), first + offset) for offset, row in enumerate(found)]

    def _merge(self, timed: list[Timed]) -> None:
        if not timed:
            return
        hits, times = self._kept
        cut = bisect_right(times, timed[0][0])
        if cut == len(times):
            # The times first: whoever reads the rows meanwhile finds a time for each.
            times.extend(when for when, _ in timed)
            hits.extend(row for _, row in timed)
            return
        later_times, later_hits = times[:cut], hits[:cut]
        for when, row in merge(zip(times[cut:], hits[cut:], strict=True), timed):
            later_times.append(when)
            later_hits.append(row)
        self._kept = (later_hits, later_times)
        self.moved += 1

    def _is_stopped(self) -> bool:
        return self.stopped
