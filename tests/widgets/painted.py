"""Looking at widgets: a small app around some, their painted lines as text, and waiting for a condition."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

T = TypeVar("T")
M = TypeVar("M", bound=Message)

PATIENCE = 10.0  # seconds

NASTY = "[/x]\x1b[2J[@click=app.quit]y[/]\u202e"
SHOWN = "[/x][@click=app.quit]y[/]\ufffd"


class Holding(App[None]):
    """Shows the given widgets and keeps what they post."""

    AUTO_FOCUS = "*"

    def __init__(self, *shown: Widget) -> None:
        super().__init__()
        self.shown = shown
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield from self.shown

    def keep(self, message: Message) -> None:
        """A message hook for `run_test`."""
        self.posted.append(message)


async def until(pilot: Pilot[T], condition: Callable[[], object]) -> None:
    """Let the app go on until `condition` holds; fails the test when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "this never came true"
        await pilot.pause()
        await asyncio.sleep(0.01)


def text_of(widget: Widget) -> str:
    """Everything `widget` paints, line by line."""
    return "\n".join(widget.render_line(y).text for y in range(widget.size.height))


def all_text(app: App[T]) -> str:
    """Everything on the screen, line by line, as it would be sent."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


def of_type(posted: Iterable[Message], kind: type[M]) -> list[M]:
    """The posted messages of one kind, each once."""
    return list({id(message): message for message in posted if isinstance(message, kind)}.values())
