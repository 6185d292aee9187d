"""Find the next or the previous row that fits, reading from the cursor outwards; and the row of a time."""

from collections.abc import Callable
from datetime import datetime

from cockpit.core.logfilter import LogFilter
from cockpit.ports import LogView
from widgets.log_matches import SLOW_STEP, STEP, Stopped, matches, read_rows
from widgets.log_rows import Rows

NEAR = 64  # rows looked through for one that tells a time


def seek(view: LogView, wanted: LogFilter, start: int, forward: bool, stopped: Stopped) -> int | None:
    """The row nearest to row `start`, not itself, that fits; None: there is none, or `stopped` said so."""
    step = SLOW_STEP if wanted.slow and not wanted.needles else STEP
    at = start + 1 if forward else start
    while not stopped() and (at < len(view) if forward else at > 0):
        first, last = (at, min(at + step, len(view))) if forward else (max(at - step, 0), at)
        found = matches(view, wanted, first, last, stopped)
        if stopped():
            return None
        if found:
            return found[0] if forward else found[-1]
        at = last if forward else first
    return None


def seek_shown(rows: Rows, wanted: LogFilter, start: int, forward: bool, stopped: Stopped) -> int | None:
    """The same among shown rows: from place `start` of the order in which they are shown. Returns the log's row."""
    at = start + 1 if forward else start
    while not stopped() and (at < len(rows.hits) if forward else at > 0):
        first, last = (at, min(at + SLOW_STEP, len(rows.hits))) if forward else (max(at - SLOW_STEP, 0), at)
        shown = list(rows.hits[first:last])
        fitting = {
            number + offset
            for number, found in read_rows(rows.view, sorted(shown))
            for offset, row in enumerate(found)
            if wanted.fits(row)
        }
        for row in shown if forward else reversed(shown):
            if row in fitting:
                return row
        at = last if forward else first
    return None


def place_of_time(count: int, time_of: Callable[[int], datetime | None], at: datetime) -> int | None:
    """The first of `count` shown rows that is not before `at`, the last one if all are; None: no row tells a time.

    `time_of` a shown row may be None. Rows are taken to lie in the order of their times; where clocks jumped the
    answer is near.
    """
    low, high = 0, count
    told = False
    while low < high:
        middle = (low + high) // 2
        found = next(
            ((place, when) for place in range(middle, min(middle + NEAR, high)) if (when := time_of(place))), None
        )
        if found is None:
            high = middle
            continue
        told = True
        low, high = (found[0] + 1, high) if found[1] < at else (low, middle)
    return min(low, count - 1) if told else None
