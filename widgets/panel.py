"""The base of all panes: lines in a frame whose title says what is shown, how old it is and what is wrong with it."""

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from cockpit.core.text import printable
from widgets.line import Line, Part, Tone, line, painted
from widgets.lines import Lines

# Corners, edge and side; heavy when focused, so that focus is seen without colour too.
PLAIN_FRAME = ("╭", "╮", "╰", "╯", "─", "│")
FOCUSED_FRAME = ("┏", "┓", "┗", "┛", "━", "┃")
CURSOR_SIDE = ">"


class Panel(Lines):
    """A pane. A subclass names the values it shows and turns them into lines; nothing is painted but these.

    A change of any value in SHOWS rebuilds the lines once, however many values came together.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--frame", "panel--frame-focused"}
    DEFAULT_CSS = """
    Panel {
        width: 1fr;
        height: 1fr;
        .panel--frame { color: $foreground-muted; }
        .panel--frame-focused { color: $border; }
    }
    """
    SIDES = 1
    EDGES = 1
    NUMBER: ClassVar[int] = 0
    """The digit that jumps here."""
    NAME: ClassVar[str] = ""
    SHOWS: ClassVar[tuple[str, ...]] = ()
    """Names of the reactives that the lines are made of."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._due = False
        self._edges: tuple[Line, Line] = (Line(), Line())

    def body(self) -> list[Line]:
        """The lines of the values now set."""
        raise NotImplementedError

    def about(self) -> tuple[Part, ...]:
        """Said in the title after the name: the source, the age of its reading, what is wrong."""
        return ()

    def foot(self) -> tuple[Part, ...]:
        """Said in the lower edge: totals."""
        return ()

    def cursor_wanted(self) -> str:
        """The key of the line the cursor should go to; empty: it stays where it is."""
        return ""

    def changed(self) -> None:
        """Rebuild the lines soon, once."""
        if not self._due and self.size:
            self._due = True
            self.call_next(self.rebuild)

    def rebuild(self) -> None:
        """Make the lines again from the values and repaint what differs."""
        self._due = False
        self.show(self.body(), self.cursor_wanted())

    def repaint(self) -> None:
        super().repaint()
        edges = (self._title(), self._foot())
        if edges != self._edges:
            old, self._edges = self._edges, edges
            for y, before, after in ((0, old[0], edges[0]), (self.size.height - 1, old[1], edges[1])):
                if before != after:
                    self.refresh(Region(0, y, self.size.width, 1))

    def framed(self, y: int, row: Strip | None) -> Strip:
        left_top, right_top, left_low, right_low, edge, side = FOCUSED_FRAME if self.has_focus else PLAIN_FRAME
        style = self._frame_style()
        if row is not None:
            here = self.has_focus and self.cursor_row == y - self.EDGES
            whole = Strip([Segment(CURSOR_SIDE if here else side, style), *row, Segment(side, style)])
        elif y == 0:
            whole = self._edge(self._edges[0], left_top + edge, edge + right_top, edge, style)
        else:
            whole = self._edge(self._edges[1], left_low + edge, edge + right_low, edge, style)
        return whole.crop(0, self.size.width)

    def _edge(self, shown: Line, left: str, right: str, edge: str, style: Style) -> Strip:
        """An edge of the frame with words in it: the rule is drawn where the words leave room."""
        room = max(self.size.width - cell_len(left + right), 0)
        words = painted(shown, room, self.tone)
        used = sum(cell_len(text) for text, _ in shown.parts + shown.right)
        if used < room:
            count = len(shown.parts)
            segments = [Segment(text, self.tone(tone)) for text, tone in shown.parts + shown.right]
            words = Strip([*segments[:count], Segment(edge * (room - used), style), *segments[count:]])
        return Strip([Segment(left, style), *words, Segment(right, style)])

    def _title(self) -> Line:
        number = f" {self.NUMBER} {self.NAME} " if self.NUMBER else f" {self.NAME} "
        return line((number, Tone.STRONG), *_cleaned(self.about()))

    def _foot(self) -> Line:
        hidden = " ".join(
            f"{arrow} {count}" for arrow, count in (("↑", self.view.top), ("↓", self.view.below)) if count
        )
        return line(*_cleaned(self.foot()), right=((f" {hidden} more ", Tone.MUTED),) if hidden else ())

    def _frame_style(self) -> Style:
        return self.get_component_rich_style("panel--frame-focused" if self.has_focus else "panel--frame")

    def _on_mount(self, event: events.Mount) -> None:
        for name in self.SHOWS:
            self.watch(self, name, self.changed, init=False)

    def _on_resize(self, event: events.Resize) -> None:
        self.rebuild()


def _cleaned(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """`parts` made printable, with a space on either side; measured after cleaning, so the frame stays whole."""
    return tuple((f" {printable(text)} ", tone) for text, tone in parts)
