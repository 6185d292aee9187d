"""What a stream said during an incident is found in its recording, once, and in the order of its time."""

import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import msgspec
import pytest

from cockpit.adapters.archive.finder import LogFinder
from cockpit.adapters.archive.recorded import recorded
from cockpit.adapters.journal.shelf import FolderShelf
from cockpit.adapters.logs.recording.recorder import Recorder
from cockpit.adapters.logs.store import LogStore
from cockpit.core.events import Actor, IncidentDeclared
from cockpit.core.hits import Span
from cockpit.core.profile import LogSpec
from cockpit.paths import incidents_dir
from tests.fakes import PROFILE

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def line(minute: int, says: str) -> bytes:
    return f'{{"time":"2026-03-14T09:{minute:02}:00Z","msg":"{says} needle"}}\n'.encode()


@pytest.fixture
def incidents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    return incidents_dir()


def record(incidents: Path, profile: str, store: LogStore) -> Recorder:
    """An incident of `profile` that records what `store` brings."""
    name, journal = FolderShelf(incidents).create(NOW)
    journal.append(
        IncidentDeclared(incident=name, profile=profile, title="x", symptom="", t0=NOW, drill=False),
        Actor(user="a", host="b"),
        NOW,
    )
    recorder = Recorder(store, 10_000_000, lambda _: 1 << 40)
    assert recorder.begin(incidents / name) == ""
    return recorder


def said(store: LogStore, path: Path, *lines: bytes) -> None:
    path.write_bytes(b"".join(lines))
    feed = store.feed("tail")
    feed.add(feed.begin(os.open(path, os.O_RDONLY)), b"".join(lines))


def test_a_recorded_stream_is_found_after_the_cockpit_has_gone_and_not_twice_while_it_is_there(
    incidents: Path, tmp_path: Path
) -> None:
    store = LogStore()
    said(store, tmp_path / "spool", line(1, "one"), line(2, "two"))
    recorder = record(incidents, PROFILE.name, store)
    recorder.close()
    profile = msgspec.structs.replace(PROFILE, sources={"tail": LogSpec(command=("tail",))})

    later = list(LogFinder(profile, None).find("needle", Span(), Event()).hits())
    assert [hit.raw for hit in later] == [line(1, "one")[:-1], line(2, "two")[:-1]]
    feed, path = store._feeds["tail"], tmp_path / "more"
    path.write_bytes(line(3, "three"))
    feed.add(feed.begin(os.open(path, os.O_RDONLY)), line(3, "three"))
    now = list(LogFinder(profile, store).find("needle", Span(), Event()).hits())
    assert [hit.raw for hit in now] == [line(1, "one")[:-1], line(2, "two")[:-1], line(3, "three")[:-1]]
    store.close()


def test_recordings_of_another_profile_and_broken_folders_are_left_alone(incidents: Path, tmp_path: Path) -> None:
    store = LogStore()
    said(store, tmp_path / "spool", line(1, "one"))
    record(incidents, "another", store).close()
    (incidents / "empty").mkdir()
    (incidents / "broken/logs").mkdir(parents=True)
    (incidents / "broken/logs/notes.jsonl").write_text("{")
    (incidents / "broken/journal.jsonl").write_text("nonsense\n")
    assert recorded(incidents, PROFILE.name, {"tail"}, NOW) == []
    assert len(recorded(incidents, "another", {"tail"}, NOW)) == 1
    assert recorded(incidents, "another", {"other"}, NOW) == []
    store.close()
