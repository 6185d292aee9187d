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
from widgets.window import Window

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
    SIDES: ClassVar[int] = 0
    """Cells kept free left and right for a frame or a mark."""
    EDGES: ClassVar[int] = 0
    """Rows kept free above and below for a frame."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.view = Window()
        self._asked: list[Shown] = []
        self._strips: LRUCache[tuple[Line, bool, int], Strip] = LRUCache(512)
        self._tones: dict[Tone, Style] = {}

    @property
    def row_width(self) -> int:
        return max(self.size.width - 2 * self.SIDES, 0)

    @property
    def row_height(self) -> int:
        return max(self.size.height - 2 * self.EDGES, 0)

    @property
    def cursor_row(self) -> int:
        """The row of the view the cursor is in; negative or beyond the view when it is out of sight."""
        return self.view.at - self.view.top if self.view.at is not None else -1

    @property
    def cursor_line(self) -> Line | None:
        """The line the cursor stands on, or None."""
        return self.view.lines[self.view.at] if self.view.at is not None else None

    def show(self, lines: Sequence[Line], cursor: str = "") -> None:
        """Show `lines` from now on. The cursor goes to the line with the key `cursor`, else stays on its own."""
        self.view.height = self.row_height
        self.view.replace(lines, cursor)
        self.repaint()

    def reveal_with_rest(self, key: str) -> None:
        """Show the line called `key` and as much as fits of what belongs to it."""
        self.view.reveal_with_rest(key)
        self.repaint()

    def action_down(self) -> None:
        self.view.step(1)
        self.repaint()

    def action_up(self) -> None:
        self.view.step(-1)
        self.repaint()

    def action_page(self, pages: int) -> None:
        self.view.page(pages)
        self.repaint()

    def action_home(self) -> None:
        self.view.go(0)
        self.repaint()

    def action_end(self) -> None:
        self.view.go(-1)
        self.repaint()

    def render_line(self, y: int) -> Strip:
        row = y - self.EDGES
        return self.framed(y, self._strip(self._row(row)) if 0 <= row < self.row_height else None)

    def framed(self, y: int, row: Strip | None) -> Strip:
        """The whole strip at `y`, given its inner row; None for a line of the frame."""
        return row if row is not None else Strip.blank(self.size.width)

    def tone(self, tone: Tone) -> Style:
        """How `tone` looks in the theme in use."""
        if tone not in self._tones:
            self._tones[tone] = self.get_component_rich_style(tone.value)
        return self._tones[tone]

    def repaint(self) -> None:
        """Ask for the rows that look different from what was last asked for, as far as they differ."""
        rows, asked = [self._row(row) for row in range(self.row_height)], self._asked
        self._asked = rows
        if len(rows) != len(asked):
            self.refresh()
            return
        for row, (new, old) in enumerate(zip(rows, asked, strict=True)):
            if new != old:
                width = self.row_width if new[1] != old[1] else changed_width(self._strip(old), self._strip(new))
                if width:
                    self.refresh(Region(0, row + self.EDGES, self.SIDES + width, 1))

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._tones.clear()
        super().notify_style_update()

    def _on_resize(self, event: events.Resize) -> None:
        self.view.height = self.row_height
        self.view.clamp()
        if self.view.at is not None:
            self.view.reveal(self.view.at, self.view.at)
        self.repaint()

    async def _on_click(self, event: events.Click) -> None:
        row = event.y - self.EDGES
        stop = self.view.stop_before(self.view.top + row) if 0 <= row < self.row_height else None
        if stop is not None and self.view.top + row < len(self.view.lines):
            self.view.move_to(stop)
            self.repaint()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(WHEEL)
        event.stop()

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(-WHEEL)
        event.stop()

    def _wheel(self, lines: int) -> None:
        self.view.scroll(lines)
        self.repaint()

    def _row(self, row: int) -> Shown:
        view, index = self.view, self.view.top + row
        return (view.lines[index], index == view.at) if index < len(view.lines) else NOTHING

    def _strip(self, shown: Shown) -> Strip:
        line, selected = shown
        key = (line, selected, self.row_width)
        strip = self._strips.get(key)
        if strip is None:
            strip = painted(line, self.row_width, self._under_cursor if selected else self.tone)
            self._strips[key] = strip
        return strip

    def _under_cursor(self, tone: Tone) -> Style:
        return self.tone(tone) + self.get_component_rich_style("lines--cursor", partial=True)
