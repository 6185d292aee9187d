"""The queues: how much waits, for how long, what is stuck, and whether it gets better."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from cockpit.core.readings import Held, QueueReading
from cockpit.core.signals import Signal
from widgets import queue_lines
from widgets.ages import age, freshness
from widgets.cells import wrapped
from widgets.line import Line, Part, Tone, line
from widgets.panel import Panel

EMPTY = (
    "No queue to read: the profile names none.",
    'Add to the profile: [sources.work] kind = "queue", target = "<a database>", table = "<the queue\'s table>".',
)


class QueuePanel(Panel):
    """Shows the newest good reading of every queue source. What could not be refreshed is shown as stale."""

    HELP = """\
# Queues
One row per queue: jobs by status, the age of the oldest waiting one, locks that nobody gives back. The bars are the age
of the oldest job over the last readings. **STALE** means the last refresh failed; the reason stands beside it.

**r** reads again now.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "refresh_now", "Read again", id="queue.refresh", tooltip="Read every source again now"),
    ]
    NUMBER = 4
    NAME = "Queues"
    SHOWS = ("held", "signals", "now")

    held: var[tuple[Held, ...]] = var(())
    signals: var[tuple[Signal, ...]] = var(())
    now: var[datetime] = var(datetime(1970, 1, 1, tzinfo=UTC))

    class RefreshRequested(Message):
        """Read every source again now."""

    def action_refresh_now(self) -> None:
        self.post_message(self.RefreshRequested())

    def about(self) -> tuple[Part, ...]:
        if len(self.held) != 1:
            return ((f"{len(self.held)} sources", Tone.MUTED),) if self.held else ()
        return ((self.held[0].source, Tone.PLAIN), age(self.held[0], self.now))

    def body(self) -> list[Line]:
        found = [shown for held in self.held for shown in self._source(held)]
        if not self.held:
            found = [line((row, Tone.MUTED)) for text in EMPTY for row in wrapped(text, self.row_width)]
        return [Line(shown.parts, shown.right, f"line {number}") for number, shown in enumerate(found)]

    def _source(self, held: Held) -> Iterator[Line]:
        words, tone = freshness(held, self.now)
        if len(self.held) > 1:
            yield line((held.source, Tone.ACCENT), right=() if held.error else ((words, tone),))
        if held.error:
            yield from (line((row, tone)) for row in wrapped(words, self.row_width))
        if not isinstance(held.reading, QueueReading):
            if not held.error:
                yield line((f"Waiting for the first reading of {held.source}.", Tone.MUTED))
            return
        if not held.reading.queues:
            yield line(("The source answered, and has no queues.", Tone.MUTED))
            return
        mine = [signal for signal in self.signals if signal.threshold.source == held.source]
        yield from queue_lines.counts(held.reading, self.row_width, self.now)
        yield from queue_lines.measures(held.reading, held.trend, mine, self.row_width)
