"""A list to pick one thing from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from widgets.cells import wrapped
from widgets.line import Line, Part, Tone, line
from widgets.lines import Lines

DETAIL = "    "


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick. `details` are shown below it, `mark` before it."""

    id: str
    title: str
    details: tuple[str, ...] = ()
    mark: Part = ("", Tone.PLAIN)
    right: str = ""


class PickList(Lines):
    """Shows options with their details; enter or a click on the one under the cursor picks it."""

    DEFAULT_CSS = """
    PickList { height: auto; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "Pick", id="pick.pick", tooltip="Pick the option under the cursor"),
    ]

    @dataclass
    class Picked(Message):
        """The option called `option` was picked from `list`."""

        list: "PickList"
        option: str

        @property
        def control(self) -> "PickList":
            return self.list

    SIDES = 1

    def __init__(self, options: Sequence[Option] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)

    @property
    def here(self) -> str:
        """The id of the option under the cursor; empty: none."""
        return self.cursor_line.key if self.cursor_line else ""

    def offer(self, options: Sequence[Option], cursor: str = "") -> None:
        """Offer these from now on."""
        if tuple(options) != self.options:
            self.options = tuple(options)
            self.refresh(layout=True)
        self.show(self._lines_for(self.row_width), cursor)

    def action_pick(self) -> None:
        if self.here:
            self.post_message(self.Picked(self, self.here))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines_for(width - 2 * self.SIDES))

    def framed(self, y: int, row: Strip | None) -> Strip:
        """The mark of the cursor is a character too, not only a colour."""
        mark = ">" if y == self.cursor_row else " "
        sides = (Segment(mark, self.tone(Tone.ACCENT)), Segment(" ", self.tone(Tone.PLAIN)))
        return Strip([sides[0], *(row or ()), sides[1]]).crop(0, self.size.width)

    def _on_resize(self, event: events.Resize) -> None:
        self.show(self._lines_for(self.row_width))

    def _lines_for(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for option in self.options:
            mark = (f"{option.mark[0]} ", option.mark[1]) if option.mark[0] else option.mark
            right = ((option.right, Tone.MUTED),) if option.right else ()
            lines.append(line(mark, (option.title, Tone.STRONG), right=right, key=option.id, stop=True))
            rows = [row for detail in option.details for row in wrapped(detail, width - len(DETAIL))]
            lines += [line((DETAIL + row, Tone.MUTED), key=f"{option.id} {n}") for n, row in enumerate(rows)]
        return lines or [line(("Nothing fits.", Tone.MUTED))]
