"""What was only ever seen as a stream is found as well, and what is found in its file is not found twice."""

from pathlib import Path

from cockpit.adapters.archive.live import Live
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.logs.spool import Spool
from cockpit.adapters.logs.store import LogStore
from cockpit.core.hits import Span


def test_rows_of_the_store_are_found_by_exact_bytes_and_in_time_order(tmp_path: Path) -> None:
    store = LogStore()
    for name, text in (
        ("tail", b"2026-11-24T10:00:02Z needle\n2026-11-24T10:00:01Z needle\n2026-11-24T10:00:03Z NEEDLE\n"),
        ("file", b"2026-11-24T10:00:00Z needle\n"),
    ):
        feed = store.feed(name)
        assert Spool(tmp_path, feed).keep(text)
        feed.notice("needle in our own words")
    state = Search()
    live = Live(store, state, without={"file"})
    hits = list(search([], Needle("needle"), Span(), state, [live]))
    assert [(hit.source, hit.line) for hit in hits] == [("tail", 2), ("tail", 1)]
    assert len(list(live.find("needle", Span(), any_case=True))) == 3
    store.close()
