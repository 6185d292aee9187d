"""Streams and commands: all they say is kept, and nothing of them is left running."""

import os
import sys
from datetime import timedelta
from pathlib import Path

from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.store import LogStore
from cockpit.core.profile import LogSpec
from tests.adapters.logs.waiting import lines, notices, until

# Says its number, has a child in the same group that would go on for ever, and does not listen to SIGTERM.
STUBBORN = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "1000"])
print(os.getpid(), child.pid, flush=True)
child.wait()
print("went on", flush=True)
signal.pause()
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_output_and_errors_of_a_command_come_together_and_its_status_is_told(tmp_path: Path) -> None:
    store = LogStore()
    source = open_log("job", LogSpec(command=("sh", "-c", "echo out; echo err >&2; exit 3")), store, tmp_path)
    source.start()
    until(lambda: store.state("job") == "ended: exit status 3", "the state tells the status")
    assert sorted(lines(store)) == [b"err", b"out"]
    assert notices(store)[-1].endswith("exit status 3")
    assert list(tmp_path.iterdir()) == []
    source.close()
    store.close()


def test_closing_ends_a_command_that_will_not_and_all_it_started(tmp_path: Path) -> None:
    store = LogStore()
    source = open_log("job", LogSpec(command=(sys.executable, "-c", STUBBORN)), store, tmp_path)
    source.start()
    until(lambda: bool(lines(store)), "it runs")
    pids = [int(pid) for pid in lines(store)[0].split()]
    assert all(is_running(pid) for pid in pids)
    source.close()
    until(lambda: not any(is_running(pid) for pid in pids), "all of it has ended")
    assert "signal" in store.state("job")
    store.close()


def test_a_command_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    store = LogStore()
    source = open_log("job", LogSpec(command=("no-such-command-here",)), store, tmp_path)
    source.start()
    until(lambda: store.state("job").startswith("could not start"), "the state says so")
    assert "check the command" in notices(store)[0]
    source.close()
    store.close()


def test_a_command_reads_no_keys(tmp_path: Path) -> None:
    store = LogStore()
    source = open_log("job", LogSpec(command=("sh", "-c", "read x || echo nothing to read")), store, tmp_path)
    source.start()
    until(lambda: lines(store) == [b"nothing to read"], "it finds its input closed")
    source.close()
    store.close()


def test_standard_input_is_read_to_its_end(tmp_path: Path) -> None:
    read, write = os.pipe()
    store = LogStore()
    source = open_log("stdin", LogSpec(stdin=True), store, tmp_path, stdin=read)
    source.start()
    os.write(write, b"one\ntw")
    until(lambda: lines(store) == [b"one", b"tw"], "a pause shows half a line")
    os.write(write, b"o\n" + b"z" * 300_000 + b"\nend")
    os.close(write)
    until(lambda: store.state("stdin") == "ended", "its end")
    assert [line[:3] for line in lines(store)] == [b"one", b"two", b"zzz", b"end"]
    assert store.counts("stdin").bytes == 4 + 4 + 300_001 + 3
    source.close()
    store.close()


def test_closing_a_silent_stream_does_not_wait_for_it(tmp_path: Path) -> None:
    read, write = os.pipe()
    store = LogStore()
    source = open_log("stdin", LogSpec(stdin=True), store, tmp_path, stdin=read)
    source.start()
    source.close()
    os.close(write)
    store.close()
    assert store.state("stdin") in ("ended", "opening", "reading")


def test_without_room_lines_are_dropped_and_counted_and_the_row_says_so(tmp_path: Path) -> None:
    store = LogStore()
    nowhere = tmp_path / "gone"
    source = open_log("job", LogSpec(command=("echo", "x")), store, nowhere)
    source.start()
    until(lambda: any("no log can be kept" in text for text in notices(store)), "it says so")
    source.close()
    store.close()


def test_a_command_that_ends_is_started_again_and_a_row_says_how_long_it_was_away(tmp_path: Path) -> None:
    store = LogStore()
    spec = LogSpec(command=("sh", "-c", "echo here"), again_after=timedelta(milliseconds=20))
    source = open_log("job", spec, store, tmp_path)
    source.start()
    until(lambda: len(lines(store)) >= 3, "it ran three times")
    source.close()
    assert set(lines(store)) == {b"here"}
    assert any(text == "started again, up to 0 s missing" for text in notices(store))
    assert len(store.sources) == 1
    store.close()
