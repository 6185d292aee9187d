"""The names of the panes in one line, for a terminal that shows one at a time."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.reactive import var

from widgets.line import Part, Tone, line
from widgets.lines import Lines


@dataclass(frozen=True, slots=True)
class Tab:
    """One pane: its digit, its name, and what it wants to be looked at for."""

    number: int
    name: str
    mark: str = ""
    """`!` for an alarm, a count of what is new, or nothing."""
    alarm: bool = False


class TabStrip(Lines, can_focus=False):
    """Shows `1 Checklist 2 Severity …`; a mark on a pane that wants attention, in a word as well as in colour."""

    DEFAULT_CSS = """
    TabStrip { height: 1; width: 1fr; background: $surface; }
    """

    tabs: var[tuple[Tab, ...]] = var(())
    active: var[int] = var(1)

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        number: int

    def on_mount(self) -> None:
        self.watch(self, "tabs", self._show_tabs)
        self.watch(self, "active", self._show_tabs, init=False)

    def _on_resize(self, event: events.Resize) -> None:
        self._show_tabs()

    async def _on_click(self, event: events.Click) -> None:
        end = 0
        for tab in self.tabs:
            end += sum(cell_len(text) for text, _ in self._words(tab))
            if event.x < end:
                self.post_message(self.Chosen(tab.number))
                return

    def _show_tabs(self) -> None:
        self.show([line(*(part for tab in self.tabs for part in self._words(tab)))])

    def _words(self, tab: Tab) -> list[Part]:
        here = tab.number == self.active
        brackets = ("[", "]") if here else (" ", " ")
        name = (f"{brackets[0]}{tab.number} {tab.name}", Tone.ACCENT if here else Tone.MUTED)
        mark = [(f" {tab.mark}", Tone.BAD if tab.alarm else Tone.WARN)] if tab.mark else []
        return [name, *mark, (brackets[1], Tone.ACCENT if here else Tone.MUTED)]
