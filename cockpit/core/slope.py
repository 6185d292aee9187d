"""How fast a number moves: per minute, over the last few minutes, not disturbed by one odd reading."""

from collections.abc import Sequence
from datetime import datetime, timedelta

SPAN = timedelta(minutes=5)
LEAST = timedelta(seconds=10)
"""Less than this apart, readings tell nothing of a minute."""

Point = tuple[datetime, float]


def kept(points: Sequence[Point], newest: Point) -> tuple[Point, ...]:
    """The points of the last `SPAN` with `newest` at the end."""
    return (*(point for point in points if newest[0] - point[0] <= SPAN), newest)


def per_minute(points: Sequence[Point]) -> float:
    """The slope of the line that fits the points best; 0 while there are too few to tell."""
    if len(points) < 3 or points[-1][0] - points[0][0] < LEAST:
        return 0.0
    minutes = [(at - points[0][0]).total_seconds() / 60 for at, _ in points]
    values = [value for _, value in points]
    middle, mean = sum(minutes) / len(minutes), sum(values) / len(values)
    spread = sum((minute - middle) ** 2 for minute in minutes)
    fall = sum((minute - middle) * (value - mean) for minute, value in zip(minutes, values, strict=True))
    return fall / spread if spread else 0.0
