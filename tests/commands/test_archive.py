"""`cockpit archive sql`: a table for people, NDJSON for scripts, one line for what is wrong."""

import subprocess
from pathlib import Path

import pytest

from tests.journeys.homes import COCKPIT, home


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "a.log").write_text('{"level":"error","n":1}\n{"level":"info","n":2}\n{"level":"error","n":3}\n')
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    argv = [COCKPIT, "archive", "sql", *words]
    return subprocess.run(argv, cwd=folder, env=home(folder / "home"), capture_output=True, text=True, timeout=60)


def test_a_count_comes_as_a_table_or_as_json(logs: Path) -> None:
    counted = "select level, count(*) as n from logs group by all order by level"
    assert run(logs, counted, "a.log").stdout == "level  n\nerror  2\ninfo   1\n"
    assert run(logs, counted, ".", "--json").stdout == '{"level":"error","n":"2"}\n{"level":"info","n":"1"}\n'


def test_no_rows_are_no_error(logs: Path) -> None:
    done = run(logs, "select n from logs where n > 9", "a.log")
    assert (done.returncode, done.stdout) == (0, "n\n")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["selec 1", "a.log"], 1, "syntax error"),
        (["copy logs to 'a.log'", "a.log"], 1, "only one SELECT can be run over archives"),
        (["select nope from logs", "a.log"], 1, "nope"),
        (["select 1", "gone.log"], 2, "gone.log: no such file"),
        (["select 1"], 2, "run: cockpit init"),
    ],
)
def test_what_is_wrong_is_one_line(logs: Path, words: list[str], code: int, says: str) -> None:
    done = run(logs, *words)
    assert (done.returncode, done.stderr.count("\n")) == (code, 1)
    assert done.stderr.startswith("cockpit: ")
    assert says in done.stderr


def test_a_limit_that_cuts_is_told(logs: Path) -> None:
    done = run(logs, "select n from logs", "a.log", "--limit", "2")
    assert done.stdout.count("\n") == 3
    assert "there are more rows; this is the first 2" in done.stderr
