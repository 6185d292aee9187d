"""Go through the shown rows of a log once, parsed, with word of how far it is; for counting, beside the keys."""

from collections.abc import Callable, Iterator

from cockpit.core.logfilter import LogFilter
from cockpit.core.logline import parse
from cockpit.core.logrow import ParsedRow, RowKind
from cockpit.ports import LogView
from widgets.log_matches import SLOW_STEP, STEP, Stopped, matches, read_rows
from widgets.log_rows import Rows

Progress = Callable[[float], None]


def scan(
    view: LogView, rows: Rows | None, wanted: LogFilter | None, progress: Progress, stopped: Stopped
) -> Iterator[tuple[int, ParsedRow]]:
    """(number, row) of every row shown now that fits `wanted`, parsed. `progress` hears a share from 0 to 1."""
    shown = list(rows.hits) if rows is not None else range(len(view))
    step = STEP if wanted is not None and rows is None else SLOW_STEP
    for at in range(0, len(shown), step):
        if stopped():
            return
        progress(at / len(shown))
        part = shown[at : at + step]
        numbers = matches(view, wanted, part[0], part[-1] + 1, stopped) if wanted is not None and rows is None else part
        for first, found in read_rows(view, numbers):
            for offset, row in enumerate(found):
                if row.kind is RowKind.LINE and (wanted is None or rows is None or wanted.fits(row)):
                    yield first + offset, parse(row)
    progress(1.0)
