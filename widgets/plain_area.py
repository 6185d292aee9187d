"""A text of several lines to write in, whose cursor stands still."""

from textual.widgets import TextArea


class PlainArea(TextArea):
    """Takes lines of words. Its cursor does not blink: nothing on the screen does."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id)
        self.cursor_blink = False
