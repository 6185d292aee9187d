"""A series of numbers as a row of bars and the word for where it is going."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
LEAST_CHANGE = 0.05  # of the larger value: less is noise


def sparkline(values: Sequence[float], width: int) -> str:
    """The last `width` values as bars; the lowest is the lowest bar, a flat series is all low."""
    shown = values[-width:] if width > 0 else ()
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    span = (high - low) or 1.0
    return "".join(BARS[round((value - low) / span * (len(BARS) - 1))] for value in shown)


def direction(values: Sequence[float]) -> str:
    """`rising`, `falling` or `flat`: the newest third against the oldest third; empty with fewer than three values."""
    if len(values) < 3:
        return ""
    third = len(values) // 3
    before, after = sum(values[:third]) / third, sum(values[-third:]) / third
    if abs(after - before) <= LEAST_CHANGE * max(abs(before), abs(after)):
        return "flat"
    return "rising" if after > before else "falling"
