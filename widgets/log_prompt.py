"""The line at the foot of the log pane in which a filter is typed."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from widgets.plain_input import PlainInput

KEPT = 50  # lines that can be had again
PLACEHOLDER = "text !text level>=warn status>=500 path:/api ~pattern   ?marks   @14:02   enter applies, esc leaves"


class LogPrompt(PlainInput):
    """Hidden until asked for; `widgets.log_asked` reads what is typed. Up and down go through what was typed before."""

    BINDINGS = [
        Binding("escape", "leave", "Leave", id="log.prompt_leave", tooltip="Leave without a change"),
        Binding("up", "earlier(1)", "Earlier", id="log.prompt_earlier", tooltip="What was typed before", show=False),
        Binding("down", "earlier(-1)", "Later", id="log.prompt_later", tooltip="What was typed after", show=False),
    ]
    DEFAULT_CSS = """
    LogPrompt { dock: bottom; display: none; height: 1; border: none; padding: 0 1; background: $boost; }
    LogPrompt.-open, LogPrompt.-open:focus { display: block; border: none; background: $boost; }
    """

    @dataclass
    class Left(Message):
        """The person left without asking for anything."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: list[str] = []
        self._back = 0

    def open(self, value: str) -> None:
        """Show the line with `value` in it and take the keys."""
        self.placeholder = PLACEHOLDER
        self.value, self._back = value, 0
        self.cursor_position = len(value)
        self.select_on_focus = False
        self.add_class("-open")
        self.focus()

    def remember(self, typed: str) -> None:
        """`typed` was done; it can be had again with *up*."""
        if typed.strip():
            self._typed = [*(one for one in self._typed if one != typed), typed][-KEPT:]

    def action_earlier(self, by: int) -> None:
        self._back = max(min(self._back + by, len(self._typed)), 0)
        self.value = self._typed[-self._back] if self._back else ""
        self.cursor_position = len(self.value)

    def action_leave(self) -> None:
        self.post_message(self.Left())
