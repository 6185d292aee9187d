"""Words to read, as long as they are: made for the width there is, scrolled when the height is not enough."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from widgets.line import Line, Tone
from widgets.lines import Lines


class Page(Lines):
    """Shows what `make` returns for its width; the last row says how much is hidden below."""

    DEFAULT_CSS = """
    Page { height: auto; width: 1fr; }
    """

    def __init__(self, make: Callable[[int], Sequence[Line]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._make = make
        self._hidden = 0

    def remake(self) -> None:
        """Make the lines again: what they are made of has changed."""
        self.show(self._make(self.row_width))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.rows(width)

    def rows(self, width: int) -> int:
        """How many rows it would take at `width` cells."""
        return len(self._make(width))

    def framed(self, y: int, row: Strip | None) -> Strip:
        whole = super().framed(y, row)
        if not self.view.below or y != self.size.height - 1:
            return whole
        words = f" ↓ {self.view.below} more "
        kept = max(self.size.width - len(words), 0)
        return Strip([*whole.crop(0, kept), Segment(words, self.tone(Tone.ACCENT))]).crop(0, self.size.width)

    def repaint(self) -> None:
        super().repaint()
        if self.view.below != self._hidden:
            self._hidden = self.view.below
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def _on_resize(self, event: events.Resize) -> None:
        self.show(self._make(self.row_width))
