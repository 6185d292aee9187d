"""Rows of the log as strips, painted once and kept as long as they look the same."""

from collections.abc import Hashable, Sequence
from itertools import groupby

from textual.geometry import Region
from textual.strip import Strip

from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow
from widgets.log_painting import Look, StyleOf, painted

KEPT = 2_000


class LogStrips:
    """What was painted. A row is painted again when it grew, or when it is to look otherwise."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Strip] = {}

    def clear(self) -> None:
        """Nothing looks as it did: another log, or other styles."""
        self._kept.clear()

    def of(self, number: int, row: LogRow, mark: str, look: Look, style: StyleOf) -> tuple[Hashable, Strip]:
        """Row `number` with its `mark`, and a key that differs when it looks different."""
        key = (number, len(row.raw), row.kind, mark, look)
        strip = self._kept.get(key)
        if strip is None:
            if len(self._kept) > KEPT:
                self._kept.clear()
            strip = self._kept[key] = painted(parse(row), look, mark, style)
        return key, strip


def regions(lines: Sequence[int], width: int) -> list[Region]:
    """Regions of whole lines of the sheet that cover `lines`, counted below the title."""
    groups = [[y for _, y in group] for _, group in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0])]
    return [Region(0, group[0] + 1, width, len(group)) for group in groups]
