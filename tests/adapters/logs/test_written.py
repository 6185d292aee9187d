"""What a provider's log source brings: kept in order with its notices, and said when it cannot be kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.adapters.logs.store import LogStore
from cockpit.adapters.logs.written import Written


@pytest.fixture
def store() -> Iterator[LogStore]:
    made = LogStore()
    yield made
    made.close()


def said(store: LogStore) -> list[bytes]:
    return [row.raw for row in store.rows(0, len(store))]


def test_lines_gaps_and_notices_stand_in_the_order_they_came(store: LogStore, tmp_path: Path) -> None:
    written = Written(store.feed("worker"), tmp_path)
    written.state = "following"
    written.add(b'{"n": 1}\n')
    written.gap(timedelta(seconds=12), "reconnected")
    written.add(b'{"n": 2}\n{"n": 3}\n')
    assert said(store) == [b'{"n": 1}', b"reconnected, up to 12 s missing", b'{"n": 2}', b'{"n": 3}']
    assert store.state("worker") == "following"
    assert not list(tmp_path.iterdir()), "the file is ours alone and gone with us"


def test_what_cannot_be_kept_is_counted_and_said_once(store: LogStore, tmp_path: Path) -> None:
    written = Written(store.feed("worker"), tmp_path / "not there")
    written.add(b"one\n")
    written.add(b"two\n")
    assert store.counts("worker").dropped == 8
    assert len(said(store)) == 1
    assert b"no space left" in said(store)[0]
