"""What the profile says about a source's lines comes along with every row of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.adapters.logs.opening import open_log, reading_of
from cockpit.adapters.logs.store import LogStore
from cockpit.core.logline import parse
from cockpit.core.profile import LogSpec
from tests.adapters.logs.waiting import lines, until

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("pattern", ["app.log", "*.log"])
def test_rows_are_read_as_their_source_says(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "app.log").write_bytes(b"2026-07-01 12:00:00 level=info\n")
    store = LogStore()
    spec = LogSpec(paths=(str(tmp_path / pattern),), zone="Asia/Tokyo", format="plain", own=("src/",))
    source = open_log("app", spec, store, tmp_path, from_start=True)
    source.start()
    until(lambda: len(lines(store)) == 1, "its line")
    source.close()
    row = store.rows(0, 1)[0]
    store.close()
    assert (row.reading.format, row.reading.own) == ("plain", ("src/",))
    assert parse(row).at == datetime(2026, 7, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hours"), [("UTC", 0), ("+05:30", 5.5), ("-0800", -8), ("Europe/Berlin", 1), ("Nowhere/At All", 0)]
)
def test_a_zone_is_a_name_or_an_offset_and_utc_when_unknown_here(zone: str, hours: float) -> None:
    assert NOW.astimezone(reading_of(LogSpec(zone=zone), NOW).zone).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["", "Europe", "../etc/passwd", "/etc/passwd", "+24:00", "\0", "x" * 5000])
def test_what_is_no_zone_does_not_raise(zone: str) -> None:
    assert reading_of(LogSpec(zone=zone), NOW).zone is UTC
