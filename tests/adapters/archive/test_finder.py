"""What the screen's search looks at: files with their older siblings, and what streams said."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import msgspec
import pytest

from cockpit.adapters.archive.finder import LogFinder
from cockpit.adapters.logs.store import LogStore
from cockpit.core.dossier import parsed
from cockpit.core.hits import Hit, Span
from cockpit.core.profile import LogSpec, Profile
from tests.fakes import PROFILE


def line(minute: int, says: str) -> bytes:
    return f'{{"time":"2026-03-14T09:{minute:02}:00Z","level":"info","msg":"{says}","request_id":"r-77F1"}}\n'.encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LogStore]:
    """The live log: a stream that said something, and the tail of a file."""
    made = LogStore()
    for name, lines in (("stream", line(7, "streamed") + b'{"msg":"other"}\n'), ("api", line(8, "in the file"))):
        path = tmp_path / f"{name}.spool"
        path.write_bytes(lines)
        feed = made.feed(name)
        feed.add(feed.begin(os.open(path, os.O_RDONLY)), lines)
    yield made
    made.close()


def profile(logs: dict[str, LogSpec]) -> Profile:
    return msgspec.structs.replace(PROFILE, sources=logs)


def finder(folder: Path, store: LogStore | None) -> LogFinder:
    (folder / "api.log").write_bytes(line(8, "in the file"))
    (folder / "api.log.1.gz").write_bytes(gzip.compress(line(5, "rotated") + line(9, "late")))
    logs = {"api": LogSpec(paths=(str(folder / "api.log"),)), "stream": LogSpec(command=("tail",))}
    return LogFinder(profile(logs), store)


def says(hits: Iterator[Hit]) -> list[str]:
    return [hit.raw.split(b'"msg":"')[1].split(b'"')[0].decode() for hit in hits]


def test_files_older_siblings_and_streams_are_found_in_time_order(tmp_path: Path, store: LogStore) -> None:
    finding = finder(tmp_path, store).find("r-77F1", Span(), Event())
    assert says(finding.hits()) == ["rotated", "streamed", "in the file", "late"]
    assert finding.looked.files == 2
    assert finding.looked.hits == 4
    assert finding.looked.oldest is not None
    assert finding.looked.oldest.minute == 5


def test_a_stopped_search_ends_and_says_so(tmp_path: Path, store: LogStore) -> None:
    stop = Event()
    stop.set()
    finding = finder(tmp_path, store).find("r-77f1", Span(), stop)
    assert list(finding.hits()) == []
    assert finding.looked.stopped


def test_a_missing_file_is_told_and_nothing_else_is_lost(tmp_path: Path) -> None:
    logs = {"gone": LogSpec(paths=(str(tmp_path / "gone.log"),))}
    finding = LogFinder(profile(logs), None).find("x", Span(), Event())
    assert list(finding.hits()) == []
    assert [unread.why for unread in finding.looked.unread] == ["no such file"]


def test_an_empty_needle_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="nothing to find"):
        LogFinder(profile({}), None).find("", Span(), Event())


def test_times_are_read_in_the_zone_of_their_source(tmp_path: Path) -> None:
    (tmp_path / "old.log").write_text("2026-03-14 10:05:00 ERROR in Berlin x-1\n")
    (tmp_path / "new.log").write_text("2026-03-14 09:30:00 ERROR in UTC x-1\n")
    logs = {
        "new": LogSpec(paths=(str(tmp_path / "new.log"),)),
        "old": LogSpec(paths=(str(tmp_path / "old.log"),), zone="Europe/Berlin"),
    }
    hits = list(LogFinder(profile(logs), None).find("x-1", Span(), Event()).hits())
    assert [parsed(hit).text for hit in hits] == ["in Berlin x-1", "in UTC x-1"]
    assert [f"{parsed(hit).at:%H:%M}" for hit in hits] == ["09:05", "09:30"]
