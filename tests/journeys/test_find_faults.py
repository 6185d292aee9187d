"""`cockpit find` on files that are meant to hurt: right rows, a true account, and little memory."""

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.journeys.homes import COCKPIT, home

LIMIT_MB = 200  # half of what is allowed for a hostile file
ROW = b'{"ts":"2026-11-24T10:00:00Z","msg":"needle"}\n'


# A process of its own in between: a child is held to have used what its parent had when it was begun.
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10))
"""


def found(folder: Path, *words: str) -> tuple[list[dict[str, object]], str, int]:
    """The rows, what was said, and the most memory used in MB."""
    used = folder / "used"
    argv = [sys.executable, "-c", MEASURED, str(used), COCKPIT, "find", *words, "--json"]
    done = subprocess.run(argv, cwd=folder, env=home(folder / "home"), capture_output=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode(), int(used.read_text())


def test_a_line_of_256_mb_is_one_row_and_costs_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.log").open("wb") as file:
        file.write(ROW + b"start of it ")
        file.seek(256 << 20, os.SEEK_CUR)  # zero bytes that take no room
        file.write(b" needle in the end\n" + ROW)
    rows, _, used = found(tmp_path, "needle", "long.log")
    assert [row["line"] for row in rows] == [1, 2, 3]
    long = next(row for row in rows if row["line"] == 2)
    assert str(long["text"]).startswith("start of it")
    assert used < LIMIT_MB


def test_a_bomb_is_searched_for_a_gigabyte_and_told(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with (tmp_path / "bomb.gz").open("wb") as file:
        file.write(packer.compress(ROW))
        for _ in range(80):
            file.write(packer.compress(bytes(16 << 20)))
        file.write(packer.flush())
    rows, said, used = found(tmp_path, "needle", "bomb.gz")
    assert len(rows) == 1
    assert "bomb.gz: unpacks more than 300-fold: searched as far as 1.1 GB, then left" in said
    assert used < LIMIT_MB


@pytest.mark.parametrize("kind", ["deleted", "truncated", "replaced"])
def test_a_file_that_changes_under_the_search_ends_it_in_no_trace(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "worker.log"
    path.write_bytes(ROW)
    with path.open("ab") as more:
        more.truncate(1 << 30)
    child = subprocess.Popen(
        [COCKPIT, "find", "needle", "worker.log"],
        cwd=tmp_path,
        env=home(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    if kind == "truncated":
        os.truncate(path, 10)
    else:
        path.unlink()
    if kind == "replaced":
        path.write_bytes(ROW)
    _, said = child.communicate(timeout=60)
    assert b"looked through" in said or b"no such file" in said
    assert b"Traceback" not in said


def test_a_file_that_may_not_be_read_is_told_and_the_rest_is_searched(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/good.log").write_bytes(ROW * 2)
    (tmp_path / "logs/loop.log").symlink_to("loop.log")
    (tmp_path / "logs/not.zip").write_bytes(b"PK\x03\x04" + ROW)
    os.mkfifo(tmp_path / "logs/pipe")
    rows, said, _ = found(tmp_path, "needle", "logs")
    assert len(rows) == 2
    assert "logs/loop.log: too many levels of symbolic links" in said
    assert "logs/not.zip: is a zip file; unpack it first" in said
    assert "logs/pipe: is not a plain file" in said


def test_clocks_that_go_backwards_lose_nothing(tmp_path: Path) -> None:
    times = [5, 3, 9, 1, 1, 7]
    text = b"".join(ROW.replace(b"10:00:00", b"10:00:%02d" % second) for second in times)
    (tmp_path / "a.log").write_bytes(text)
    rows, _, _ = found(tmp_path, "needle", "a.log")
    assert [row["line"] for row in rows] == [4, 5, 2, 1, 6, 3]
