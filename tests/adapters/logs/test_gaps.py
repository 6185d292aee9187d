"""What is missing is a row: silence, reconnects, samples; and how far a source's clock is from ours."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.store import LogStore
from tests.adapters.logs.waiting import lines, notices

START = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


class Source:
    """A source under a clock that a test moves; what it says is live unless told otherwise."""

    def __init__(self, path: Path, quiet_after: timedelta | None = timedelta(seconds=30), live: bool = True) -> None:
        self.time = START
        self.store = LogStore(lambda: self.time)
        self.feed: Feed = self.store.feed("api", quiet_after=quiet_after)
        self.feed.live = live
        self._path = path
        self._segment = self.feed.begin(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    def say(self, content: bytes, after: float = 0.0) -> None:
        self.time += timedelta(seconds=after)
        with self._path.open("ab") as file:
            file.write(content)
        self.feed.add(self._segment, content)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    made = Source(tmp_path / "a.log")
    yield made
    made.store.close()


def test_a_silence_is_one_row_when_it_ends_before_the_line_that_ends_it(source: Source) -> None:
    source.say(b"one\n")
    source.say(b"two\n", after=34)
    source.say(b"three\n", after=29)
    assert [row.raw for row in source.store.rows(0, 9)] == [b"one", b"silent 34 s", b"two", b"three"]


def test_a_source_that_says_little_is_not_silent_between_its_lines(source: Source) -> None:
    for _ in range(40):
        source.say(b"tick\n", after=60)
    so_far = len(notices(source.store))
    assert so_far < 10  # until its usual pause is known
    for _ in range(40):
        source.say(b"tick\n", after=60)
    assert len(notices(source.store)) == so_far
    source.say(b"tick\n", after=600)
    assert notices(source.store)[-1] == "silent 10 min"


def test_the_past_of_a_file_is_no_silence(source: Source) -> None:
    source.feed.live = False
    source.say(b"one\n")
    source.say(b"two\n", after=3600)
    assert notices(source.store) == []


def test_a_clock_set_back_is_no_silence(source: Source) -> None:
    source.say(b"one\n")
    source.say(b"two\n", after=-3600)
    assert notices(source.store) == []
    assert lines(source.store) == [b"one", b"two"]


def test_gaps_and_samples_are_told_in_the_same_words_for_every_provider(source: Source) -> None:
    source.feed.gap(timedelta(seconds=12), "reconnected")
    source.feed.sampled()
    source.feed.sampled(10)
    assert notices(source.store) == [
        "reconnected, up to 12 s missing",
        "sampled by provider",
        "sampled by provider: about one line in 10",
    ]


def test_the_skew_is_the_median_of_arrival_less_the_lines_own_time(source: Source) -> None:
    for late in (2.0, 3.0, 400.0, 2.5, 3.5):
        own = source.time - timedelta(seconds=late)
        source.say(f"{own.isoformat()} INFO x\n".encode(), after=0)
        source.time += timedelta(seconds=1)
    assert source.store.skew("api") == timedelta(seconds=3)
    assert source.store.skew("nobody") is None


@pytest.mark.parametrize("line", [b"no time here\n", b"2026-03-14T09:26:00Z half a line"])
def test_lines_without_a_time_and_half_lines_tell_no_skew(line: bytes, source: Source) -> None:
    for _ in range(5):
        source.say(line)
    assert source.store.skew("api") is None


def test_the_past_of_a_file_tells_no_skew(source: Source) -> None:
    source.feed.live = False
    for _ in range(5):
        source.say(b"2020-01-01T00:00:00Z INFO long ago\n")
    assert source.store.skew("api") is None
