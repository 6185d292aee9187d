"""One side of an import: lines to move through, which tell where the cursor is."""

from dataclasses import dataclass

from textual.message import Message
from textual.reactive import var

from widgets.line import Line, Part, Tone
from widgets.panel import Panel


class ImportPanel(Panel):
    """Shows the lines it is given. Moving by key or click posts `Moved`; being moved by the other side does not."""

    SHOWS = ("rows", "title", "account")

    rows: var[tuple[Line, ...]] = var(())
    title: var[str] = var("")
    account: var[str] = var("")

    @dataclass
    class Moved(Message):
        """The cursor of `panel` stands on the line called `key` now."""

        panel: "ImportPanel"
        key: str

        @property
        def control(self) -> "ImportPanel":
            return self.panel

    def __init__(self, name: str, *, id: str) -> None:
        super().__init__(id=id)
        self.set_reactive(ImportPanel.title, name)
        self._told = ""

    @property
    def here(self) -> str:
        """The key of the line under the cursor; empty: there is none."""
        return self.cursor_line.key if self.cursor_line else ""

    def body(self) -> list[Line]:
        return list(self.rows)

    def about(self) -> tuple[Part, ...]:
        return ((self.title, Tone.PLAIN),)

    def foot(self) -> tuple[Part, ...]:
        return ((self.account, Tone.MUTED),) if self.account else ()

    def go(self, key: str) -> None:
        """Put the cursor on the line called `key`, or near it, without telling."""
        self._told = key
        if key and key != self.here:
            self.show(self.view.lines, key)
            self._told = self.here

    def repaint(self) -> None:
        super().repaint()
        if self.has_focus and self.here != self._told:
            self._told = self.here
            self.post_message(self.Moved(self, self.here))
