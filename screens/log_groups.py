"""Rows of the log counted by what they have in common; picking a group shows its rows."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from cockpit.core.logfilter import LogFilter
from cockpit.core.loggroups import WAYS, Grouping, filter_for
from cockpit.core.logline import parse
from cockpit.ports import LogView
from screens.log_counting import CountingScreen, Take
from widgets.log_rows import Rows
from widgets.log_title import grouped
from widgets.pick_list import Option, PickList

SHOWN = 200  # groups listed; the rest is counted in a line
ORDER = tuple(WAYS)


class LogGroupsScreen(CountingScreen[str | None]):
    """Returns a filter that shows the picked group; None: closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "by(1)", "Count by", id="groups.next", tooltip="Count by something else", priority=True),
        Binding("shift+tab", "by(-1)", "Back", id="groups.previous", tooltip="Count by the one before", priority=True),
    ]
    KEYS = "enter shows the rows of a group · tab counts by something else · esc closes"

    def __init__(
        self, view: LogView, rows: Rows | None, by: str = ORDER[0], now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__("Count rows", view, rows, now)
        self._grouping = Grouping(by)

    def action_by(self, step: int) -> None:
        by = self._grouping.by
        self._grouping = Grouping(ORDER[(ORDER.index(by) + step) % len(ORDER)] if by in ORDER else ORDER[0])
        self.count_again()
        self._show()

    def counts(self) -> Sequence[tuple[LogFilter | None, Take]]:
        return ((None, self._grouping.add),)

    def options(self) -> list[Option]:
        return [
            Option(
                id=str(group.row), title=group.key, right=f"{grouped(group.count)}  {_seen(group.first, group.last)}"
            )
            for group in self._grouping.ordered()[:SHOWN]
        ]

    def about(self) -> str:
        ways = " ".join(f"[{way}]" if way == self._grouping.by else f" {way} " for way in ORDER)
        found = len(self._grouping.groups)
        cut = f", the {SHOWN} largest shown" if found > SHOWN else ""
        without = f", {grouped(self._grouping.without)} without one" if self._grouping.without else ""
        return f"by {ways}\n{self.progress}, {grouped(found)} groups{cut}{without}"

    @on(PickList.Picked)
    def _take(self, event: PickList.Picked) -> None:
        row = int(event.option)
        found = next(iter(self._log.rows(row, row + 1)), None)
        typed = filter_for(self._grouping.by, parse(found)) if found is not None else ""
        if typed:
            self.answer(typed)
        else:
            self.wrong("No filter can be written for this group; / in the log takes any text.")


def _seen(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "no time"
    if first.date() != last.date():
        return f"{first:%m-%d %H:%M} … {last:%m-%d %H:%M}"
    return f"{first:%H:%M:%S}" if first == last else f"{first:%H:%M:%S} … {last:%H:%M:%S}"
