"""The store: several sources in order of arrival, searched by bytes, nothing lost in silence."""

import os
import tempfile
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.segment import Segment
from cockpit.adapters.logs.store import LogStore
from cockpit.core.logrow import LogRow, RowKind

Say = Callable[[Feed, bytes], None]


@pytest.fixture
def store() -> Iterator[LogStore]:
    made = LogStore()
    yield made
    made.close()


@pytest.fixture
def say() -> Say:
    """Writes bytes into a file of the feed's own and takes them in."""
    kept: dict[str, Segment] = {}

    def write(feed: Feed, content: bytes) -> None:
        if feed.name not in kept:
            with tempfile.TemporaryFile() as file:
                kept[feed.name] = feed.begin(os.dup(file.fileno()))
        os.pwrite(kept[feed.name].fd, content, kept[feed.name].end)
        feed.add(kept[feed.name], content)

    return write


def test_rows_of_several_sources_and_notices_stand_in_the_order_they_came(store: LogStore, say: Say) -> None:
    api, worker = store.feed("api"), store.feed("worker")
    say(api, b"a1\na2\n")
    say(worker, b"w1\n")
    api.notice("file was rotated")
    say(api, b"a3\n")
    assert store.rows(0, 99) == [
        LogRow("api", b"a1"),
        LogRow("api", b"a2"),
        LogRow("worker", b"w1"),
        LogRow("api", b"file was rotated", RowKind.NOTICE),
        LogRow("api", b"a3"),
    ]
    assert store.rows(1, 3) == store.rows(0, 99)[1:3]
    assert list(store.rows(5, 9)) == []


@pytest.mark.parametrize(
    ("needle", "inverse", "found"),
    [
        (b"boom", False, [0, 3, 4]),
        (b"BOOM", False, [0, 3, 4]),
        (b"boom", True, [1, 2]),
        (b"nowhere", False, []),
        (b"nowhere", True, [0, 1, 2, 3, 4]),
        (b" at folded", False, [1]),
        ("größe".encode(), False, [2]),
    ],
)
def test_bytes_are_searched_in_either_case(
    store: LogStore, say: Say, needle: bytes, inverse: bool, found: list[int]
) -> None:
    api, worker = store.feed("api"), store.feed("worker")
    say(api, b"boom\nb\n at folded\n")
    say(worker, "größe\n".encode())
    worker.notice("Boom, says the cockpit")
    say(api, b"x BoOm boom\n")
    assert list(store.matching(needle, 0, len(store), inverse)) == found
    assert list(store.matching(needle, 1, 4, inverse)) == [row for row in found if 1 <= row < 4]


def test_what_came_in_is_counted_against_what_is_shown(store: LogStore, say: Say) -> None:
    api = store.feed("api")
    say(api, b"a\n folded\n\nb\nunfinished")
    api.show_partial(api.segments[0])
    counts = store.counts("api")
    assert (counts.bytes, counts.lines, counts.rows, counts.dropped) == (23, 5, 3, 0)


def test_lost_bytes_read_as_the_reason_and_the_rows_keep_their_numbers(store: LogStore, say: Say) -> None:
    api = store.feed("api")
    say(api, b"a\nb\n")
    api.notice("between")
    api.lose(api.segments[0], "the file was truncated")
    gone = LogRow("api", b"the file was truncated", RowKind.NOTICE)
    assert store.rows(0, 9) == [gone, gone, LogRow("api", b"between", RowKind.NOTICE)]
    assert list(store.matching(b"a", 0, 2)) == []


def test_a_name_is_made_printable_and_told_apart(store: LogStore) -> None:
    assert [store.feed(name).name for name in ("app\x1b[2J", "app", "app")] == ["app", "app 2", "app 3"]


def test_reading_while_another_thread_adds_gives_whole_rows_only(store: LogStore, say: Say) -> None:
    api = store.feed("api")

    def write() -> None:
        for first in range(0, 50_000, 50):
            say(api, b"".join(b"%07d\n" % number for number in range(first, first + 50)))

    writer = Thread(target=write)
    writer.start()
    wrong: list[tuple[int, bytes]] = []
    while writer.is_alive() or len(store) < 50_000:
        total = len(store)
        newest = store.rows(max(total - 40, 0), total)
        assert len(newest) == min(total, 40)
        wrong += [
            (row, found.raw) for row, found in enumerate(newest, max(total - 40, 0)) if found.raw != b"%07d" % row
        ]
    writer.join()
    assert wrong == []
