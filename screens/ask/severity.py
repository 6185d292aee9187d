"""Asks how bad it is, with the definition and examples of each level and what the answers speak for."""

import time
from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from cockpit.core.severity import Level, Scale, Suggestion, suggest
from screens.ask.dialog import Dialog
from widgets.cells import wrapped
from widgets.line import Line, Tone, line
from widgets.page import Page
from widgets.pick_list import Option, PickList
from widgets.plain_input import PlainInput

QUESTION = "question "


class SeverityChoice(NamedTuple):
    """The level, the reason (empty when none was needed) and the answers given here by question."""

    level: str
    reason: str
    answers: dict[str, bool]


class SeverityScreen(Dialog[SeverityChoice | None]):
    """Enter on a level takes it; changing a level that was already chosen needs a reason first."""

    DEFAULT_CSS = """
    SeverityScreen { #suggested { margin-bottom: 1; } #reason { margin-top: 1; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "say(True)", "Yes", id="severity.yes", tooltip="Answer the question with yes"),
        Binding("n", "say(False)", "No", id="severity.no", tooltip="Answer the question with no"),
    ]
    KEYS = "up down move · y n answer · enter takes a level · tab reason · esc closes"

    def __init__(
        self,
        scale: Scale,
        suggestion: Suggestion | None,
        current: str = "",
        answers: Mapping[str, bool] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__("How bad is it?", now)
        self._scale = scale
        self._measured = suggestion
        self._current = current
        self._answers = dict(answers or {})
        self._picked = ""

    def content(self) -> ComposeResult:
        yield Page(self._suggested, id="suggested")
        yield PickList(self._options(), id="words")
        yield PlainInput(placeholder="reason" if self._current else "reason, if there is one to give", id="reason")

    def on_mount(self) -> None:
        self.query_one("#suggested").can_focus = False

    def first_focus(self) -> Widget | None:
        options = self.query_one("#words", PickList)
        suggestion = self._suggestion
        options.offer(self._options(), self._current or (suggestion.level if suggestion else ""))
        return options

    def action_say(self, yes: bool) -> None:
        options = self.query_one("#words", PickList)
        if options.here.startswith(QUESTION):
            self._answers[options.here.removeprefix(QUESTION)] = yes
            options.offer(self._options())
            self.query_one("#suggested", Page).remake()

    @on(PickList.Picked)
    def _pick(self, event: PickList.Picked) -> None:
        if event.option.startswith(QUESTION):
            self.wrong("Answer with y or n.")
            return
        self._picked = event.option
        self._take()

    @on(Input.Submitted, "#reason")
    def _reasoned(self) -> None:
        if self._picked:
            self._take()
        else:
            self.wrong("Pick a level first.")

    def _take(self) -> None:
        reason = self.query_one("#reason", Input)
        if self._current and self._picked != self._current and not reason.value.strip():
            self.wrong(f"From {self._current} to {self._picked}: give the reason, then enter.")
            self.set_focus(reason)
            return
        self.answer(SeverityChoice(self._picked, reason.value.strip(), dict(self._answers)))

    @property
    def _suggestion(self) -> Suggestion | None:
        """What was measured and what is answered here, together."""
        measured = self._measured
        signals = [(measured.level, says) for says in measured.evidence] if measured else []
        return suggest(self._scale, signals, self._answers)

    def _suggested(self, width: int) -> list[Line]:
        suggestion = self._suggestion
        if suggestion is None:
            return [line(("Nothing measured or answered speaks for a level yet.", Tone.MUTED))]
        words = f"Suggested: {suggestion.level}, because {'; '.join(suggestion.evidence)}"
        return [line((row, Tone.WARN)) for row in wrapped(words, width)]

    def _options(self) -> list[Option]:
        levels = [self._level(level) for level in self._scale.levels]
        return levels + [
            Option(
                id=QUESTION + question.ask,
                title=question.ask,
                mark=(_ANSWERED[self._answers.get(question.ask)], Tone.ACCENT),
                right=f"yes: at least {question.level}",
            )
            for question in self._scale.questions
        ]

    def _level(self, level: Level) -> Option:
        examples = tuple(f"e.g. {example}" for example in level.examples)
        return Option(
            id=level.id,
            title=level.name,
            details=(*((level.definition,) if level.definition else ()), *examples),
            right="now" if level.id == self._current else "",
        )


_ANSWERED: dict[bool | None, str] = {True: "[y]", False: "[n]", None: "[ ]"}
