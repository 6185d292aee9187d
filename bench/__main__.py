"""`python -m bench [--quick]`: start-up, keys, a log storm, bytes on the line and memory, in one run."""

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import logs
from bench.program import Program
from bench.recorder import recorded
from bench.storm import key_times
from bench.stormed import COCKPIT, PEERS, home, shown, storm
from cockpit.adapters.journal.file import FileJournal
from cockpit.core.events import Actor, NoteAdded

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("READY")
Bare().run()
"""
PROFILE = """
[profile]
name = "bench"
title = "Bench"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
environment = "local"
path = "db.sqlite"
[sources.work]
kind = "queue"
target = "db"
table = "work_queue"
[sources.staff]
kind = "audit"
query = "staff"
who = "staff"
[sources.worker]
kind = "log"
paths = ["worker.log"]
[queries.staff]
target = "db"
sql = "select at, staff from audit_events where at between {since} and {until}"
"""


def main() -> None:
    """Print every figure as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs and shorter storms")
    quick = parser.parse_args().quick
    runs, seconds = (3, 4.0) if quick else (7, 10.0)
    print(f"machine: {os.cpu_count()} cores, a fixed loop takes {calibration():.0f} ms before the runs")
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        paints(runs, folder)
        startups(runs)
        journal(folder, 200 if quick else 1000)
        profile = prepared(folder)
        idle(profile, folder, seconds)
        for rate in (1_000, 10_000) if quick else (1_000, 10_000, 50_000):
            storm(
                [COCKPIT, "-c", str(profile)],
                f"cockpit, five panes, {rate:>6} lines/s",
                folder,
                rate,
                seconds,
                keys=True,
            )
        for label, argv in PEERS.items():
            if shutil.which(argv[0]):
                storm(
                    [*argv, str(folder / "worker.log")],
                    f"{label}, {1000:>6} lines/s",
                    folder,
                    1000,
                    seconds,
                    keys=False,
                )
        logs.opened(folder, 1 if quick else 5)
        logs.stormed(folder, seconds)
        logs.faulted(folder)
        recorded(50_000, seconds, 2)
    print(f"machine: the fixed loop takes {calibration():.0f} ms after the runs")


def calibration() -> float:
    """Milliseconds for a fixed loop of pure Python: tells a quiet machine from a busy one."""
    began = time.monotonic()
    sum(number * number for number in range(2_000_000))
    return (time.monotonic() - began) * 1000


def paints(runs: int, folder: Path) -> None:
    """Start to first meaningful paint, interleaved with a bare Textual app."""
    bare, demo = [], []
    for _ in range(runs):
        bare.append(painted([sys.executable, "-c", BARE], rb"READY", folder))
        demo.append(painted([COCKPIT, "demo"], rb"Watching", folder))
    ours, theirs = statistics.median(demo), statistics.median(bare)
    print(
        f"first paint: demo {ours:.0f} ms, bare Textual {theirs:.0f} ms, ratio {ours / theirs:.2f} (median of {runs})"
    )


def painted(argv: Sequence[str], ready: bytes, folder: Path) -> float:
    """Milliseconds from exec until `ready` is on the terminal."""
    program = Program(argv, home(folder))
    try:
        return (program.wait(ready) - program.began) * 1000
    finally:
        program.close()


def startups(runs: int) -> None:
    """`cockpit --version` against a bare interpreter."""
    ours = statistics.median(timed([COCKPIT, "--version"]) for _ in range(runs))
    bare = statistics.median(timed([sys.executable, "-c", "pass"]) for _ in range(runs))
    print(f"cockpit --version: {ours:.0f} ms, bare Python {bare:.0f} ms, ratio {ours / bare:.1f}")


def timed(argv: Sequence[str]) -> float:
    began = time.monotonic()
    os.waitpid(
        os.posix_spawnp(
            argv[0], list(argv), os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        ),
        0,
    )
    return (time.monotonic() - began) * 1000


def journal(folder: Path, count: int) -> None:
    """One event appended and synced, against the same bytes written and synced by hand."""
    (folder / "inc").mkdir()
    file, actor, now = FileJournal(folder / "inc"), Actor(user="bench", host="here"), datetime.now(UTC)
    ours = statistics.median(each(lambda: file.append(NoteAdded(text="x" * 200), actor, now), count))
    raw_fd = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = b"x" * 500

    def raw() -> None:
        os.write(raw_fd, line)
        os.fdatasync(raw_fd)

    by_hand = statistics.median(each(raw, count))
    print(
        f"journal append: {ours * 1000:.2f} ms p50, write and fdatasync alone {by_hand * 1000:.2f} ms, "
        f"ratio {ours / by_hand:.2f}"
    )


def each(act: Callable[[], object], count: int) -> list[float]:
    times = []
    for _ in range(count):
        began = time.monotonic()
        act()
        times.append(time.monotonic() - began)
    return times


def prepared(folder: Path) -> Path:
    """A profile with all five panes over a small SQLite file."""
    db = sqlite3.connect(folder / "db.sqlite")
    db.execute(
        "create table work_queue (id integer primary key, status text, created_at text, locked_at text, locked_by text)"
    )
    db.execute("create table audit_events (id integer primary key, at text, staff text)")
    db.executemany(
        "insert into audit_events (at, staff) values (datetime('now', ?), 'ana')",
        [(f"-{n} minutes",) for n in range(200)],
    )
    db.commit()
    db.close()
    (folder / "worker.log").write_text("")
    profile = folder / "cockpit.toml"
    profile.write_text(PROFILE)
    return profile


def idle(profile: Path, folder: Path, seconds: float) -> None:
    """Keys, bytes, CPU and memory while nothing happens but the clocks."""
    program = Program([COCKPIT, "-c", str(profile)], home(folder))
    try:
        program.wait(b"Watching")
        program.pump(time.monotonic() + 3)
        began, cpu = time.monotonic(), program.cpu
        program.pump(began + seconds)
        used, sent = program.cpu - cpu, program.bytes_between(began, began + seconds)
        program.press("3")
        program.pump(time.monotonic() + 0.5)
        times = key_times(program, seconds)
        print(
            f"idle, five panes: {sent / seconds:.0f} B/s, {used / seconds * 30:.2f} CPU s per 30 s, "
            f"RSS {program.rss:.0f} MB, keys {shown(times)}"
        )
    finally:
        program.close()


if __name__ == "__main__":
    main()
