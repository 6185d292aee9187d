"""Asks for several values at once, such as the parameters a runbook wants."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from cockpit.core.text import printable
from screens.ask.dialog import Dialog
from widgets.cell import Cell
from widgets.line import Tone
from widgets.plain_input import PlainInput


@dataclass(frozen=True, slots=True)
class Field:
    """One value asked for. `prompt` is shown; empty: the name itself."""

    name: str
    prompt: str = ""
    value: str = ""
    required: bool = True
    example: str = ""
    """Shown in the empty field."""
    wrong: Callable[[str], str] = lambda value: ""
    """What is wrong with a value, in words; empty: nothing."""


class FormScreen(Dialog[dict[str, str] | None]):
    """Returns the values by field name; None: closed."""

    KEYS = "enter goes on and at last takes them · tab moves · esc closes without"

    def __init__(self, title: str, fields: Sequence[Field], now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(title, now)
        self._fields = tuple(fields)

    def content(self) -> ComposeResult:
        for number, field in enumerate(self._fields):
            yield Cell(field.prompt or field.name, Tone.STRONG)
            like = f"for example {field.example}" if field.example else ""  # else it looks like a value given already
            yield PlainInput(field.value, placeholder=printable(like), id=f"field{number}")

    def first_focus(self) -> Widget | None:
        return self._inputs[0] if self._fields else None

    @property
    def _inputs(self) -> list[PlainInput]:
        return [self.query_one(f"#field{number}", PlainInput) for number in range(len(self._fields))]

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        inputs = self._inputs
        empty = next((n for n, f in enumerate(self._fields) if f.required and not inputs[n].value.strip()), None)
        last = event.input is inputs[-1]
        if not last:
            self.set_focus(inputs[inputs.index(event.input) + 1 if isinstance(event.input, PlainInput) else 0])
        elif empty is not None:
            self.wrong(f"{self._fields[empty].prompt or self._fields[empty].name}: a value is needed.")
            self.set_focus(inputs[empty])
        else:
            self._take({field.name: inputs[n].value.strip() for n, field in enumerate(self._fields)})

    def _take(self, values: dict[str, str]) -> None:
        """Answer with the values that were given, unless one of them does not fit."""
        for number, field in enumerate(self._fields):
            if values[field.name] and (says := field.wrong(values[field.name])):
                self.wrong(says)
                self.set_focus(self._inputs[number])
                return
        self.answer(values)
