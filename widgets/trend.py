"""A series of numbers as a row of bars and the word for where it is going."""

from collections.abc import Sequence
from itertools import pairwise

BARS = "▁▂▃▄▅▆▇█"
LEAST_CHANGE = 0.05  # of the larger value: less is noise,
SLOW_CHANGE = 0.005  # unless nearly every step goes the same way
SAME_WAY = 0.8


def sparkline(values: Sequence[float], width: int) -> str:
    """The last `width` values as bars; the lowest is the lowest bar, a flat series is all low."""
    shown = values[-width:] if width > 0 else ()
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    span = (high - low) or 1.0
    return "".join(BARS[round((value - low) / span * (len(BARS) - 1))] for value in shown)


def direction(values: Sequence[float]) -> str:
    """`rising`, `falling` or `flat`: the newest third against the oldest third; empty with fewer than three values.

    A slow change counts when nearly every step goes its way: an age that grows by the second is rising.
    """
    if len(values) < 3:
        return ""
    third = len(values) // 3
    before, after = sum(values[:third]) / third, sum(values[-third:]) / third
    change, largest = abs(after - before), max(abs(before), abs(after))
    if change <= LEAST_CHANGE * largest and not (change > SLOW_CHANGE * largest and _steady(values)):
        return "flat"
    return "rising" if after > before else "falling"


def _steady(values: Sequence[float]) -> bool:
    steps = [b - a for a, b in pairwise(values)]
    up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return max(up, down) >= SAME_WAY * len(steps)
