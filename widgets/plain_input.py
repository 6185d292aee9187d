"""An input whose pasted text is one line that can do nothing but be read."""

from textual import events
from textual.widgets import Input

from cockpit.core.text import printable


class PlainInput(Input):
    """Takes one line. A pasted text is cut at its first line break and made printable before it is shown.

    Its cursor does not blink: nothing on the screen does, and every blink is bytes on a slow line.
    """

    DEFAULT_CSS = """
    PlainInput { height: 1; border: none; padding: 0; background: $boost; }
    PlainInput:focus { border: none; background: $panel; }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(printable(value), placeholder=printable(placeholder), id=id)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        first = event.text.splitlines()[:1]
        if first:
            self.replace(printable(first[0]), *self.selection)
