"""What files, pipes and disks do to a log at night: rows stay right, the rows say what happened, memory stays small."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.spool import Spool
from cockpit.adapters.logs.store import LogStore
from cockpit.core.profile import LogSpec
from cockpit.ports import LogSource
from tests.adapters.logs.waiting import lines, notices, until

MOST = 400 << 20


class Followed:
    """A store that follows one path."""

    def __init__(self, path: Path) -> None:
        self.store = LogStore()
        self.path = path
        self.source: LogSource = open_log("api", LogSpec(paths=(str(path),)), self.store, path.parent, True)
        self.source.start()

    def wait(self, *wanted: bytes) -> None:
        until(lambda: lines(self.store) == list(wanted), f"the lines {wanted}, not {lines(self.store)}")

    def says(self, words: str) -> None:
        until(lambda: any(words in text for text in notices(self.store)), f"a row with {words!r}")

    def state(self, words: str) -> None:
        until(lambda: words in self.store.state("api"), f"the state {words!r}, not {self.store.state('api')!r}")


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    path = tmp_path / "app.log"
    path.write_bytes(b"one\n")
    made = Followed(path)
    made.wait(b"one")
    yield made
    made.source.close()
    made.store.close()


def test_a_disk_that_fails_under_an_open_log_is_told_once_and_read_again_when_it_is_back(followed: Followed) -> None:
    [segment] = [segment for _, segment in followed.store._parts]
    good, folder = os.dup(segment.fd), os.open(followed.path.parent, os.O_RDONLY)
    os.dup2(folder, segment.fd)  # reading a folder fails as a dead disk does: with an error instead of bytes
    with followed.path.open("ab") as file:
        file.write(b"two\n")
    followed.state("cannot be read")
    assert len(followed.store.rows(0, 9)) == 2  # the reason in the line's place, and the row that says so
    assert list(followed.store.matching(b"one", 0, 9)) == []
    os.dup2(good, segment.fd)
    followed.wait(b"one", b"two")
    assert len([text for text in notices(followed.store) if "cannot be read" in text]) == 1
    for fd in (good, folder):
        os.close(fd)


def test_lines_of_a_deleted_file_stay_readable_and_a_new_one_of_its_name_is_followed(followed: Followed) -> None:
    followed.path.unlink()
    followed.state("the file is gone")
    assert lines(followed.store) == [b"one"]
    followed.path.write_bytes(b"two\n")
    followed.wait(b"one", b"two")
    followed.says("rotated")
    followed.state("following")


def test_a_file_replaced_by_a_rename_is_read_from_its_start(followed: Followed) -> None:
    fresh = followed.path.with_name("fresh")
    fresh.write_bytes(b"new one\nnew two\n")
    fresh.rename(followed.path)
    followed.wait(b"one", b"new one", b"new two")


def test_a_file_truncated_again_and_again_never_shows_a_line_twice(followed: Followed) -> None:
    for number in range(5):
        os.truncate(followed.path, 0)
        with followed.path.open("ab") as file:
            file.write(b"after %d\n" % number)
        until(partial(_ends_with, followed.store, b"after %d" % number), "what came after")
    assert [line for line in lines(followed.store) if line.startswith(b"after")] == [b"after 4"]


def _ends_with(store: LogStore, line: bytes) -> bool:
    return lines(store)[-1:] == [line]


def test_a_file_nobody_may_write_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(b"one\n")
    path.chmod(0o400)
    followed = Followed(path)
    followed.wait(b"one")
    followed.source.close()
    followed.store.close()


def test_a_path_that_cannot_be_read_is_told_once_and_followed_as_soon_as_it_can(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    if os.geteuid() == 0:
        path.symlink_to(path)  # root may read everything but a link to itself
    else:
        path.write_bytes(b"secret\n")
        path.chmod(0)
    followed = Followed(path)
    followed.says("cannot be read")
    path.unlink()
    path.write_bytes(b"one\n")
    followed.wait(b"one")
    assert sum("cannot be read" in text for text in notices(followed.store)) == 1
    followed.source.close()
    followed.store.close()


def test_a_hole_of_nuls_left_by_a_writer_that_was_not_told_of_a_truncation_hides_nothing(followed: Followed) -> None:
    with followed.path.open("r+b") as writer:
        writer.seek(0, os.SEEK_END)
        os.truncate(followed.path, 0)
        writer.seek(3_000_000)
        writer.write(b"written far behind\nnext\n")
    until(lambda: lines(followed.store)[-1:] == [b"next"], "the line behind the hole")
    assert len(lines(followed.store)[-2]) < 70_000


def test_a_clock_that_goes_back_changes_neither_the_order_nor_the_count(followed: Followed) -> None:
    with followed.path.open("ab") as file:
        for second in (5, 4, 3):
            file.write(b"2026-03-14T09:00:0%dZ x\n" % second)
    followed.wait(b"one", *(b"2026-03-14T09:00:0%dZ x" % second for second in (5, 4, 3)))


def test_a_pipe_whose_writer_goes_and_whose_name_vanishes_keeps_its_lines_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    followed = Followed(path)
    with path.open("wb", buffering=0) as writer:
        writer.write(b"one\nhal")
        followed.wait(b"one", b"hal")
        path.unlink()
        writer.write(b"f\n")
    followed.says("its writer closed the pipe")
    followed.wait(b"one", b"half")
    assert followed.store.state("api") == "ended"
    followed.source.close()
    followed.store.close()


HUGE = """
import sys
from pathlib import Path
from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.recording.recorder import Recorder
from cockpit.adapters.logs.store import LogStore
from cockpit.core.profile import LogSpec
from cockpit.ports import LogSource
from tests.adapters.logs.waiting import lines, until
path = Path(sys.argv[1])
store = LogStore()
recorder = Recorder(store, 100_000_000, free=lambda folder: 1 << 40)
assert recorder.begin(path.parent) == ""
source = open_log("api", LogSpec(paths=(str(path),)), store, path.parent, True)
source.start()
until(lambda: lines(store)[-1:] == [b"after"], "the last line")
before, huge, _ = lines(store)
assert before == b"before", before[:99]
assert huge.endswith(b"more bytes in this entry"), huge[-99:]
[found] = store.matching(b"needle", 0, len(store))
assert store.rows(found, found + 1)[0].raw == huge
source.close()
recorder.end()
store.close()
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(peak.split()[1])
"""


@pytest.mark.parametrize("fill", [b"x", b"\x00"])
def test_a_line_of_256_mb_is_one_row_found_by_its_content_and_recorded_in_little_memory(
    fill: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "app.log"
    with path.open("wb") as file:
        file.write(b"before\n")
        for number in range(256):
            file.write(fill * (1 << 20) if number != 200 else fill * 1000 + b"NEEDLE" + fill * ((1 << 20) - 1006))
        file.write(b"\nafter\n")
    done = subprocess.run([sys.executable, "-c", HUGE, str(path)], capture_output=True, text=True, check=False)
    path.unlink()
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * 1024 < MOST
    kept = sum(part.stat().st_size for part in (tmp_path / "logs").rglob("*.log"))
    assert kept < 120_000_000


class Spooled:
    """A stream whose spool keeps three files of a thousand bytes."""

    def __init__(self, folder: Path) -> None:
        self.store = LogStore()
        self.feed: Feed = self.store.feed("job")
        self.spool = Spool(folder, self.feed, piece=1000, pieces=3)


def test_of_an_endless_stream_the_oldest_part_is_given_back_and_its_rows_say_so(tmp_path: Path) -> None:
    spooled = Spooled(tmp_path)
    said = [b"line %05d" % number for number in range(2000)]
    for at in range(0, len(said), 7):
        assert spooled.spool.keep(b"\n".join(said[at : at + 7]) + b"\n")
    kept = lines(spooled.store)
    assert kept == said[-len(kept) :]
    assert 2000 <= sum(len(line) + 1 for line in kept) <= 4000
    assert len(spooled.store) == 2000
    assert "only the last 3 kB of the stream are" in notices(spooled.store)[0]
    assert list(tmp_path.iterdir()) == []
    spooled.store.close()


def test_a_line_cut_by_the_end_of_a_spool_file_stays_whole(tmp_path: Path) -> None:
    spooled = Spooled(tmp_path)
    content = b"".join(b"%d " % number * 9 + b"\n" for number in range(60))
    for at in range(0, len(content), 13):
        spooled.spool.keep(content[at : at + 13])
    kept = lines(spooled.store)
    assert kept == content.splitlines()[-len(kept) :]
    spooled.store.close()
