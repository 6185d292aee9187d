"""A full disk: what is there can be read, nothing is changed, and with room again the work goes on."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.homes import COCKPIT, home
from tests.journeys.test_bad_input import prepared
from tests.lab.terminal import Terminal

SIZE = "6m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=False, capture_output=True
    )
    if os.geteuid() != 0 or made.returncode != 0:
        pytest.skip("only root may mount a small disk to fill; run the tests as root in a container that may mount")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> None:
    """Until not one byte more fits."""
    with open(disk / "filler", "wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue


def cockpit(env: dict[str, str], work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COCKPIT, *arguments], env=env, cwd=work, capture_output=True, text=True, timeout=60, check=False
    )


def test_on_a_full_disk_reading_goes_on_and_changes_are_refused_in_one_line(tmp_path: Path, small_disk: Path) -> None:
    work, _ = prepared(tmp_path)
    env = home(small_disk)
    with Terminal([COCKPIT], env, work) as terminal:
        terminal.wait("work_queue        1")
        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press("disk is full", "enter", "down", "enter", "enter")
        terminal.wait("No runbook yet")
        fill(small_disk)
        for _ in range(10):
            refused = cockpit(env, work, "note", "x" * 9000)
            if refused.returncode:
                break
            fill(small_disk)  # the reserve was let go: it is for what must still be written down
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert "space" in refused.stderr
        with sqlite3.connect(work / "shop.db") as db:
            db.execute("insert into work_queue (status, created_at) values ('pending', datetime('now'))")
        db.close()
        terminal.wait("work_queue        2")
        assert "disk is full" in cockpit(env, work, "status").stdout
        (small_disk / "filler").unlink()
        assert cockpit(env, work, "note", "there is room again").returncode == 0
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    journals = list(small_disk.rglob("journal.jsonl"))
    assert cockpit(env, work, "journal", "verify", str(journals[0])).returncode == 0
