"""A list of lines with a cursor: paints only what is seen, and of that only what changed."""

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import Line, Tone, changed_width, painted

WHEEL = 3  # lines per notch

Shown = tuple[Line, bool]
NOTHING: Shown = (Line(), False)


class Lines(Widget, can_focus=True):
    """Shows a sequence of lines. The cursor stands on lines that allow it and stays on its line by key."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(tone.value for tone in Tone), "lines--cursor"}
    DEFAULT_CSS = """
    Lines {
        .lines--muted { color: $text-muted; }
        .lines--strong { text-style: bold; }
        .lines--good { color: $text-success; }
        .lines--warn { color: $text-warning; }
        .lines--bad { color: $text-error; text-style: bold; }
        .lines--alarm { color: $text-error; text-style: bold reverse; }
        .lines--accent { color: $text-primary; text-style: bold; }
        .lines--code { color: $text-secondary; }
        .lines--cursor { background: $panel; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "down", "Down", id="lines.down", tooltip="Next line", show=False),
        Binding("up,k", "up", "Up", id="lines.up", tooltip="Line before", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", id="lines.page-down", tooltip="One page on", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", id="lines.page-up", tooltip="One page back", show=False),
        Binding("home,g", "home", "Top", id="lines.home", tooltip="To the first line", show=False),
        Binding("end,G", "end", "End", id="lines.end", tooltip="To the last line", show=False),
    ]
    INSET: ClassVar[int] = 0
    """Cells kept free on each side for a frame."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: Sequence[Line] = ()
        self._top = 0
        self._at: int | None = None
        self._asked: list[Shown] = []
        self._strips: LRUCache[tuple[Line, bool, int], Strip] = LRUCache(512)
        self._tones: dict[Tone, Style] = {}

    @property
    def row_width(self) -> int:
        return max(self.size.width - 2 * self.INSET, 0)

    @property
    def row_height(self) -> int:
        return max(self.size.height - 2 * self.INSET, 0)

    @property
    def above(self) -> int:
        """Lines hidden above the view."""
        return self._top

    @property
    def below(self) -> int:
        """Lines hidden below the view."""
        return max(len(self._lines) - self._top - self.row_height, 0)

    @property
    def cursor_row(self) -> int:
        """The row of the view the cursor is in; negative or beyond the view when it is out of sight."""
        return self._at - self._top if self._at is not None else -1

    @property
    def cursor_line(self) -> Line | None:
        """The line the cursor stands on, or None."""
        return self._lines[self._at] if self._at is not None else None

    def show(self, lines: Sequence[Line], cursor: str = "") -> None:
        """Show `lines` from now on. The cursor goes to the line with the key `cursor`, else stays on its own.

        What the reader sees stays where it is on the screen, whatever was added or taken away above it.
        """
        old_at = self._at or 0
        own = self._lines[old_at].key if self._at is not None else ""
        anchor = old_at if self._in_view(self._at) else min(self._top, max(len(self._lines) - 1, 0))
        anchor_key = self._lines[anchor].key if self._lines else ""
        self._lines = lines
        found = self._find(anchor_key, anchor)
        if found is not None:
            self._top += found - anchor
        target = self._find(cursor, old_at)
        self._at = next((at for at in (target, self._find(own, old_at)) if at is not None), self._stop_near(old_at))
        self._clamp()
        if target is not None and not self._in_view(target):
            self._top = target - self.row_height // 2
            self._clamp()
        self.repaint()

    def reveal(self, first: int, last: int) -> None:
        """Scroll so that the lines `first` to `last` are seen; when they do not fit, the first ones are."""
        if last >= self._top + self.row_height:
            self._top = last - self.row_height + 1
        self._top = min(self._top, first)
        self._clamp()

    def reveal_with(self, key: str) -> None:
        """Scroll so that the line called `key` is seen, and as much as fits of what follows it up to the next stop."""
        first = self._find(key, self._at or 0)
        if first is not None:
            rest = range(first + 1, len(self._lines))
            following = next((index for index in rest if self._lines[index].stop), len(self._lines))
            self.reveal(first, following - 1)
            self.repaint()

    def move_to(self, index: int) -> None:
        """Put the cursor on the line at `index` and show it."""
        self._at = index
        self.reveal(index, index)
        self.repaint()
        self.cursor_moved()

    def cursor_moved(self) -> None:
        """The person has moved the cursor; a pane that cares overrides this."""

    def action_down(self) -> None:
        """The next stop when it is in sight; else one line further, so that nothing between stops is passed over."""
        self._step(1)

    def action_up(self) -> None:
        self._step(-1)

    def action_page(self, pages: int) -> None:
        self._top += pages * max(self.row_height - 1, 1)
        self._clamp()
        self._cursor_into_view()

    def action_home(self) -> None:
        self._top = 0
        self._cursor_into_view()

    def action_end(self) -> None:
        self._top = len(self._lines)
        self._clamp()
        last = next((index for index in range(len(self._lines) - 1, -1, -1) if self._lines[index].stop), None)
        self._at = last if last is not None else self._at
        self.repaint()
        self.cursor_moved()

    def render_line(self, y: int) -> Strip:
        row = y - self.INSET
        return self.framed(y, self._strip(self._row(row)) if 0 <= row < self.row_height else None)

    def framed(self, y: int, row: Strip | None) -> Strip:
        """The whole strip at `y`, given its inner row; None for a line of the frame."""
        return row if row is not None else Strip.blank(self.size.width)

    def tone(self, tone: Tone) -> Style:
        """How `tone` looks in the theme in use."""
        if tone not in self._tones:
            self._tones[tone] = self.get_component_rich_style(tone.value)
        return self._tones[tone]

    def _under_cursor(self, tone: Tone) -> Style:
        return self.tone(tone) + self.get_component_rich_style("lines--cursor", partial=True)

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._tones.clear()
        super().notify_style_update()

    def _on_resize(self, event: events.Resize) -> None:
        self._clamp()
        if self._at is not None:
            self.reveal(self._at, self._at)
        self._asked = self._view()

    async def _on_click(self, event: events.Click) -> None:
        row = self._top + event.y - self.INSET
        if 0 <= row < len(self._lines) and 0 <= event.y - self.INSET < self.row_height:
            stop = self._stop_at_or_before(row)
            if stop is not None:
                self.move_to(stop)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(WHEEL)
        event.stop()

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(-WHEEL)
        event.stop()

    def _wheel(self, lines: int) -> None:
        self._top += lines
        self._clamp()
        self.repaint()

    def _step(self, way: int) -> None:
        start = self._at if self._at is not None else -1
        places = range(start + 1, len(self._lines)) if way > 0 else range(start - 1, -1, -1)
        following = next((index for index in places if self._lines[index].stop), None)
        visible = following is not None and self._top - 1 <= following <= self._top + self.row_height
        if following is not None and visible:
            self.move_to(following)
            return
        before = self._top
        self._top += way
        self._clamp()
        if self._top == before and following is not None:
            self.move_to(following)
            return
        self.repaint()

    def _cursor_into_view(self) -> None:
        view = range(self._top, min(self._top + self.row_height, len(self._lines)))
        if not self._in_view(self._at):
            seen = next((index for index in view if self._lines[index].stop), None)
            self._at = seen if seen is not None else self._stop_at_or_before(self._top)
        self.repaint()
        self.cursor_moved()

    def _in_view(self, index: int | None) -> bool:
        return index is not None and self._top <= index < self._top + self.row_height

    def _stop_at_or_before(self, index: int) -> int | None:
        return next((i for i in range(min(index, len(self._lines) - 1), -1, -1) if self._lines[i].stop), None)

    def _stop_near(self, index: int) -> int | None:
        before = self._stop_at_or_before(index)
        return before if before is not None else next((i for i, line in enumerate(self._lines) if line.stop), None)

    def _find(self, key: str, near: int) -> int | None:
        """The index of the line called `key`, looked for first where it was."""
        if not key:
            return None
        if near < len(self._lines) and self._lines[near].key == key:
            return near
        return next((index for index, line in enumerate(self._lines) if line.key == key), None)

    def _clamp(self) -> None:
        self._top = max(min(self._top, len(self._lines) - self.row_height), 0)

    def _row(self, row: int) -> Shown:
        index = self._top + row
        return (self._lines[index], index == self._at) if index < len(self._lines) else NOTHING

    def _view(self) -> list[Shown]:
        return [self._row(row) for row in range(self.row_height)]

    def _strip(self, shown: Shown) -> Strip:
        line, selected = shown
        key = (line, selected, self.row_width)
        strip = self._strips.get(key)
        if strip is None:
            strip = painted(line, self.row_width, self._under_cursor if selected else self.tone)
            self._strips[key] = strip
        return strip

    def repaint(self) -> None:
        """Ask for the rows that look different from what was last asked for, as far as they differ."""
        view, asked = self._view(), self._asked
        self._asked = view
        if len(view) != len(asked):
            self.refresh()
            return
        for row, (new, old) in enumerate(zip(view, asked, strict=True)):
            if new != old:
                width = self.row_width if new[1] != old[1] else changed_width(self._strip(old), self._strip(new))
                if width:
                    self.refresh(Region(0, row + self.INSET, self.INSET + width, 1))
