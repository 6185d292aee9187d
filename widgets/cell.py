"""A word or a clock on a bar: a widget of its own, so that a tick repaints these few cells and nothing else."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from cockpit.core.text import printable
from widgets.line import Tone


class Cell(Widget):
    """One line as wide as its text. Showing the same text again costs nothing; only a new width costs a layout."""

    # The tone is a class of the cell itself: component classes would be styled for every cell each time any cell is.
    DEFAULT_CSS = """
    Cell { width: auto; height: 1; }
    Cell.-muted { color: $text-muted; }
    Cell.-strong { text-style: bold; }
    Cell.-good { color: $text-success; }
    Cell.-warn { color: $text-warning; }
    Cell.-bad { color: $text-error; text-style: bold; }
    Cell.-alarm { color: $text-error; text-style: bold reverse; }
    Cell.-accent { color: $text-primary; text-style: bold; }
    """

    def __init__(self, text: str = "", tone: Tone = Tone.PLAIN, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=f"{classes} {_class(tone)}".strip())
        self.text = printable(text)
        self.tone = tone

    @property
    def cells(self) -> int:
        """The width of the text in cells."""
        return cell_len(self.text)

    def show(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show `text` from now on."""
        text, before = printable(text), (self.text, self.tone)
        if (text, tone) != before:
            self.text, self.tone = text, tone
            if tone != before[1]:
                self.remove_class(_class(before[1]))
                self.add_class(_class(tone))
            self.refresh(layout=cell_len(text) != cell_len(before[0]))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.cells

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        style = self.rich_style
        return Strip([Segment(self.text, style)] if y == 0 else []).adjust_cell_length(self.size.width, style)


def _class(tone: Tone) -> str:
    return f"-{tone.name.lower()}"
