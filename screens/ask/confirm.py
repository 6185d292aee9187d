"""Shows a plan and asks whether to run it. Enter or y alone never runs anything that changes the world."""

import time
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input

from cockpit.core.actions import Confirm, Plan
from cockpit.core.profile import Environment
from cockpit.core.text import printable
from screens.ask.dialog import Dialog
from screens.ask.plan_lines import plan_lines
from widgets.cell import Cell
from widgets.line import Tone
from widgets.page import Page
from widgets.plain_input import PlainInput


class ConfirmScreen(Dialog[str | None]):
    """Returns what was typed, the empty string when typing was not asked for, or None: do not run it.

    What must only be confirmed runs by the button, which is not where the focus is at first. What must be typed
    runs by enter or the button once the typed words are exactly the phrase.
    """

    DEFAULT_CSS = """
    ConfirmScreen {
        #dialog.-error { border: heavy $error; border-title-color: $text-error; }
        #dialog.-warning { border: heavy $warning; border-title-color: $text-warning; }
        #dialog.-success { border: heavy $success; border-title-color: $text-success; }
        #dialog.-accent { border: heavy $accent; border-title-color: $text-accent; }
        #dialog.-primary { border: heavy $primary; border-title-color: $text-primary; }
        #dialog { border-title-style: bold; }
        #ask { margin-top: 1; }
    }
    """
    KEYS = "tab to Run it, enter · pgdn pgup read · esc cancels"

    def __init__(self, plan: Plan, environment: Environment, now: Callable[[], float] = time.monotonic) -> None:
        self._plan = plan
        self._environment = environment
        super().__init__(f"{plan.action.risk.upper()} {plan.target.name} · {environment.word}", now)

    @property
    def _typed_wanted(self) -> bool:
        return self._plan.confirm is Confirm.TYPE and not self._plan.refused

    def content(self) -> ComposeResult:
        yield Page(lambda width: plan_lines(self._plan, self._environment, width), id="words")
        if self._typed_wanted:
            yield Cell(f"Type {printable(self._plan.phrase)} to run it:", Tone.STRONG, id="ask")
            yield PlainInput(id="phrase")
        with HorizontalGroup(classes="buttons"):
            yield Button(Content("Cancel"), id="cancel", compact=True)
            if not self._plan.refused:
                yield Button(Content("Run it"), id="run", variant="error", compact=True, disabled=self._typed_wanted)

    def first_focus(self) -> Widget | None:
        return self.query_one("#phrase" if self._typed_wanted else "#cancel")

    def on_mount(self) -> None:
        self.query_one("#dialog").add_class(f"-{self._environment.colour}")
        self.query_one("#words").can_focus = False

    @on(Input.Changed, "#phrase")
    def _compare(self, event: Input.Changed) -> None:
        self.query_one("#run", Button).disabled = not self._is_phrase(event.value)

    @on(Input.Submitted, "#phrase")
    def _take_typed(self, event: Input.Submitted) -> None:
        if self._is_phrase(event.value):
            self.answer(event.value)
        else:
            self.wrong("Not the same words; nothing was run.")

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.answer(None)

    @on(Button.Pressed, "#run")
    def _run(self) -> None:
        if not self._typed_wanted:
            self.answer("")
        elif self._is_phrase(self.query_one("#phrase", Input).value):
            self.answer(self._plan.phrase)

    def _is_phrase(self, typed: str) -> bool:
        return bool(typed) and typed == self._plan.phrase
