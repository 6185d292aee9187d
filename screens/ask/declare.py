"""Declares an incident with at most three answers: what is seen, how bad, since when."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from cockpit.core.duration import parse_duration
from cockpit.core.severity import Scale
from cockpit.engine.requests import Declare
from screens.ask.dialog import Dialog
from widgets.cell import Cell
from widgets.line import Tone
from widgets.pick_list import Option, PickList
from widgets.plain_input import PlainInput

PENDING = "pending"


class DeclareScreen(Dialog[Declare | None]):
    """Returns the request to declare; None: closed. Only the first answer is needed."""

    DEFAULT_CSS = """
    DeclareScreen { #words { margin-bottom: 1; } #symptom { margin-bottom: 1; } }
    """
    KEYS = "enter goes on and at last declares · tab moves · esc closes"

    def __init__(
        self, scale: Scale, at: Callable[[], datetime], now: Callable[[], float] = time.monotonic, symptom: str = ""
    ) -> None:
        """`at` gives the time of day (aware), `now` the seconds that decide when the screen listens."""
        super().__init__("Declare an incident", now)
        self._scale = scale
        self._at = at
        self._symptom = symptom

    def content(self) -> ComposeResult:
        yield Cell("What is seen?", Tone.STRONG)
        yield PlainInput(self._symptom, id="symptom")
        yield Cell("How bad is it?", Tone.STRONG)
        levels = [Option(id=level.id, title=level.name, right=level.definition) for level in self._scale.levels]
        yield PickList([Option(id=PENDING, title="Not known yet", right="severity is PENDING"), *levels], id="words")
        yield Cell("Since when? now, 14:05 (UTC) or 20m ago", Tone.STRONG)
        yield PlainInput("now", id="since")

    def first_focus(self) -> Widget | None:
        return self.query_one("#symptom")

    @on(Input.Submitted, "#symptom")
    def _to_severity(self) -> None:
        self.set_focus(self.query_one("#words"))

    @on(PickList.Picked)
    def _to_since(self) -> None:
        self.set_focus(self.query_one("#since"))

    @on(Input.Submitted, "#since")
    def _declare(self, event: Input.Submitted) -> None:
        symptom = self.query_one("#symptom", Input)
        title = symptom.value.strip()
        if not title:
            self.wrong("Say in a few words what is seen.")
            self.set_focus(symptom)
            return
        try:
            t0 = moment(event.value, self._at())
        except ValueError as error:
            self.wrong(str(error))
            return
        level = self.query_one("#words", PickList).here
        self.answer(Declare(title=title, severity="" if level == PENDING else level, t0=t0))


def moment(text: str, now: datetime) -> datetime | None:
    """The moment `text` names, not after `now` (aware); None for now. `14:05` is UTC, today or else yesterday.

    Raises ValueError, in words fit to show.
    """
    words = text.strip().lower().removesuffix("ago").strip()
    if words in ("", "now"):
        return None
    for shape in ("%H:%M", "%H:%M:%S"):
        try:
            clock = datetime.strptime(words, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
        today = now.astimezone(UTC).replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
        return today if today <= now else today - timedelta(days=1)
    try:
        return now - parse_duration(words)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a time; write it like now, 14:05 or 20m ago") from error
