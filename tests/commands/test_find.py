"""`cockpit find`: rows, exit codes, one line for what is wrong."""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.homes import COCKPIT, home
from tests.lab.s3 import put, s3_store
from tests.lab.terminal import Terminal

ROW = '{"ts":"2026-11-24T10:0%d:00Z","level":"error","request_id":"req_81","msg":"no row","path":"/api/%d"}\n'
PROFILE = """
[profile]
name = "shop"
[[severity.levels]]
id = "P1"
label = "P1"
[sources.worker]
kind = "log"
paths = ["logs/worker.log"]
[sources.live]
kind = "log"
command = ["true"]
[sources.api]
kind = "log"
paths = ["logs/api*.log"]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "logs").mkdir(parents=True)
    (folder / "cockpit.toml").write_text(PROFILE)
    (folder / "logs/worker.log").write_text(ROW % (3, 3))
    (folder / "logs/worker.log.1.gz").write_bytes(gzip.compress((ROW % (1, 1)).encode()))
    (folder / "logs/api-2.log").write_text(ROW % (2, 2))
    return folder


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COCKPIT, "find", *words],
        cwd=folder,
        env={**os.environ, **home(folder.parent / "home", **more)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_rows_have_the_fields_of_the_contract(shop: Path) -> None:
    done = run(shop, "req_81", "logs/worker.log", "--json")
    assert done.returncode == 0
    assert rows(done) == [
        {
            "source": "worker.log",
            "path": "logs/worker.log",
            "line": 1,
            "at": "2026-11-24T10:03:00Z",
            "level": "error",
            "text": "no row",
            "fields": {"request_id": "req_81", "path": "/api/3"},
        }
    ]


def test_without_a_path_the_sources_of_the_profile_are_searched_with_their_past(shop: Path) -> None:
    done = run(shop, "req_81", "--json")
    assert [(row["source"], row["at"]) for row in rows(done)] == [
        ("worker", "2026-11-24T10:01:00Z"),
        ("api", "2026-11-24T10:02:00Z"),
        ("worker", "2026-11-24T10:03:00Z"),
    ]
    assert "live: is no file" in done.stderr
    assert {row["source"] for row in rows(run(shop, "req_81", "--json", "--source", "api"))} == {"api"}


def test_archives_of_the_profile_are_searched_too_and_a_bucket_by_its_address(shop: Path) -> None:
    (shop / "old").mkdir()
    (shop / "old/2026-11-23.log").write_text((ROW % (0, 0)).replace("11-24", "11-23"))
    found = gzip.compress((ROW % (9, 9)).encode())
    with s3_store() as endpoint:
        put(endpoint, "logs")
        put(endpoint, "logs/w/20261124T100000Z_20261124T101000Z_x.log.gz", found)
        put(endpoint, "logs/w/20261101T100000Z_20261101T101000Z_x.log.gz", found)
        archives = (
            '[archives.old]\npaths = ["old"]\n[archives.far]\nbucket = "logs"\nprefix = "w/"\n'
            f'endpoint = "{endpoint}"\n'
            'key_id = "k"\nsecret = "far"\n[archives.off]\nclickhouse = "http://127.0.0.1:1"\ntable = "t"\n'
        )
        (shop / "cockpit.toml").write_text(PROFILE + archives)
        done = run(shop, "req_81", "--json", "--since", "2026-11-23")
        assert "\n  far: " in done.stderr
        assert "COCKPIT_SECRET_FAR" in done.stderr, "there is no keyring here, so it says where else"
        done = run(shop, "req_81", "--json", "--since", "2026-11-23", COCKPIT_SECRET_FAR="x")
        assert [row["source"] for row in rows(done)] == ["old", "worker", "api", "worker", "far"]
        assert rows(done)[-1]["path"] == "s3://logs/w/20261124T100000Z_20261124T101000Z_x.log.gz"
        assert "off: 127.0.0.1:1 cannot be reached" in done.stderr
        assert "1 not opened" in done.stderr
        done = run(shop, "req_81", "s3://logs/w/202611", "--json", COCKPIT_SECRET_FAR="x")
        assert len(rows(done)) == 2
        assert run(shop, "req_81", "s3://other/x").returncode == 2


def test_the_account_tells_what_was_looked_at_and_where_the_past_ends(shop: Path) -> None:
    done = run(shop, "req_81", "logs")
    assert "3 found in 3 files" in done.stderr
    assert "nothing before 2026-11-24 10:01 UTC or after 2026-11-24 10:03 UTC was looked at" in done.stderr
    assert "\x1b" not in done.stderr, "progress is for terminals"


def test_nowhere_is_one_and_a_needle_found_in_part_of_a_word_counts(shop: Path) -> None:
    assert run(shop, "req_82", "logs").returncode == 1
    assert run(shop, "eq_8", "logs").returncode == 0
    assert run(shop, "REQ_81", "logs").returncode == 1
    assert run(shop, "REQ_81", "logs", "-i").returncode == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["", "logs"], "there is nothing to find; give some text"),
        (["x", "gone.log"], "gone.log: no such file; name a file, a folder or a pattern that is there"),
        (["x", "--source", "wroker"], "there is no log source or archive 'wroker'; the profile has: worker, live, api"),
        (["x", "logs", "--source", "worker"], "--source names sources of the profile; give it or paths, not both"),
        (["x", "--since", "tea time"], "'tea time' is no time; write 14:02"),
        (["x", "--since=-15m", "--until=-30m"], "--since lies after --until; swap them"),
        ([], "Missing argument"),
    ],
)
def test_wrong_use_is_one_line_and_two(shop: Path, words: list[str], says: str) -> None:
    done = run(shop, *words)
    assert done.returncode == 2
    assert done.stderr.startswith("cockpit: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_profile_and_a_path_it_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "x")
    assert done.returncode == 2
    assert "run: cockpit init" in done.stderr


def test_a_trace_is_one_row_at_its_first_line(shop: Path) -> None:
    trace = "one\nTraceback (most recent call last):\n  File 'x.py', line 1, in pay\nValueError: no row for 81\n"
    (shop / "logs/t.log").write_text(trace)
    (row,) = rows(run(shop, "in pay", "logs/t.log", "--json"))
    assert row["line"] == 1
    assert "ValueError: no row for 81" in str(row["text"])
    shown = run(shop, "in pay", "logs/t.log").stdout
    assert "\n    ValueError: no row for 81\n" in shown


def test_hostile_bytes_come_out_harmless(shop: Path) -> None:
    (shop / "logs/evil\x1b[31m.log").write_bytes(b"\x1b]0;owned\x07needle\x00\xff\x9b2J\r\n")
    for words in (["needle", "logs"], ["needle", "logs", "--json"]):
        done = run(shop, *words)
        assert done.returncode == 0
        assert not {"\x1b", "\x07", "\x00", "\x9b"} & set(done.stdout + done.stderr)


def test_a_reader_that_leaves_is_no_error(shop: Path) -> None:
    (shop / "logs/many.log").write_text("needle in a line\n" * 20_000)
    done = subprocess.run(
        ["sh", "-c", f"{COCKPIT} find needle logs/many.log | head -1"], cwd=shop, capture_output=True, text=True
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_neither_textual_nor_a_database_is_imported(shop: Path) -> None:
    code = (
        "import sys; from cockpit.cli import main\ntry: main(['find', 'req_81', 'logs'])\nfinally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=shop, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "cockpit.adapters.archive.search" in loaded
    assert not loaded & {"textual", "rich", "duckdb", "httpx", "asyncio", "sqlglot", "psycopg", "keyring", "tomllib"}


def test_ctrl_c_ends_it_with_an_account(shop: Path) -> None:
    with (shop / "logs/huge.log").open("wb") as huge:
        huge.truncate(300 << 30)  # a hole: minutes to read, nothing on the disk
    with Terminal([COCKPIT, "find", "needle", "logs/huge.log"], home(shop.parent / "home"), cwd=shop) as terminal:
        terminal.wait("0 found: logs/huge.log")
        terminal.kill(signal.SIGINT)
        assert terminal.ended() == 130
        assert "stopped: 0 found in 1 file" in terminal.text
        assert "Traceback" not in terminal.text
