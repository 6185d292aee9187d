"""Which rows a filter lets through, found bit by bit so that keys never wait for it."""

from array import array

from cockpit.ports import LogView

STEP = 20_000  # rows looked at between two looks at whether to stop
AT_ONCE = 4_000  # rows that may be looked at between two frames; more goes to a thread


class RowFilter:
    """The rows of a log that hold `needle`, or do not hold it. Bytes are searched; nothing is parsed."""

    def __init__(self, needle: str, inverse: bool = False) -> None:
        self.needle = needle
        self.inverse = inverse
        self.hits = array("Q")
        self.scanned = 0
        self.stopped = False
        self.busy = False

    def __str__(self) -> str:
        return f"{'!' if self.inverse else ''}{self.needle}"

    def advance(self, view: LogView) -> None:
        """Look at the rows not yet looked at, until all are done or `stopped` is set. Runs in one thread at a time."""
        raw = self.needle.encode("utf-8", "replace")
        while not self.stopped and self.scanned < len(view):
            until = min(self.scanned + STEP, len(view))
            self.hits.extend(view.matching(raw, self.scanned, until, self.inverse))
            self.scanned = until
        self.busy = False
