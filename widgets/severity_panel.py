"""How bad it is, why that is thought, what is owed when, and what was left switched off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from cockpit.core.duration import short
from cockpit.core.incident import Incident
from cockpit.core.readings import Held, StatusReading
from cockpit.core.severity import Level, Scale, Suggestion
from cockpit.core.signals import Signal, SignalState
from widgets.ages import freshness, left
from widgets.cells import wrapped
from widgets.line import Line, Part, Tone, line
from widgets.panel import Panel
from widgets.status_words import causes

STATES: dict[SignalState, tuple[Part, Part]] = {
    SignalState.RAISED: (("[!]", Tone.BAD), ("ALARM", Tone.BAD)),
    SignalState.PENDING: (("[~]", Tone.WARN), ("not yet long enough", Tone.WARN)),
    SignalState.UNKNOWN: (("[?]", Tone.WARN), ("not known", Tone.WARN)),
    SignalState.CALM: (("[ ]", Tone.MUTED), ("calm", Tone.GOOD)),
}
GRAVITY = tuple(STATES)
UPSTREAM: dict[str, Part] = {
    "none": ("[ ]", Tone.MUTED),
    "maintenance": ("[~]", Tone.WARN),
    "minor": ("[~]", Tone.WARN),
}


class SeverityPanel(Panel):
    """Shows the level or PENDING, the suggestion with its evidence, the clocks, open states, signals and upstreams."""

    HELP = """\
# Severity
Severity is **PENDING** until a person chooses it. The suggestion says what it rests on. Choosing shows what to do first
and starts the update clock. A clock that ran out says **OVERDUE**. What was switched off or paused stays listed until
it is put back.

**s** or **enter** chooses the level, with definitions and examples. **M** writes an update. **o** lists open states.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,enter", "choose", "Choose", id="severity.choose", tooltip="Choose the severity"),
        Binding("M", "message", "Message", id="severity.message", tooltip="Write an update"),
        Binding("o", "states", "Open states", id="severity.states", tooltip="List what must be put back"),
    ]
    NUMBER = 2
    NAME = "Severity"
    SHOWS = ("scale", "incident", "signals", "suggestion", "likely", "statuses", "now")

    scale: var[Scale] = var(Scale(levels=()))
    incident: var[Incident] = var(Incident())
    signals: var[tuple[Signal, ...]] = var(())
    suggestion: var[Suggestion | None] = var(None)
    likely: var[int] = var(0)
    """How many causes look likely and nobody raised yet."""
    statuses: var[tuple[Held, ...]] = var(())
    now: var[datetime] = var(datetime(1970, 1, 1, tzinfo=UTC))

    class ChooseRequested(Message):
        """Choose the severity."""

    class MessageRequested(Message):
        """Write an update."""

    class StatesRequested(Message):
        """List the open states."""

    def action_choose(self) -> None:
        self.post_message(self.ChooseRequested())

    def action_message(self) -> None:
        self.post_message(self.MessageRequested())

    def action_states(self) -> None:
        self.post_message(self.StatesRequested())

    def body(self) -> list[Line]:
        level = self.scale.level(self.incident.severity)
        found = [
            *self._level(level),
            *self._clocks(level),
            *self._suggestion(),
            *self._likely(),
            *self._open_states(),
            *self._response(level),
            *self._signals(),
            *self._statuses(),
        ]
        return [Line(shown.parts, shown.right, f"line {number}") for number, shown in enumerate(found)]

    def _level(self, level: Level | None) -> Iterator[Line]:
        if level is None:
            named = self.incident.severity
            yield line(
                (f" {named or 'PENDING'} ", Tone.ALARM), f" {'not on the scale' if named else 'press s to choose'}"
            )
            return
        tone = {0: Tone.ALARM, 1: Tone.BAD}.get(self.scale.rank(level.id), Tone.WARN)
        changes = self.incident.severity_history
        since = f"for {short(self.now - changes[-1].at)}" if changes else ""
        label = f" {level.label}" if level.label != level.id else ""
        yield line((f" {level.id} ", tone), (label, Tone.STRONG), right=((since, Tone.MUTED),))

    def _suggestion(self) -> Iterator[Line]:
        if self.suggestion is None:
            return
        same = self.suggestion.level == self.incident.severity
        says = "The evidence agrees" if same else f"Suggested: {self.suggestion.level}"
        yield line((says, Tone.MUTED if same else Tone.WARN))
        for evidence in self.suggestion.evidence:
            yield from self._words(f"because {evidence}", Tone.PLAIN, "  ")

    def _likely(self) -> Iterator[Line]:
        if self.likely:
            yield line((causes(self.likely), Tone.ACCENT))

    def _clocks(self, level: Level | None) -> Iterator[Line]:
        clocks = sorted(self.incident.clocks, key=lambda clock: clock.due)
        if not clocks and level is not None and level.update_every is not None and self.incident.is_open:
            yield line((f"No update promised; {level.id} wants one every {short(level.update_every)}.", Tone.WARN))
        for clock in clocks:
            yield line(clock.says, right=(left(clock, self.now),))

    def _open_states(self) -> Iterator[Line]:
        for state in self.incident.open_states:
            yield line(("[~] ", Tone.WARN), state.says, right=((f"open {short(self.now - state.since)}", Tone.WARN),))

        for says in self.incident.still_missing.values():
            first, *rest = wrapped(says, self.row_width - 4)
            yield line(("[~] ", Tone.WARN), first)
            yield from (line(f"    {row}") for row in rest)

    def _signals(self) -> Iterator[Line]:
        for signal in sorted(self.signals, key=lambda signal: GRAVITY.index(signal.state)):
            mark, word = STATES[signal.state]
            since = f" {short(self.now - signal.since)}" if signal.since and signal.raised else ""
            yield line(mark, f" {signal.threshold.name}", right=((word[0] + since, word[1]),))
            if signal.state is not SignalState.CALM:
                yield from self._words(signal.says, Tone.MUTED, "    ")

    def _statuses(self) -> Iterator[Line]:
        for held in self.statuses:
            reading = held.reading
            age = freshness(held, self.now)
            if not isinstance(reading, StatusReading):
                whole = len(held.source) + len(age[0]) + 5 <= self.row_width
                yield line(("[?] ", Tone.WARN), held.source, *((" ", age) if whole else ()))
                yield from () if whole else self._words(age[0], age[1], "    ")
                continue
            mark = UPSTREAM.get(reading.indicator, ("[!]", Tone.BAD))
            yield line(mark, f" {held.source}: {reading.says}", right=() if held.stale else (age,))
            if held.stale:
                yield from self._words(age[0], age[1], "    ")
            for incident in reading.incidents:
                yield from self._words(incident, Tone.MUTED, "    ")

    def _response(self, level: Level | None) -> Iterator[Line]:
        if level is not None and level.response:
            yield from self._words(f"Do first: {level.response}", Tone.ACCENT)

    def _words(self, text: str, tone: Tone, indent: str = "") -> Iterator[Line]:
        for row in wrapped(text, self.row_width - len(indent)) if text else ():
            yield line((indent + row, tone))
