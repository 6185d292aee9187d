"""What has happened so far, newest last."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from widgets.ages import around, hhmm
from widgets.line import Line, Part, Tone, line
from widgets.panel import Panel


class TimelinePanel(Panel):
    """Shows the timeline and follows its end, until the cursor is moved off the newest line."""

    HELP = """\
# Timeline
Everything that was written down, newest last. It follows the end while the cursor stands there; **G** goes back to it.

**enter** shows the line in full, **y** copies it.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", "Read", id="timeline.read", tooltip="Show this line in full"),
        Binding("y", "copy", "Copy", id="timeline.copy", tooltip="Copy this line"),
    ]
    NUMBER = 6
    NAME = "Timeline"
    SHOWS = ("lines", "t0")

    lines: var[tuple[tuple[datetime, str], ...]] = var(())
    """When (aware) and what, oldest first."""
    t0: var[datetime | None] = var(None)

    @dataclass
    class CopyRequested(Message):
        text: str

    @dataclass
    class ReadRequested(Message):
        """Show these lines in full."""

        title: str
        lines: tuple[str, ...]

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._newest = ""

    def about(self) -> tuple[Part, ...]:
        return ((f"{len(self.lines)} entries", Tone.MUTED),) if self.lines else ()

    def body(self) -> list[Line]:
        if not self.lines:
            return [line(("Nothing written down yet.", Tone.MUTED))]
        return [
            line((f"{hhmm(at)} {around(at, self.t0):>9}  ", Tone.ACCENT), text, key=_key(number), stop=True)
            for number, (at, text) in enumerate(self.lines)
        ]

    def cursor_wanted(self) -> str:
        newest = _key(len(self.lines) - 1) if self.lines else ""
        here = self.cursor_line
        follows = here is None or here.key == self._newest
        self._newest = newest
        return newest if follows else ""

    def action_copy(self) -> None:
        if entry := self._entry:
            self.post_message(self.CopyRequested(f"{entry[0].isoformat()} {entry[1]}"))

    def action_read(self) -> None:
        if entry := self._entry:
            self.post_message(self.ReadRequested(f"{hhmm(entry[0])} UTC", (entry[1],)))

    @property
    def _entry(self) -> tuple[datetime, str] | None:
        here = self.cursor_line
        found = (entry for number, entry in enumerate(self.lines) if here and _key(number) == here.key)
        return next(found, None)


def _key(number: int) -> str:
    return f"entry {number}"
