"""The recorder: what was shown while an incident was open can be read again, in the same order, after any end."""

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.recording.format import INDEX, NOTES, RECORD, Begun, notes_in
from cockpit.adapters.logs.recording.recorder import FLOOR, Recorder
from cockpit.adapters.logs.recording.replay import Replay, is_recording
from cockpit.adapters.logs.segment import Segment
from cockpit.adapters.logs.store import LogStore
from cockpit.core.logreading import Reading
from tests.adapters.logs.waiting import lines, notices, until

Rows = list[tuple[str, bytes, str]]


class Talking:
    """A store with sources that say what a test tells them, each in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.store = LogStore()
        self.folder = folder
        self._feeds: dict[str, tuple[Feed, Segment, Path]] = {}

    def say(self, source: str, content: bytes) -> None:
        if source not in self._feeds:
            path = self.folder / f"{source.replace('/', '-')}.log"
            fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            feed = self.store.feed(source)
            size = os.fstat(fd).st_size
            self._feeds[source] = feed, feed.begin(fd, size), path
        feed, segment, path = self._feeds[source]
        with path.open("ab") as file:
            file.write(content)
        feed.add(segment, content)

    def notice(self, source: str, text: str) -> None:
        self._feeds[source][0].notice(text)


@pytest.fixture
def talking(tmp_path: Path) -> Iterator[Talking]:
    made = Talking(tmp_path)
    yield made
    made.store.close()


def rows(store: LogStore) -> Rows:
    return [(row.source, row.raw, row.kind) for row in store.rows(0, len(store))]


def played(folder: Path, whole: Callable[[LogStore], bool] = lambda store: True) -> LogStore:
    """The recording below an incident's folder, read by itself until it rests and `whole` holds."""
    store = LogStore()
    replay = Replay(folder / "logs", store)
    replay.start()
    settled = ("recorded", "following")
    until(lambda: all(store.state(name) in settled for name in store.sources) and whole(store), "it was read")
    replay.close()
    return store


def test_rows_of_several_sources_and_notices_are_read_again_in_the_order_they_came(
    talking: Talking, tmp_path: Path
) -> None:
    recorder = Recorder(talking.store, 10_000_000)
    assert recorder.begin(tmp_path) == ""
    for number in range(50):
        talking.say("api/a.log", b"a%d\n folded\n" % number)
        talking.say("worker", b'{"n":%d}\n' % number)
        talking.notice("worker", f"file was rotated {number}")
    recorder.end()
    again = played(tmp_path)
    assert rows(again) == rows(talking.store)
    assert again.state("worker") == "recorded"
    again.close()


def test_entries_of_several_lines_stay_whole_where_one_file_of_the_recording_ends(
    talking: Talking, tmp_path: Path
) -> None:
    recorder = Recorder(talking.store, 1_100_000)  # files of about 69 kB
    recorder.begin(tmp_path)
    trace = b"ERROR %d\n" + b"    at com.bakery.Oven.bake(Oven.java:12)\n" * 20
    content = b"".join(trace.replace(b"%d", b"%d" % number) for number in range(900))
    for at in range(0, len(content), 9_973):
        talking.say("api", content[at : at + 9_973])
    recorder.end()
    assert len(list((tmp_path / "logs" / "api").iterdir())) > 8
    again = played(tmp_path)
    assert lines(again) == lines(talking.store)
    again.close()


def test_what_came_shortly_before_the_declaration_is_taken_along_in_whole_lines(
    talking: Talking, tmp_path: Path
) -> None:
    before = datetime.now(UTC)
    talking.say("api", b"T0 lies here\nhalf a")
    talking.say("worker", b"w\n")
    talking.say("api", b" line\n")
    recorder = Recorder(talking.store, 10_000_000)
    recorder.begin(tmp_path)
    talking.say("api", b"after\n")
    recorder.end()
    again = played(tmp_path)
    assert sorted(lines(again)) == [b"T0 lies here", b"after", b"half a line", b"w"]
    arrival = again.last_arrival("worker")
    assert arrival is not None
    assert timedelta() <= arrival - before < timedelta(minutes=1)
    again.close()


def test_of_much_that_came_before_only_the_newest_whole_lines_are_taken(talking: Talking, tmp_path: Path) -> None:
    content = b"".join(b"%07d %s\n" % (number, b"x" * 90) for number in range(120_000))
    for at in range(0, len(content), 250_001):
        talking.say("api", content[at : at + 250_001])
    recorder = Recorder(talking.store, 100_000_000)
    recorder.begin(tmp_path)
    recorder.end()
    again = played(tmp_path)
    kept = lines(again)
    assert kept == content.splitlines()[-len(kept) :]
    assert 7 << 20 < sum(len(line) + 1 for line in kept) <= 8 << 20
    again.close()


def test_only_the_owner_can_read_a_recording(talking: Talking, tmp_path: Path) -> None:
    recorder = Recorder(talking.store, 10_000_000)
    recorder.begin(tmp_path)
    talking.say("../..//etc/x", b"1\n")
    talking.say("", b"2\n")
    recorder.end()
    for path in (tmp_path / "logs").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
    files = [note.file for note in notes_in((tmp_path / "logs" / NOTES).read_bytes()) if isinstance(note, Begun)]
    assert files == ["etc_x/000001.log", "log/000002.log"]


def test_a_recording_is_read_while_it_grows(talking: Talking, tmp_path: Path) -> None:
    recorder = Recorder(talking.store, 10_000_000)
    recorder.begin(tmp_path)
    talking.say("api", b"one\n")
    store = LogStore()
    replay = Replay(tmp_path / "logs", store)
    replay.start()
    until(lambda: lines(store) == [b"one"], "the first line")
    talking.say("api", b"two\n")  # so soon that it shares the record of the first
    talking.say("late", b"three\n")
    until(lambda: lines(store) == [b"one", b"two", b"three"], "what came since")
    assert store.sources == ("api", "late")
    recorder.end()
    until(lambda: store.state("api") == "recorded", "its end")
    replay.close()
    store.close()


KILLED = """
import os, signal, sys, tempfile
from pathlib import Path
from cockpit.adapters.logs.recording.recorder import Recorder
from cockpit.adapters.logs.store import LogStore
store = LogStore()
recorder = Recorder(store, 100_000_000)
assert recorder.begin(Path(sys.argv[1])) == ""
with tempfile.TemporaryFile() as file:
    feed = store.feed("api")
    segment = feed.begin(os.dup(file.fileno()))
    for number in range(5000):
        line = b"%06d\\n" % number
        file.write(line)
        file.flush()
        feed.add(segment, line)
        if number == 3000:
            print(number, flush=True)
"""


def test_a_killed_recorder_loses_no_line_it_had_shown(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    again = played(tmp_path)
    kept = lines(again)
    assert len(kept) > 3000
    assert kept == [b"%06d" % number for number in range(len(kept))]
    again.close()


@pytest.mark.parametrize("torn", ["index", "bytes never named", "notes"])
def test_a_torn_end_is_mended_and_the_recording_goes_on(torn: str, talking: Talking, tmp_path: Path) -> None:
    recorder = Recorder(talking.store, 10_000_000)
    recorder.begin(tmp_path)
    talking.say("api", b"one\ntwo\n")
    recorder.close()
    logs = tmp_path / "logs"
    if torn == "index":
        os.truncate(logs / INDEX, (logs / INDEX).stat().st_size - RECORD // 2)
    elif torn == "notes":
        with (logs / NOTES).open("ab") as file:
            file.write(b'{"type":"said","source":"api","te')
    else:
        with (logs / "api" / "000001.log").open("ab") as file:
            file.write(b"three\nhal")
    second = Talking(tmp_path)
    again = Recorder(second.store, 10_000_000)
    assert again.begin(tmp_path) == ""
    second.say("other", b"later\n")
    again.end()
    never_named = torn == "bytes never named"
    wanted = [b"one", b"two", *([b"three"] if never_named else []), b"later", *([b"hal"] if never_named else [])]
    store = played(tmp_path)
    assert lines(store) == wanted
    store.close()
    second.store.close()


def test_a_file_begun_when_the_recorder_was_killed_stops_nothing(talking: Talking, tmp_path: Path) -> None:
    recorder = Recorder(talking.store, 10_000_000)
    recorder.begin(tmp_path)
    (tmp_path / "logs" / "api").mkdir()
    (tmp_path / "logs" / "api" / "000001.log").write_bytes(b"no note names this file\n")
    talking.say("api", b"one\n")
    recorder.end()
    again = played(tmp_path)
    assert lines(again) == [b"one"]
    again.close()


def test_a_file_followed_again_is_recorded_from_where_the_recording_of_it_ended(
    talking: Talking, tmp_path: Path
) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(b"one\ntwo\nthr")
    recorder = Recorder(talking.store, 10_000_000)

    def follow(store: LogStore) -> None:
        feed = store.feed("app")
        feed.add(feed.begin(os.open(path, os.O_RDONLY)), path.read_bytes())

    recorder.begin(tmp_path)
    follow(talking.store)
    recorder.close()
    with path.open("ab") as file:
        file.write(b"ee\n")
    second = LogStore()
    again = Recorder(second, 10_000_000)
    follow(second)
    again.begin(tmp_path)
    again.end()
    store = played(tmp_path)
    assert sorted(lines(store)) == [b"one", b"thr", b"three", b"two"]
    store.close()
    second.close()


def test_a_file_of_the_same_number_with_other_bytes_is_recorded_from_its_start(
    talking: Talking, tmp_path: Path
) -> None:
    path = tmp_path / "app.log"
    for content in (b"one\ntwo\n", b"quite other\nlines\n"):
        path.write_bytes(content)
        store = LogStore()
        recorder = Recorder(store, 10_000_000)
        recorder.begin(tmp_path)
        feed = store.feed("app")
        feed.add(feed.begin(os.open(path, os.O_RDONLY)), content)
        recorder.close()
        store.close()
    again = played(tmp_path)
    assert lines(again) == [b"one", b"two", b"quite other", b"lines"]
    again.close()


def test_a_recording_stays_within_its_budget_and_a_chatty_source_does_not_push_out_a_quiet_one(
    talking: Talking, tmp_path: Path
) -> None:
    budget = 2_000_000
    recorder = Recorder(talking.store, budget)
    recorder.begin(tmp_path)
    talking.say("quiet", b"the only line\n")
    block = b"".join(b"%s\n" % (b"y" * 99) for _ in range(300))
    for _ in range(200):
        talking.say("chatty", block)
    kept = sum(path.stat().st_size for path in (tmp_path / "logs").rglob("*") if path.is_file())
    recorder.end()
    assert budget / 2 < kept <= budget + len(block)
    assert any("reached its budget of 2 MB" in text for text in notices(talking.store))
    again = played(tmp_path)
    assert b"the only line" in lines(again)
    assert "older lines are no longer kept: the recording had reached its budget" in notices(again)
    again.close()


def test_a_full_disk_stops_the_recording_with_a_row_and_room_starts_it_again(talking: Talking, tmp_path: Path) -> None:
    left = [FLOOR * 3]
    recorder = Recorder(talking.store, 100_000_000, free=lambda folder: left[0])
    recorder.begin(tmp_path)
    talking.say("api", b"kept\n")
    for _ in range(2):
        left[0] = FLOOR - 1
        talking.say("api", b"%s\n" % (b"x" * 999) * 5000)
        assert "recording stopped" in notices(talking.store)[-1]
        left[0] = FLOOR * 3
        recorder.retry_now()
        talking.say("api", b"kept again\n")
        assert notices(talking.store)[-1].startswith("lines dropped: 5 MB were not recorded")
    assert len(lines(talking.store)) == 10_003
    recorder.end()
    again = played(tmp_path)
    assert lines(again) == [b"kept", b"kept again", b"kept again"]
    assert any(text.startswith("lines dropped: 5 MB") for text in notices(again))
    again.close()


def test_a_write_that_fails_half_way_leaves_no_half_chunk(talking: Talking, tmp_path: Path) -> None:
    recorder = Recorder(talking.store, 100_000_000)
    recorder.begin(tmp_path)
    talking.say("api", b"kept\n")
    chunk = b"x" * 99_999 + b"\n"
    (tmp_path / "api.log").write_bytes(b"kept\n" + chunk)
    feed, segment, _ = talking._feeds["api"]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        feed.add(segment, chunk)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    recorder.end()
    assert "recording stopped: file too large" in notices(talking.store)[-1]
    assert lines(talking.store)[-1] == b"kept" or len(lines(talking.store)) == 2
    again = played(tmp_path)
    assert lines(again) == [b"kept"]
    again.close()


def test_a_folder_that_cannot_be_written_is_told_in_words(talking: Talking, tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file stands here")
    assert "cannot be written" in Recorder(talking.store, 10_000_000).begin(tmp_path)
    talking.say("api", b"goes on\n")
    assert lines(talking.store) == [b"goes on"]


def test_a_second_recorder_leaves_the_incident_to_the_first(talking: Talking, tmp_path: Path) -> None:
    first, second = Recorder(talking.store, 10_000_000), Recorder(LogStore(), 10_000_000)
    first.begin(tmp_path)
    assert second.begin(tmp_path) == ""
    second.end()
    talking.say("api", b"one\n")
    first.end()
    again = played(tmp_path)
    assert lines(again) == [b"one"]
    again.close()


def test_a_folder_without_a_recording_is_none(tmp_path: Path) -> None:
    assert not is_recording(tmp_path)


def test_rows_of_a_recording_are_read_as_the_source_was(talking: Talking, tmp_path: Path) -> None:
    reading = Reading(format="logfmt", zone=timezone(timedelta(hours=2)), own=("src/",))
    feed = talking.store.feed("api", reading)
    path = tmp_path / "api.log"
    path.write_bytes(b"level=info msg=x\n")
    recorder = Recorder(talking.store, 10_000_000)
    recorder.begin(tmp_path)
    feed.add(feed.begin(os.open(path, os.O_RDONLY)), path.read_bytes())
    recorder.end()
    again = played(tmp_path)
    kept = again.rows(0, 1)[0].reading
    assert (kept.format, kept.zone, kept.own) == (reading.format, reading.zone, reading.own)
    again.close()
