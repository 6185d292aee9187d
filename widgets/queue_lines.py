"""The queues of one source as lines: counts by status, what is measured against its limits, and the trend."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from rich.cells import cell_len

from cockpit.core.duration import short
from cockpit.core.expr import Value, holds
from cockpit.core.readings import QueueCounts, QueueReading
from cockpit.core.signals import Signal, SignalState
from widgets.cells import filled, padded
from widgets.line import Line, Part, Tone, line
from widgets.trend import direction, sparkline

BARS = 24
NARROWEST_NAME = 8

_LIMIT = re.compile(r"([A-Za-z_]\w*)\s*(>=?|==|!=)\s*(\d+(?:\.\d+)?)")
_STATE: dict[SignalState, Part] = {
    SignalState.RAISED: ("ALARM", Tone.BAD),
    SignalState.PENDING: ("over, not yet for long enough", Tone.WARN),
    SignalState.UNKNOWN: ("not known", Tone.WARN),
    SignalState.CALM: ("ok", Tone.GOOD),
}


def counts(reading: QueueReading, width: int, now: datetime) -> Iterator[Line]:
    """A table when it fits `width`, else a name and its counts below."""
    statuses = tuple(dict.fromkeys(status for queue in reading.queues for status in queue.counts))
    heads = (*statuses, "oldest", "stuck")
    rows = [(queue.name, *_cells(queue, statuses)) for queue in reading.queues]
    widths = [max(len(cell) for cell in column) for column in zip(heads, *(row[1:] for row in rows), strict=True)]
    table = sum(widths) + 2 * len(widths)
    longest = max((cell_len(row[0]) for row in rows), default=0)
    name_width = min(longest, max(width - table, NARROWEST_NAME))
    fits = name_width + table <= width
    if fits:
        yield line((" " * name_width + _aligned(heads, widths), Tone.MUTED))
    for queue, row in zip(reading.queues, rows, strict=True):
        if fits:
            yield line((padded(row[0], name_width), Tone.STRONG), _aligned(row[1:], widths))
        else:
            yield line((row[0], Tone.STRONG))
            pairs = [f"{head} {cell}" for head, cell in zip(heads, row[1:], strict=True)]
            yield from (line(f"  {text}") for text in filled(pairs, width - 2, gap="   "))
        if queue.paused_since:
            yield line((f"  PAUSED {short(now - queue.paused_since)}", Tone.WARN))


def measures(reading: QueueReading, trend: Sequence[float], signals: Sequence[Signal], width: int) -> Iterator[Line]:
    """The oldest age with its trend, the stuck locks, and every other measured limit."""
    values, limits = reading.values, _limits(signals)
    oldest = max((queue.oldest for queue in reading.queues if queue.oldest), default=None)
    bars = sparkline(trend, min(BARS, max(width - 42, 6)))
    word = direction(trend)
    moving = Tone.WARN if word == "rising" else Tone.GOOD if word == "falling" else Tone.MUTED
    yield line(
        *(("oldest ", (short(oldest), Tone.STRONG)) if oldest else ("nothing waits",)),
        *_beside("oldest_min", values, limits.pop("oldest_min", None), " min"),
        right=((f"{bars} ", Tone.ACCENT), (word, moving)) if bars else (),
    )
    stuck = values["stuck"]
    if stuck or "stuck" in limits:
        yield line("stuck locks ", (str(stuck), Tone.STRONG), *_beside("stuck", values, limits.pop("stuck", None)))
    for name, limit in limits.items():
        if name in values:
            yield line(f"{name} ", (str(values[name]), Tone.STRONG), *_beside(name, values, limit))


def _cells(queue: QueueCounts, statuses: Sequence[str]) -> list[str]:
    oldest = short(queue.oldest) if queue.oldest is not None else "-"
    return [*(str(queue.counts.get(status, 0)) for status in statuses), oldest, str(queue.stuck)]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _limits(signals: Sequence[Signal]) -> dict[str, tuple[str, Signal]]:
    """Each measured name with the limit a threshold sets it; the gravest signal wins."""
    found: dict[str, tuple[str, Signal]] = {}
    for signal in sorted(signals, key=lambda signal: list(_STATE).index(signal.state)):
        for name, sign, limit in _LIMIT.findall(signal.threshold.expr):
            found.setdefault(name, (f"{sign} {limit}", signal))
    return found


def _beside(name: str, values: Mapping[str, Value], limit: tuple[str, Signal] | None, unit: str = "") -> list[Part]:
    """`> 15 min ALARM` beside a value that is past its limit; an alarm can outlast that, and then claims nothing."""
    if limit is None:
        return []
    text, signal = limit
    word, tone = _STATE[signal.state]
    past = name in values and holds(f"{name} {text}", values)
    return [(f" {text}{unit} " if past else f" (limit {text}{unit}) ", Tone.MUTED), (word, tone)]
