"""Asks to pick one of several things: a runbook, a way back, a message, an open state, a command."""

import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from screens.ask.dialog import Dialog
from widgets.pick_list import Option, PickList
from widgets.plain_input import PlainInput


class PickScreen(Dialog[str | None]):
    """Returns the id of the picked option; None: closed. Typing leaves only the options that hold every typed word."""

    DEFAULT_CSS = """
    PickScreen { #filter { margin-bottom: 1; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('down')", "Down", id="ask.pick-down", tooltip="Next option", show=False),
        Binding("up", "move('up')", "Up", id="ask.pick-up", tooltip="Option before", show=False),
    ]
    KEYS = "type to narrow · up down move · enter picks · esc closes"

    def __init__(self, title: str, options: Sequence[Option], now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(title, now)
        self._options = tuple(options)

    def content(self) -> ComposeResult:
        yield PlainInput(placeholder="type to narrow", id="filter")
        yield PickList(self._options, id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one("#filter")

    def action_move(self, way: str) -> None:
        options = self.query_one(PickList)
        options.action_down() if way == "down" else options.action_up()

    @on(Input.Changed, "#filter")
    def _narrow(self, event: Input.Changed) -> None:
        words = event.value.casefold().split()
        kept = [option for option in self._options if _holds(option, words)]
        self.query_one(PickList).offer(kept, kept[0].id if kept else "")

    @on(Input.Submitted, "#filter")
    def _pick_here(self) -> None:
        self.query_one(PickList).action_pick()

    @on(PickList.Picked)
    def _take(self, event: PickList.Picked) -> None:
        self.answer(event.option)


def _holds(option: Option, words: Sequence[str]) -> bool:
    text = " ".join((option.id, option.title, *option.details)).casefold()
    return all(word in text for word in words)
