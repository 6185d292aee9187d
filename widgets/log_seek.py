"""Find the next or the previous row that holds something, reading from the cursor outwards."""

from collections.abc import Callable
from threading import Event

from cockpit.core.logline import parse
from cockpit.ports import LogView

STEP = 20_000
# An error says so in one of these words; the lines found are then read to be sure.
ERROR_WORDS = (
    *(b"error", b"fatal", b"critical", b"panic", b"severe", b"exception", b'"level":50', b'"level":60'),
    # A status 500 to 509 of an access log, and the journal's priorities.
    *(b'" 50', b'"priority":"2"', b'"priority":"3"'),
)
GRAVE = frozenset({"error", "fatal"})


def seek(
    view: LogView,
    needles: tuple[bytes, ...],
    start: int,
    forward: bool,
    fits: Callable[[int], bool],
    stop: Event,
) -> int | None:
    """The row nearest to `start`, not itself, that holds any of `needles` and `fits`; None: none does, or `stop`."""
    at = start + 1 if forward else start
    while not stop.is_set() and (at < len(view) if forward else at > 0):
        first, last = (at, min(at + STEP, len(view))) if forward else (max(at - STEP, 0), at)
        found = {row for needle in needles for row in view.matching(needle, first, last)}
        for row in sorted(found, reverse=not forward):
            if stop.is_set():
                return None
            if fits(row):
                return row
        at = last if forward else first
    return None


def is_grave(view: LogView, row: int) -> bool:
    """Whether a row, read whole, is an error."""
    return any(parse(found).level in GRAVE for found in view.rows(row, row + 1))
