"""Warnings and errors of the log over time, with deployments and T0; picking a bar goes to its time."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from cockpit.core.duration import short
from cockpit.core.logfilter import LogFilter, read
from cockpit.core.loghistogram import WIDTHS, Bar, Histogram, Mark
from cockpit.core.logrow import ParsedRow
from cockpit.ports import LogView
from screens.log_counting import CountingScreen, Take
from widgets.line import Tone
from widgets.log_rows import Rows
from widgets.log_title import grouped
from widgets.pick_list import Option, PickList

BAR = 30  # cells of the longest bar
MOST_MARKS = 200  # deployments marked
EIGHTHS = " ▏▎▍▌▋▊▉"


class LogHistogramScreen(CountingScreen[datetime | None]):
    """Returns the time of the picked bar; None: closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "width(1)", "Wider", id="histogram.wider", tooltip="A bar stands for more time"),
        Binding("minus", "width(-1)", "Narrower", id="histogram.narrower", tooltip="A bar stands for less time"),
    ]
    KEYS = "enter goes to that time · + - longer and shorter stretches · esc closes"

    def __init__(
        self,
        view: LogView,
        rows: Rows | None,
        marks: Sequence[Mark] = (),
        deploys: LogFilter | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`marks`: what happened when; `deploys`: which rows tell of a deployment."""
        super().__init__("Warnings and errors over time", view, rows, now)
        self._given, self._deploys = tuple(marks), deploys
        self._marks: list[Mark] = []
        self._histogram = Histogram()
        self._width: int | None = None

    def action_width(self, step: int) -> None:
        self._width = max(min(self._index + step, len(WIDTHS) - 1), 0)
        self._show()

    def counts(self) -> Sequence[tuple[LogFilter | None, Take]]:
        histogram, marks = Histogram(), list(self._given)
        self._histogram, self._marks = histogram, marks

        def deployed(_: int, row: ParsedRow) -> None:
            if row.at is not None and len(marks) < MOST_MARKS:
                marks.append((row.at, row.text))

        grave = (read("level>=warn"), lambda _, row: histogram.add(row.at, row.level))
        return (grave, (self._deploys, deployed)) if self._deploys is not None else (grave,)

    def options(self) -> list[Option]:
        bars = self._histogram.bars(self._length, self._marks)
        most = max((bar.total for bar in bars), default=1) or 1
        days = len({bar.at.date() for bar in bars}) > 1
        return [_option(bar, most, days, self._length) for bar in bars]

    def about(self) -> str:
        counted = sum(bar.total for bar in self._histogram.bars(self._length))
        untimed = f", {grouped(self._histogram.untimed)} more tell no time" if self._histogram.untimed else ""
        far = "" if self.over else f"; {self.progress}"
        return f"{grouped(counted)} warnings and errors{untimed}; a line is {short(self._length)}{far}"

    @property
    def _index(self) -> int:
        return self._histogram.fitting() if self._width is None else self._width

    @property
    def _length(self) -> timedelta:
        return WIDTHS[self._index]

    @on(PickList.Picked)
    def _take(self, event: PickList.Picked) -> None:
        self.answer(datetime.fromtimestamp(float(event.option), UTC))


def _option(bar: Bar, most: int, days: bool, width: timedelta) -> Option:
    clock = f"{bar.at:%m-%d %H:%M}" if days else f"{bar.at:%H:%M:%S}" if width < WIDTHS[2] else f"{bar.at:%H:%M}"
    eighths = round(bar.total / most * BAR * 8)
    drawn = ("█" * (eighths // 8) + EIGHTHS[eighths % 8]).rstrip() or ("▏" if bar.total else "")
    return Option(
        id=str(bar.at.timestamp()),
        title=f"{clock}  {drawn}",
        right=_counts(bar),
        mark=("!", Tone.BAD) if bar.errors else (" ", Tone.PLAIN),
        details=tuple(f"◆ {at:%H:%M:%S} {says}" for at, says in bar.marks),
    )


def _counts(bar: Bar) -> str:
    errors = "" if not bar.errors else "1 error" if bar.errors == 1 else f"{grouped(bar.errors)} errors"
    warnings = f"{grouped(bar.warnings)} warn" if bar.warnings else ""
    return f"{errors:>12}  {warnings:>10}" if bar.total else f"{'–':>12}{'':12}"
