"""Times as columns write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.providers.sql.instants import form_of, moment_of

T = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WRITTEN = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%fZ",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S.%f%z",
]
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize("written", WRITTEN)
@given(row=MOMENTS, since=MOMENTS)
def test_text_bounds_enclose_every_row_of_the_window(written: str, row: datetime, since: datetime) -> None:
    row = row if "%f" in written else row.replace(microsecond=0)
    text = row.strftime(written)
    form = form_of(text)
    assert form is not None
    until = since + timedelta(minutes=30)
    if since <= row <= until:
        assert form.since(since) <= text <= form.until(until)
    if row < since - timedelta(seconds=1) or row > until + timedelta(seconds=2):
        assert not form.since(since) <= text <= form.until(until)


@pytest.mark.parametrize("written", WRITTEN)
@given(row=MOMENTS)
def test_what_is_written_is_read_back(written: str, row: datetime) -> None:
    row = row if "%f" in written else row.replace(microsecond=0)
    assert moment_of(row.strftime(written)) == row


def test_a_column_in_another_zone_gets_bounds_in_that_zone() -> None:
    form = form_of("2026-03-14T20:30:00+11:00")
    assert form is not None
    assert form.since(T) == "2026-03-14T20:30:00"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (T.replace(tzinfo=None), T),
        (T.astimezone(timezone(timedelta(hours=5))), T),
        (date(2026, 3, 14), datetime(2026, 3, 14, tzinfo=UTC)),
        (int(T.timestamp()), T),
        (int(T.timestamp() * 1000), T),
        (int(T.timestamp() * 1_000_000), T),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
        (10**30, None),
    ],
)
def test_a_value_is_read_as_a_time_or_not_at_all(value: object, moment: datetime | None) -> None:
    assert moment_of(value) == moment
