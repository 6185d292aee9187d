"""The line at the foot of the log pane in which a filter is typed."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class LogPrompt(Input):
    """Hidden until asked for. Plain text filters, a leading `!` leaves out, a leading `?` only marks."""

    BINDINGS = [Binding("escape", "leave", "Leave", id="log.prompt_leave", tooltip="Leave without a change")]
    DEFAULT_CSS = """
    LogPrompt { dock: bottom; display: none; height: 1; border: none; padding: 0 1; background: $boost; }
    LogPrompt.-open, LogPrompt.-open:focus { display: block; border: none; }
    """

    @dataclass
    class Left(Message):
        """The person left without asking for anything."""

    def __init__(self) -> None:
        super().__init__(placeholder="text to show   !text to leave out   ?text to mark   enter applies, esc leaves")

    def action_leave(self) -> None:
        self.post_message(self.Left())
