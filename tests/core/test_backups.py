"""Backups by day: order, gaps, and the one that is far too small."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.backups import Backup, missing, of_day, ordered, pattern, smaller

TODAY = date(2026, 3, 14)


def backup(days_ago: int, size: int = 1000) -> Backup:
    day = TODAY - timedelta(days=days_ago)
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return Backup(key=f"backups/db/{day}.sql", size=size, at=at, day=day)


def test_the_day_is_read_from_the_key_behind_the_prefix() -> None:
    lie = pattern("backups/db/{day}.sql")
    assert lie.day("backups/db/2026-05-08.sql") == date(2026, 5, 8)
    assert lie.day("backups/db/20260508T0100.sql") == date(2026, 5, 8)
    assert lie.day("backups/db/2026-02-31.sql") is None
    assert lie.day("backups/db/1720260508.sql") is None
    assert lie.holds("backups/db/2026-05-08.sql")
    assert not lie.holds("backups/db/2026-05-08.sql.md5")
    assert not lie.holds("backups/db/")
    assert pattern("backups/db/").holds("backups/db/anything")


@pytest.mark.parametrize("written", ["", "/backups/", "{day}.sql", "backups/{date}.sql", "a/{day}/{day}.sql", "a}/"])
def test_a_pattern_that_cannot_be_meant_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match=r"write it like backups/db/\{day\}\.sql"):
        pattern(written)


def test_missing_days_are_those_between_the_first_and_the_last() -> None:
    found = [backup(1), backup(2), backup(5)]
    assert missing(found, TODAY) == ([date(2026, 3, 10), date(2026, 3, 11)], True)
    assert missing([*found, backup(0)], TODAY)[1] is False
    assert missing([], TODAY) == ([], True)


@given(st.sets(st.integers(0, 300), min_size=1))
def test_every_day_of_the_span_has_a_backup_or_is_missing(ago: set[int]) -> None:
    gone, none_today = missing([backup(number) for number in ago], TODAY)
    assert len(gone) + len(ago) == max(ago) - min(ago) + 1
    assert none_today == (0 not in ago)


def test_one_far_smaller_than_its_neighbours_is_called_out_and_slow_growth_is_not() -> None:
    grown = [backup(number, 1000 - number) for number in range(10)]
    assert smaller(grown) == {}
    grown[4] = backup(4, 120)
    assert list(smaller(grown)) == [grown[4].key]
    assert smaller(grown)[grown[4].key] == pytest.approx(0.12, abs=0.01)
    assert smaller([backup(1, 0)]) == {}


def test_the_newest_is_first_and_a_day_has_the_last_of_that_day() -> None:
    early = backup(1)
    late = Backup(key="backups/db/2026-03-13-b.sql", size=1, at=datetime(2026, 3, 13, 20, tzinfo=UTC), day=early.day)
    nameless = Backup(key="backups/db/x.sql", size=1, at=None)
    found = [backup(3), nameless, early, late]
    assert [one.key for one in ordered(found)] == [late.key, early.key, backup(3).key, nameless.key]
    assert of_day(found, early.day) == late
    assert of_day(found, None) == late
    assert of_day(found, TODAY) is None
