"""The painted part of the log pane: the rows in view as strips, repainted only where they differ.

A log of fifty thousand lines a second costs what one of ten costs: twenty times a second the sheet asks how many rows
there are; when that changed and the terminal has taken the last frame, the rows now in view are painted.
"""

import time
from collections.abc import Hashable
from datetime import datetime, timedelta
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from cockpit.core.logfilter import LogFilter
from cockpit.core.logrow import LogRow
from cockpit.ports import LogView
from widgets.cells import cut, padded
from widgets.log_painting import Columns, Look, tag_width
from widgets.log_place import Place
from widgets.log_pressure import is_behind
from widgets.log_rate import Rate
from widgets.log_strips import LogStrips, regions
from widgets.log_title import emptiness, title

FRAMES = 18  # looks a second: 55 ms is soon enough to be live, and a screenful costs 7 kB on the way to the terminal
TITLES = 0.5  # seconds between looks at a title that only time has changed
RATE_OVER = 3  # seconds
EDGE, FOCUSED_EDGE = "─", "━"  # the title's rule, as in the frames of the other panes: focus is seen without colour

Key = Hashable


class LogSheet(Widget):
    """Shows `view` at a place. Rows are asked for when they are painted and kept as strips, nothing else."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--title",
        "log--row",
        "log--cursor",
        "log--debug",
        "log--warn",
        "log--error",
        "log--fatal",
        "log--notice",
        "log--folded",
        "log--found",
    }
    DEFAULT_CSS = """
    LogSheet {
        width: 1fr;
        height: 1fr;
        .log--title { color: $foreground-muted; background: $boost; }
        .log--cursor { background: $block-cursor-blurred-background; }
        .log--debug { color: $text-muted; }
        .log--warn { color: $text-warning; }
        .log--error { color: $text-error; text-style: bold; }
        .log--fatal { color: $text-error; text-style: bold reverse; }
        .log--notice { color: $text-accent; }
        .log--folded { color: $text-muted; }
        .log--found { background: $warning-muted; text-style: bold; }
    }
    LogSheet:focus .log--title, LogSheet:focus-within .log--title { color: $foreground; text-style: bold; }
    """

    view: var[LogView | None] = var(None)
    now: var[datetime | None] = var(None)
    """For `last line 34 s ago`; the pane has no clock of its own."""
    t0: var[datetime | None] = var(None)
    columns: var[Columns] = var(())
    quiet_after: var[timedelta] = var(timedelta(seconds=30))

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.place, self._sources, self.by_time = Place(), 1, False
        self.marks: set[int] = set()
        """Rows with a bookmark."""
        self.commented: set[int] = set()
        """Rows the person has said something about."""
        self.marked: LogFilter | None = None
        """What is marked without filtering."""
        self.deploys: LogFilter | None = None
        """Which rows tell of a deployment."""
        self.seeking = ""
        """What is looked for at the moment, in words."""
        self.relative = False
        self.by_time = False
        """Rows stand by their times, not as they came."""
        self._sources = 1
        self.number = 0
        """The digit that jumps here; 0: the pane is alone."""
        self.foot = 0
        """Rows at the foot taken by the prompt."""
        self._seen: Key = ()
        self._lines: list[tuple[Key, Strip]] = []
        self._strips = LogStrips()
        self._styles: dict[str, Style] = {}
        self._title = ""
        self._title_due = 0.0
        self._rate = Rate(RATE_OVER * FRAMES)

    def on_mount(self) -> None:
        self.set_interval(1 / FRAMES, self._look)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            words = cut(f"{self._title} ", width)
            rule = self._title[:1] * (width - cell_len(words))
            return Strip([Segment(words + rule, self._style("title"))], width)
        if y <= len(self._lines):
            return self._lines[y - 1][1].adjust_cell_length(width)
        return Strip([Segment(" " * width, self._style("row"))], width)

    def frame(self) -> None:
        """Bring what is shown up to date with the log, the place and the values; repaint the lines that differ."""
        if not self.size or not self.is_mounted:
            return
        self.place.height = max(self.size.height - 1 - self.foot, 1)
        if self.view is not None:
            self.place.grown(len(self.view))
        lines = self._lines_in_view()
        before = self._lines
        changed = [y for y, (key, _) in enumerate(lines) if y >= len(before) or before[y][0] != key] + list(
            range(len(lines), len(before))
        )
        self._lines = lines
        if changed:
            self.refresh(*regions(changed, self.size.width))
        self.retitle()

    def retitle(self) -> None:
        """Say anew what the title says, if that differs."""
        self._title_due = time.monotonic() + TITLES
        words = title(
            self.view, self.place, self._rate.per_second, self.marked, self.seeking, self.now, self.quiet_after
        )
        edge = FOCUSED_EDGE if self.has_focus or self.has_focus_within else EDGE
        words = f"{edge} {self.number} Log  {words}" if self.number else f"{edge} Log  {words}"
        if words != self._title:
            self._title = words
            self.refresh(Region(0, 0, self.size.width, 1))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()
        self._lines = []
        self.call_next(self.frame)

    def on_resize(self) -> None:
        self._lines = []
        self.frame()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scrolled(-3)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scrolled(3)

    def scrolled(self, rows: int) -> None:
        """The view moved by the wheel."""
        self.place.move(rows)
        self.frame()

    def catch_up(self) -> None:
        """Let the filter look at the rows that came since; called when it is not busy already."""
        if self.place.rows is not None:
            self.place.rows.advance()

    def several_sources(self) -> None:
        """Another source joined in."""

    def watch_view(self) -> None:
        self.place, self._sources, self.by_time = Place(), 1, False
        self.marks.clear()
        self.commented.clear()
        self._strips.clear()
        self._rate.clear()
        self._seen = ()
        self.frame()

    def watch_now(self) -> None:
        self.retitle()

    def watch_t0(self) -> None:
        self.frame()

    def watch_columns(self) -> None:
        self.frame()

    def _look(self) -> None:
        """The one timer: nothing is done unless something came."""
        view = self.view
        if view is None:
            return
        if len(view.sources) > self._sources:
            self._sources = len(view.sources)
            self.several_sources()
        rows = self.place.rows
        total = len(view)
        self._rate.count(total)
        if rows is not None and not rows.busy and rows.scanned < total:
            rows.busy = total - rows.scanned > rows.at_once
            self.catch_up()
        scanned = rows.scanned if rows is not None else 0
        seen: tuple[Hashable, ...] = (total, id(rows), scanned, *map(view.last_arrival, view.sources))
        seen += tuple(map(view.state, view.sources)) if not total else ()  # said where no row is
        if seen != self._seen:
            if not is_behind(self.app):
                self._seen = seen
                self.frame()
        elif time.monotonic() >= self._title_due:
            self.retitle()

    def _lines_in_view(self) -> list[tuple[Key, Strip]]:
        width = self.size.width
        rows = self.place.in_view()
        if not rows or self.view is None:
            said = emptiness(self.view, self.place)
            return [(("said", text, width), self._said(text, width)) for text in ("", *said)]
        look = Look(
            width=width - 1,
            tag=tag_width(self.view.sources, width),
            columns=self.columns,
            t0=self.t0 if self.relative else None,
            words=self._looked_for(),
        )
        thumb, plain = self._thumb(len(rows)), self._style("row")
        thumb_mark, space = Segment("█", plain), Segment(" ", plain)
        lines: list[tuple[Key, Strip]] = []
        for y, (row, found) in enumerate(zip(rows, self._read(rows), strict=False)):
            here = row == self.place.row(self.place.cursor) and self.has_focus and not self.place.following
            mark = ">" if here else "*" if row in self.marks else '"' if row in self.commented else " "
            key, strip = self._strips.of(row, found, mark, look, self._cursor_style if here else self._style)
            bar = thumb_mark if y == thumb else space
            lines.append(((key, y == thumb), Strip(list(Segment.simplify([*strip, bar])), width)))
        return lines

    def _looked_for(self) -> tuple[str, ...]:
        wanted = self.marked or (self.place.filter.wanted if self.place.filter is not None else None)
        return wanted.words if wanted is not None else ()

    def _read(self, rows: list[int]) -> list[LogRow]:
        assert self.view is not None
        found: list[LogRow] = []
        for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            stretch = [row for _, row in group]
            found.extend(self.view.rows(stretch[0], stretch[-1] + 1))
        return found

    def _thumb(self, shown: int) -> int:
        """The line of the scroll mark; -1: everything is in view."""
        hidden = self.place.count - shown
        return self.place.top * (shown - 1) // hidden if hidden > 0 else -1

    def _said(self, text: str, width: int) -> Strip:
        return Strip([Segment(padded(f"  {text}", width), self._style("row"))], width)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"log--{name}")
        return self._styles[name]

    def _cursor_style(self, name: str) -> Style:
        return self._style(name) + Style(bgcolor=self._style("cursor").bgcolor)
