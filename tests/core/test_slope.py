"""How fast a backlog grows, from readings a few seconds apart."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.slope import SPAN, Point, kept, per_minute

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def every(seconds: float, *values: float) -> tuple[Point, ...]:
    return tuple((START + timedelta(seconds=seconds * number), value) for number, value in enumerate(values))


@pytest.mark.parametrize(
    ("points", "slope"),
    [
        (every(60, 10, 20, 30), 10.0),
        (every(30, 40, 30, 20, 10), -20.0),
        (every(5, 7, 7, 7, 7), 0.0),
        (every(60, 10, 20), 0.0),
        (every(1, 1, 2, 3), 0.0),
        (every(0, 1, 2, 3), 0.0),
        ((), 0.0),
    ],
)
def test_the_slope_is_per_minute_and_zero_while_it_cannot_be_told(points: tuple[Point, ...], slope: float) -> None:
    assert per_minute(points) == pytest.approx(slope)


def test_one_odd_reading_does_not_turn_the_slope_round() -> None:
    assert per_minute(every(10, *range(0, 24, 2), 0)) > 0


@given(st.lists(st.integers(0, 600), max_size=80))
def test_only_the_last_minutes_are_kept(gaps: list[int]) -> None:
    points: tuple[Point, ...] = ()
    at = START
    for gap in gaps:
        at += timedelta(seconds=gap)
        points = kept(points, (at, 1.0))
        assert points[-1][0] - points[0][0] <= SPAN
