"""Which rows of a log fit a filter: bytes are scanned by block where that settles it, else rows are read."""

from array import array
from collections.abc import Callable, Sequence
from itertools import groupby

from cockpit.core.logfilter import LogFilter
from cockpit.core.logrow import LogRow
from cockpit.ports import LogView

Stopped = Callable[[], bool]
STEP = 20_000  # rows scanned between two looks at whether to stop
SLOW_STEP = 500  # the same for rows that must be read and parsed


def matches(view: LogView, wanted: LogFilter, start: int, stop: int, stopped: Stopped = lambda: False) -> Sequence[int]:
    """The rows from `start` to `stop` that fit, in order; fewer when `stopped` says so meanwhile."""
    if wanted.needles:
        held: set[int] = set()
        for needle in wanted.needles:
            held.update(view.matching(needle, start, stop))
        candidates: Sequence[int] = sorted(held)
    else:
        candidates = range(start, stop)
    if wanted.plain:
        return candidates
    found = array("Q")
    for at in range(0, len(candidates), SLOW_STEP):
        if stopped():
            break
        for first, rows in read_rows(view, candidates[at : at + SLOW_STEP]):
            found.extend(first + offset for offset, row in enumerate(rows) if wanted.fits(row))
    return found


def read_rows(view: LogView, rows: Sequence[int]) -> list[tuple[int, Sequence[LogRow]]]:
    """The rows in runs that lie together: (the first row's number, the rows)."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])]
    return [(run[0], view.rows(run[0], run[-1] + 1)) for run in runs]
