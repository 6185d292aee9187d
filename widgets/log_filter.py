"""Which rows a filter lets through, found bit by bit so that keys never wait for it."""

from array import array

from cockpit.core.logfilter import LogFilter
from cockpit.ports import LogView
from widgets.log_matches import SLOW_STEP, STEP, matches

AT_ONCE = 4_000  # rows that may be scanned between two frames; more goes to a thread
SLOW_AT_ONCE = 200  # the same for rows that must be read and parsed


class RowFilter:
    """The rows of a log that fit `wanted`, as far as they have been looked at."""

    def __init__(self, wanted: LogFilter) -> None:
        self.wanted = wanted
        self.hits = array("Q")
        self.scanned = 0
        self.stopped = False
        self.busy = False
        self.at_once = SLOW_AT_ONCE if wanted.slow else AT_ONCE
        self._step = SLOW_STEP if wanted.slow and not wanted.needles else STEP

    def __str__(self) -> str:
        return str(self.wanted)

    def advance(self, view: LogView) -> None:
        """Look at the rows not yet looked at, until all are done or `stopped` is set. Runs in one thread at a time."""
        while not self.stopped and self.scanned < len(view):
            until = min(self.scanned + self._step, len(view))
            self.hits.extend(matches(view, self.wanted, self.scanned, until, lambda: self.stopped))
            self.scanned = until
        self.busy = False
