"""A line for a secret's value: shows how long it is and nothing else, and keeps it out of all that an input feeds.

Not Textual's Input with `password`: that one posts its value in messages (TEXTUAL_LOG writes them to a file), copies
what is selected to the clipboard and keeps the value as a reactive.
"""

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from cockpit.core.secret import LONGEST

MARK = "•"


class SecretInput(Widget, can_focus=True):
    """Takes keys and one pasted line; backspace takes the last character off, ctrl+u all of them."""

    DEFAULT_CSS = """
    SecretInput { height: 1; width: 1fr; background: $boost; }
    SecretInput:focus { background: $panel; }
    """

    class Given(Message):
        """Enter was pressed. Whoever asked takes the value with `take`; it is in no message."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._characters: list[str] = []

    @property
    def length(self) -> int:
        """How many characters there are. Not `__len__`: an empty widget would be false, and get no keys."""
        return len(self._characters)

    def take(self) -> str:
        """What was typed, without the spaces around it; nothing is kept here."""
        value = "".join(self._characters).strip()
        self._characters.clear()
        self.refresh()
        return value

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self.post_message(self.Given())
        elif event.key == "backspace":
            del self._characters[-1:]
        elif event.key == "ctrl+u":
            self._characters.clear()
        elif event.is_printable and event.character:
            self._add(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self.refresh()

    def _on_paste(self, event: events.Paste) -> None:
        """The first line that holds something: a copied line often ends with a break."""
        event.stop()
        event.prevent_default()
        self._add(next((line for line in event.text.splitlines() if line.strip()), ""))
        self.refresh()

    def _add(self, text: str) -> None:
        self._characters += text[: LONGEST + 1 - len(self._characters)]

    def render_line(self, y: int) -> Strip:
        count = self.length
        tail = f" {count} character{'' if count == 1 else 's'}" if count else " type or paste it"
        marks = MARK * min(count, max(0, self.size.width - cell_len(tail) - 1))
        style = self.rich_style
        return Strip([Segment(f"{marks}{tail}", style)]).adjust_cell_length(self.size.width, style)
