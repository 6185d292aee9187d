"""Times typed in a hurry."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.moments import MomentError, moment_typed

NOW = datetime(2026, 3, 14, 9, 26, 5, tzinfo=UTC)
T0 = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9:02", "2026-03-14T09:02:00+00:00"),
        ("09:02:30", "2026-03-14T09:02:30+00:00"),
        ("14:02", "2026-03-13T14:02:00+00:00"),  # 14:02 of today has not been yet
        ("today 14:02", "2026-03-14T14:02:00+00:00"),
        ("yesterday 9:30", "2026-03-13T09:30:00+00:00"),
        ("-15m", "2026-03-14T09:11:05+00:00"),
        ("-1h30m", "2026-03-14T07:56:05+00:00"),
        ("15m ago", "2026-03-14T09:11:05+00:00"),
        ("now", "2026-03-14T09:26:05+00:00"),
        ("9:02 UTC", "2026-03-14T09:02:00+00:00"),
        ("09:29", "2026-03-14T09:29:00+00:00"),  # a clock a little ahead of ours
        ("T0", "2026-03-14T09:00:00+00:00"),
        ("t0", "2026-03-14T09:00:00+00:00"),
        ("T+5m", "2026-03-14T09:05:00+00:00"),
        ("T0 - 90s", "2026-03-14T08:58:30+00:00"),
        ("2026-03-13", "2026-03-13T00:00:00+00:00"),
        ("2026-03-13 10:00", "2026-03-13T10:00:00+00:00"),
        ("2026-03-13T10:00:01.5+02:00", "2026-03-13T08:00:01.500000+00:00"),
        ("1773480362000", "2026-03-14T09:26:02+00:00"),
    ],
)
def test_a_time_typed_is_read(typed: str, at: str) -> None:
    assert moment_typed(typed, NOW, T0).isoformat() == at


@pytest.mark.parametrize("typed", ["", "noon", "25:00", "-", "-5 apples", "T+", "14:2", "12:60"])
def test_what_is_no_time_says_how_to_write_one(typed: str) -> None:
    with pytest.raises(MomentError, match="write 14:02"):
        moment_typed(typed, NOW, T0)


def test_without_t0_it_says_how_to_set_it() -> None:
    with pytest.raises(MomentError, match="no T0 to count from"):
        moment_typed("T0", NOW)


@given(st.text(max_size=20))
def test_nothing_else_is_raised(typed: str) -> None:
    try:
        assert moment_typed(typed, NOW, T0).tzinfo is not None
    except MomentError:
        return
