"""Who did what around T0: the rows of an audit source, always anchored at the moment it began."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from cockpit.core.duration import short
from cockpit.core.readings import AuditRow, AuditWindow, Held
from widgets import audit_lines
from widgets.ages import age, freshness
from widgets.cells import wrapped
from widgets.line import Line, Part, Tone, line
from widgets.panel import Panel

EMPTY = (
    "No audit trail to read: the profile names none.",
    'Add to the profile: [sources.audit] kind = "audit", query = "<a named query>".',
)


class AuditPanel(Panel):
    """Shows the window T0 ± so much. The cursor stays on its row when the window is read again."""

    HELP = """\
# Audit
What people and programs did around T0. The row marked `▶` is the last one before T0: the state right before it began.

**+** and **-** widen and narrow the window. **a** shows only the person of this row, and again everybody. **enter**
shows the row in full, **y** copies it, **b** keeps it as evidence, **t** makes its time the new T0. Where there are
several trails, **n** shows the next.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "window(2.0)", "Widen", id="audit.widen", key_display="+", tooltip="Twice as much"),
        Binding("minus", "window(0.5)", "Narrow", id="audit.narrow", key_display="-", tooltip="Half as much"),
        Binding("a", "person", "Person", id="audit.person", tooltip="Only the person of this row, or everybody"),
        Binding("b", "pin", "Keep", id="audit.pin", tooltip="Keep this row as evidence"),
        Binding("t", "time_zero", "T0 here", id="audit.t0", tooltip="Make the time of this row T0"),
        Binding("n", "next", "Next trail", id="audit.next", tooltip="Show the next audit source", show=False),
        Binding("y", "copy", "Copy", id="audit.copy", tooltip="Copy this row", show=False),
        Binding("enter", "read", "Read", id="audit.read", tooltip="Show this row in full", show=False),
    ]
    NUMBER = 5
    NAME = "Audit"
    SHOWS = ("held", "t0", "now", "person", "window")

    trails: var[tuple[Held, ...]] = var(())
    """Every audit source; one is shown at a time, and named where there are several."""
    held: var[Held | None] = var(None)
    """The one that is shown."""
    t0: var[datetime | None] = var(None)
    now: var[datetime] = var(datetime(1970, 1, 1, tzinfo=UTC))
    person: var[str] = var("")
    """Only this person's rows are asked for; empty: everybody's."""
    window: var[timedelta] = var(timedelta(minutes=30))

    @dataclass
    class WindowRequested(Message):
        """Make the window `factor` times as wide."""

        factor: float

    @dataclass
    class PersonRequested(Message):
        """Only the rows of `person`; empty: everybody's."""

        person: str

    @dataclass
    class CopyRequested(Message):
        text: str

    @dataclass
    class Pinned(Message):
        """Keep the row as evidence."""

        source: str
        text: str
        of: datetime | None

    @dataclass
    class TimeZeroRequested(Message):
        t0: datetime
        evidence: str

    @dataclass
    class ReadRequested(Message):
        """Show these lines in full."""

        title: str
        lines: tuple[str, ...]

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._made: tuple[object, ...] = ()
        self._made_lines: list[Line] = []
        self._went_to: datetime | None = None
        self._at = 0

    def watch_trails(self) -> None:
        """The newest reading of the trail that is shown."""
        if self.trails:
            self.held = self.trails[self._at % len(self.trails)]

    def action_next(self) -> None:
        """The next trail; its own row before T0 is gone to once."""
        if len(self.trails) > 1:
            self._at, self._went_to = (self._at + 1) % len(self.trails), None
            self.watch_trails()

    def about(self) -> tuple[Part, ...]:
        reading = self._reading
        who = self.person or "all people"
        number = len(reading.rows) if reading else 0
        rows = f" · {number} row{'' if number == 1 else 's'}" if reading else ""
        cut = ", first ones only" if reading and reading.truncated else ""
        if self.held is None:
            return ()
        which = f"{self.held.source} ({self._at + 1} of {len(self.trails)}, n) · " if len(self.trails) > 1 else ""
        says = (f"{which}T0 ± {short(self.window)} · {who}{rows}{cut}", Tone.PLAIN)
        return (age(self.held, self.now), says) if self.held.error else (says, age(self.held, self.now))

    def foot(self) -> tuple[Part, ...]:
        """Why the newest attempt failed: here it is seen wherever the rows are scrolled to."""
        wrong = self.held.error if self.held else ""
        return ((f"could not be read: {wrong}", Tone.WARN),) if wrong else ()

    def body(self) -> list[Line]:
        # A tick of the clock changes no row: rows are made again only when what they are made of changed.
        made = (self.held, self.t0, self.person, self.row_width)
        if made != self._made:
            self._made, self._made_lines = made, self._make()
        return self._made_lines

    def cursor_wanted(self) -> str:
        """The row right before T0, once for each T0; from then on the person decides."""
        reading = self._reading
        last = reading.last_before(self.t0) if reading and self.t0 and self.t0 != self._went_to else None
        if reading is None or last is None:
            return ""
        self._went_to = self.t0
        return audit_lines.keys_of(reading)[last]

    def action_window(self, factor: float) -> None:
        self.post_message(self.WindowRequested(factor))

    def action_person(self) -> None:
        row = self._row_here
        if self.person or (row and row.who):
            self.post_message(self.PersonRequested("" if self.person or row is None else row.who))

    def action_copy(self) -> None:
        if row := self._row_here:
            self.post_message(self.CopyRequested(audit_lines.as_text(row)))

    def action_pin(self) -> None:
        if self.held and (row := self._row_here):
            self.post_message(self.Pinned(self.held.source, audit_lines.as_text(row), row.at))

    def action_time_zero(self) -> None:
        if (row := self._row_here) and row.at:
            self.post_message(self.TimeZeroRequested(row.at, audit_lines.as_text(row)))

    def action_read(self) -> None:
        if (row := self._row_here) and (reading := self._reading):
            self.post_message(self.ReadRequested(reading.source, audit_lines.in_full(reading, row, self.t0)))

    @property
    def _reading(self) -> AuditWindow | None:
        return self.held.reading if self.held and isinstance(self.held.reading, AuditWindow) else None

    @property
    def _row_here(self) -> AuditRow | None:
        """The row under the cursor, or None."""
        shown, reading = self.cursor_line, self._reading
        if shown is None or reading is None:
            return None
        keys = audit_lines.keys_of(reading)
        return reading.rows[keys.index(shown.key)] if shown.key in keys else None

    def _make(self) -> list[Line]:
        if self.held is None:
            return self._words(EMPTY, Tone.MUTED)
        reading = self._reading
        if reading is None:
            return self._words((freshness(self.held, self.now)[0],), Tone.WARN if self.held.error else Tone.MUTED)
        if not reading.rows:
            nobody = f" by {self.person}" if self.person else ""
            return self._words((f"Nothing{nobody} in this window. Press + to widen it.",), Tone.MUTED)
        return audit_lines.lines(reading, self.t0, self.row_width)

    def _words(self, texts: tuple[str, ...], tone: Tone) -> list[Line]:
        rows = [row for text in texts for row in wrapped(text, self.row_width)]
        return [line((row, tone), key=f"words {number}") for number, row in enumerate(rows)]
