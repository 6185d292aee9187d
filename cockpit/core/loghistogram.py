"""How many warnings and errors a log tells in each stretch of time, with marks for what happened meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WIDTHS = tuple(
    timedelta(seconds=one) for one in (10, 30, 60, 300, 900, 3600, 3 * 3600, 12 * 3600, 86_400, 7 * 86_400, 30 * 86_400)
)
"""The lengths a bar can stand for."""
COMFORTABLE = 40  # bars chosen at first
MOST = 400  # bars made at all; a longer stretch gets wider bars

Mark = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of time, from `at` for the width of the histogram. `marks` lie in it or in the emptiness before."""

    at: datetime
    warnings: int = 0
    errors: int = 0
    marks: tuple[Mark, ...] = ()

    @property
    def total(self) -> int:
        return self.warnings + self.errors


class Histogram:
    """Counts as they come; `bars` looks at them in any width."""

    def __init__(self) -> None:
        self._warnings: dict[int, int] = {}
        self._errors: dict[int, int] = {}
        self.untimed = 0
        """Warnings and errors that tell no time."""

    def add(self, at: datetime | None, level: str) -> None:
        """Count a row; levels below a warning do not count."""
        if level not in ("warn", "error", "fatal"):
            return
        if at is None:
            self.untimed += 1
            return
        counts = self._warnings if level == "warn" else self._errors
        slot = int(at.timestamp() // WIDTHS[0].total_seconds())
        counts[slot] = counts.get(slot, 0) + 1

    def fitting(self) -> int:
        """The index of the narrowest width whose bars are comfortably few."""
        first, last = self._ends()
        span = (last - first + 1) * WIDTHS[0]
        return next((n for n, width in enumerate(WIDTHS) if span / width <= COMFORTABLE), len(WIDTHS) - 1)

    def bars(self, width: timedelta, marks: Sequence[Mark] = ()) -> list[Bar]:
        """Every stretch from the first count or mark to the last, empty ones too, in order of time."""
        if not self._warnings and not self._errors:
            return []
        slots = int(width / WIDTHS[0])
        first, last = (end // slots for end in self._ends())
        near = [mark for mark in marks if self._near(mark[0], first, last, width)]
        starts = [int(at.timestamp() // width.total_seconds()) for at, _ in near]
        first, last = min([first, *starts]), max([last, *starts])
        first = max(first, last - MOST + 1)
        warnings, errors = _summed(self._warnings, slots), _summed(self._errors, slots)
        return [
            Bar(
                datetime.fromtimestamp(n * width.total_seconds(), UTC),
                warnings.get(n, 0),
                errors.get(n, 0),
                tuple(mark for mark, start in zip(near, starts, strict=True) if start == n),
            )
            for n in range(first, last + 1)
        ]

    def _ends(self) -> tuple[int, int]:
        slots = self._warnings.keys() | self._errors.keys()
        return min(slots, default=0), max(slots, default=0)

    @staticmethod
    def _near(at: datetime, first: int, last: int, width: timedelta) -> bool:
        """Whether a mark lies no farther outside than a quarter of what is shown: it must not stretch it out."""
        slack = max((last - first + 1) // 4, 2)
        return first - slack <= at.timestamp() // width.total_seconds() <= last + slack


def _summed(counts: dict[int, int], slots: int) -> dict[int, int]:
    summed: dict[int, int] = {}
    for slot, count in counts.items():
        summed[slot // slots] = summed.get(slot // slots, 0) + count
    return summed
