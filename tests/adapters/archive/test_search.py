"""One needle in several files: time order, honest accounts, nothing opened that its name rules out."""

import gzip
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.archive.dates import dated
from cockpit.adapters.archive.needle import LONGEST, Needle
from cockpit.adapters.archive.ordering import merged, settled
from cockpit.adapters.archive.places import Place, named, of_source
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search, StoppedError
from cockpit.core.hits import Hit, Span

DAY = datetime(2026, 11, 24, tzinfo=UTC)


def at(minute: int) -> datetime:
    return DAY + timedelta(minutes=minute)


def line(minute: int, words: str = "needle") -> bytes:
    return f'{{"ts":"{at(minute):%Y-%m-%dT%H:%M:%SZ}","level":"info","msg":"{words}"}}\n'.encode()


def put(path: Path, *lines: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(lines))
    return str(path)


def sought(*paths: str, word: str = "needle", span: Span | None = None) -> tuple[list[Hit], Search]:
    state = Search()
    places = [Place("log", path) for path in paths]
    return list(search(places, Needle(word), span or Span(), state)), state


def test_hits_of_several_files_come_in_time_order_with_their_own_line_numbers(tmp_path: Path) -> None:
    one = put(tmp_path / "a.log", line(1), line(2, "other"), line(5))
    two = put(tmp_path / "b.log", line(0, "other"), line(3), line(4))
    hits, state = sought(one, two)
    assert [(hit.at, hit.line, hit.path) for hit in hits] == [
        (at(1), 1, one),
        (at(3), 2, two),
        (at(4), 3, two),
        (at(5), 3, one),
    ]
    assert (state.looked.oldest, state.looked.newest, state.looked.files) == (at(0), at(5), 2)


def test_a_line_without_a_time_keeps_its_place_in_its_file(tmp_path: Path) -> None:
    one = put(tmp_path / "a.log", line(1), b"needle without a time\n", line(7))
    two = put(tmp_path / "b.log", line(2), line(3))
    hits, _ = sought(one, two)
    assert [hit.raw[:6] == b"needle" for hit in hits] == [False, True, False, False, False]


def test_its_place_is_told_by_neighbours_that_do_not_match(tmp_path: Path) -> None:
    one = put(tmp_path / "a.log", line(5, "other"), b"needle without a time\n")
    two = put(tmp_path / "b.log", line(2), line(6))
    hits, _ = sought(one, two)
    assert [hit.at for hit in hits] == [at(2), None, at(6)]
    assert sought(one, span=Span(until=at(4)))[0] == [], "it lies after what stands before it"


def test_a_file_out_of_order_is_sorted(tmp_path: Path) -> None:
    hits, _ = sought(put(tmp_path / "a.log", line(5), line(1), line(3)))
    assert [(hit.at, hit.line) for hit in hits] == [(at(1), 2), (at(3), 3), (at(5), 1)]


@given(st.lists(st.lists(st.integers(0, 50), max_size=12), max_size=5))
def test_merging_is_sorting(files: list[list[int]]) -> None:
    hits = [
        [Hit(source="", path=str(n), line=k, raw=b"", place=at(m)) for k, m in enumerate(ms)]
        for n, ms in enumerate(files)
    ]
    got = list(merged([(at(min(ms)) if ms else None, settled(iter(hs))) for ms, hs in zip(files, hits, strict=True)]))
    assert [hit.place for hit in got] == sorted(at(m) for ms in files for m in ms)


def test_a_file_less_orderly_than_what_is_held_still_gives_every_hit() -> None:
    hits = [Hit(source="", path="", line=n, raw=b"", place=at(100 - n)) for n in range(100)]
    assert {hit.line for hit in settled(iter(hits), held=3)} == set(range(100))


def test_a_later_file_is_not_opened_before_its_time_has_come(tmp_path: Path) -> None:
    one = put(tmp_path / "a.log", line(1), line(2))
    two = put(tmp_path / "b.log", *[line(60)] * 3)
    state = Search()
    hits = search([Place("log", two), Place("log", one)], Needle("needle"), Span(), state)
    assert next(hits).path == one
    assert state.files == 1


def test_since_and_until_hold_for_lines(tmp_path: Path) -> None:
    path = put(tmp_path / "a.log", *[line(minute) for minute in range(10)])
    hits, _ = sought(path, span=Span(since=at(3), until=at(5)))
    assert [hit.at for hit in hits] == [at(3), at(4), at(5)]


def test_what_cannot_be_read_is_told_and_the_rest_is_searched(tmp_path: Path) -> None:
    good = put(tmp_path / "a.log", line(1))
    half = put(tmp_path / "b.gz", gzip.compress(line(2) * 1000)[:-10])
    hits, state = sought(str(tmp_path / "gone.log"), half, good)
    assert len(hits) > 1
    assert [(Path(one.path).name, one.why.split(",")[0]) for one in state.looked.unread] == [
        ("gone.log", "no such file or directory"),
        ("b.gz", "ends in the middle"),
    ]


def test_a_search_can_be_stopped_and_says_how_far_it_came(tmp_path: Path) -> None:
    path = put(tmp_path / "a.log", b"x" * 100 + b"\n")
    with Path(path).open("ab") as more:
        more.truncate(64 << 20)
    stop, told = threading.Event(), []

    def tell(progress: object) -> None:
        told.append(progress)
        stop.set()

    state = Search(tell, stop)
    with pytest.raises(StoppedError):
        list(search([Place("log", path)], Needle("needle"), Span(), state))
    assert state.looked.stopped
    assert 0 < state.looked.bytes < 8 << 20
    assert len(told) == 1


@pytest.mark.parametrize("word", ["", "a\nb", "x" * (LONGEST + 1)])
def test_what_cannot_be_looked_for_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="give"):
        Needle(word)


@pytest.mark.parametrize(
    ("path", "inside", "outside"),
    [
        ("2026/11/24/app.log.gz", "2026-11-24T12:00", "2026-11-20T12:00"),
        ("logs/dt=2026-11-24/part-0.parquet", "2026-11-25T12:00", "2026-11-27T12:00"),
        ("year=2026/month=11/day=24/hour=3/x.gz", "2026-11-24T12:00", "2026-11-28T00:00"),
        ("20261124/20261124T130000Z_20261124T130500Z_1a2b3c4d.log.gz", "2026-11-24T13:02", "2026-11-24T14:00"),
        ("20261124T1300Z_20261124T1305Z_hash.log.gz", "2026-11-24T13:05", "2026-11-24T12:00"),
        ("worker-20261124.log.gz", "2026-11-23T12:00", "2026-11-20T00:00"),
        ("worker.log-2026-11-24", "2026-11-24T12:00", "2026-12-24T12:00"),
    ],
)
def test_a_path_with_a_date_is_ruled_out_only_by_a_time_far_from_it(path: str, inside: str, outside: str) -> None:
    for text, meets in ((inside, True), (outside, False)):
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        assert Span(since=moment, until=moment).meets(*dated(path)) is meets, text


@pytest.mark.parametrize(
    "path", ["worker.log", "v20261/x.log", "20261340.log", "2026-02-31.log", "order-120261124.log", "x/20/26/11"]
)
def test_a_path_without_a_sure_date_may_hold_anything(path: str) -> None:
    assert dated(path) == (None, None)


def test_folders_and_patterns_give_every_file_once_and_only_in_time(tmp_path: Path) -> None:
    old = put(tmp_path / "2026/11/20/app.log", line(1))
    new = put(tmp_path / "2026/11/24/app.log", line(1))
    put(tmp_path / "2026/11/24/.hidden", line(1))
    (tmp_path / "loop").symlink_to(tmp_path)
    words = [str(tmp_path), str(tmp_path / "*/*/*/*.log"), new]
    places, nowhere, outside = named(words, Span(since=DAY))
    assert ([place.path for place in places], nowhere) == ([new], [])
    assert outside == 2
    assert {place.path for place in named(words, Span())[0]} == {old, new}
    assert [one.path for one in named([str(tmp_path / "gone*")], Span())[1]] == [str(tmp_path / "gone*")]


def test_a_source_brings_its_rotated_siblings_and_no_others(tmp_path: Path) -> None:
    mine = [
        "w.log",
        "w.log.1",
        "w.log.2.gz",
        "w.log.gz",
        "w.log-20261123",
        "w-20261122.log",
        "w-2026-11-21.log.zst",
        "w.log.2026-11-20",
    ]
    for name in [*mine, "w.log.bak", "other.log.1", "w2.log", "w-error.log", "w.log.1.tmp"]:
        put(tmp_path / name, line(1))
    places, _, _ = of_source("worker", [str(tmp_path / "w.log")], Span())
    assert sorted(Path(place.path).name for place in places) == sorted(mine)
    assert {place.source for place in places} == {"worker"}
    (tmp_path / "w.log").unlink()
    assert len(of_source("worker", [str(tmp_path / "w.log")], Span())[0]) == len(mine) - 1
    assert of_source("worker", [str(tmp_path / "none.log")], Span())[1] != []
