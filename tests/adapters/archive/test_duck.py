"""SQL over archives: what it answers, and every way out that is closed."""

import gzip
import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from backports import zstd

from cockpit.adapters.archive.duck import Answer, ArchiveError, request_for
from cockpit.adapters.archive.kinds import NotReadableError
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search
from cockpit.core.hits import Hit, Span

ROWS = "".join(
    f'{{"ts":"2026-11-24T10:00:{n % 60:02}Z","level":"{level}","n":{n},"msg":"m \'{n}\'"}}\n'
    for n, level in enumerate((["error"] + ["info"] * 9) * 100)
).encode()


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "it's logs"
    folder.mkdir()
    kinds = {"plain": ROWS, "gz": gzip.compress(ROWS), "zst": zstd.compress(ROWS)}
    for name, content in kinds.items():
        (folder / f"{name}.log.1").write_bytes(content)
    parquet = folder / "day.parquet"
    with duckdb.connect() as db:
        db.execute(
            f"copy (select * from read_json('{_q(folder / 'plain.log.1')}')) to '{_q(parquet)}' (format parquet)"
        )
    return {**{name: str(folder / f"{name}.log.1") for name in kinds}, "parquet": str(parquet)}


def _q(path: Path) -> str:
    return str(path).replace("'", "''")


def asked(sql: str, *paths: str, **limits: float) -> list[tuple[str | None, ...]]:
    return list(Answer(request_for(paths, sql, (), **limits)).rows())


@pytest.mark.parametrize("kind", ["plain", "gz", "zst", "parquet"])
def test_each_kind_is_the_table_logs_whatever_its_name(logs: dict[str, str], kind: str) -> None:
    assert asked("select level, count(*) from logs group by all order by 1", logs[kind]) == [
        ("error", "100"),
        ("info", "900"),
    ]


def test_files_of_several_kinds_are_one_table(logs: dict[str, str]) -> None:
    assert asked("select count(*), count(distinct filename) from logs;", *logs.values()) == [("4000", "4")]


def test_broken_lines_are_left_out_and_cells_are_harmless(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b'{"m":"a"}\nnot json\n{"m":"\\u001b[2J"}\n')
    got = asked("select m from logs where m is not null order by m desc", str(tmp_path / "a.log"))
    assert got == [("a",), ("",)] or got == [("a",), ("\ufffd",)]


ESCAPES = [
    "select * from read_text('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from read_text('/proc/self/environ')",
    "select * from glob('/etc/*')",
    "select * from read_csv('{other}')",
    "select * from read_text('{folder}/*')",
    "select * from read_json('https://127.0.0.1:1/x')",
    "select getenv('HOME')",
    "copy (select 1) to '{folder}/new.csv'",
    "copy (select 1) to '{file}' (use_tmp_file false)",
    "copy (select 1) to '{file}'",
    "explain analyze copy (select 1) to '{file}' (use_tmp_file false)",
    "export database '{folder}'",
    "attach '{folder}/x.db'",
    "attach 'https://127.0.0.1:1/x.db'",
    "install httpfs",
    "load httpfs",
    "load '{other}'",
    "set enable_external_access = true",
    "reset enable_external_access",
    "set allowed_paths = ['/']",
    "set memory_limit = '100GB'",
    "set temp_directory = '{folder}'",
    "pragma enable_profiling",
    "pragma database_list; select 1",
    "call pragma_version()",
    "create table t as select 1",
    "create secret (type s3)",
    "drop view logs",
    "select 1; copy logs to '{file}' (use_tmp_file false)",
    "select 1) to '{file}' (use_tmp_file false); --",
    "prepare x as copy (select 1) to '{file}'",
    "select * from read_text('{link}')",
    "select * from duckdb_secrets(); select 2",
    "checkpoint",
    "vacuum",
    "import database '{folder}'",
    "select * from write_log('x'), read_blob('{other}')",
]


@pytest.mark.parametrize("sql", ESCAPES)
def test_no_statement_reads_another_file_or_changes_one(logs: dict[str, str], sql: str, tmp_path: Path) -> None:
    file = Path(logs["plain"])
    other = file.parent / "other.csv"
    other.write_text("secret\n1\n")
    link = file.parent / "link.log"
    link.symlink_to("/etc/passwd")
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(file.parent.iterdir())}
    filled = sql.format(file=_q(file), folder=_q(file.parent), other=_q(other), link=_q(link))
    with pytest.raises(ArchiveError):
        asked(filled, str(file))
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(file.parent.iterdir())} == before


def test_even_without_our_own_check_the_kernel_lets_no_file_be_changed(tmp_path: Path) -> None:
    victim = tmp_path / "evidence"
    victim.write_text("evidence")
    code = (
        "import sys; from cockpit.adapters.archive.landlock import renounce\n"
        "held = renounce()\n"
        "def tried(act):\n"
        "    try: act()\n"
        "    except OSError: return\n"
        "    print('CHANGED', act)\n"
        "import os\n"
        "v = sys.argv[1]\n"
        "[tried(act) for act in (lambda: open(v, 'w'), lambda: open(v, 'r+').write('x') and None,\n"
        " lambda: os.truncate(v, 0), lambda: os.unlink(v), lambda: os.rename(v, v + '2'), lambda: os.mkdir(v + 'd'),\n"
        " lambda: os.link(v, v + '3'), lambda: open(v + '4', 'x'))]\n"
        "print(held)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(victim)], capture_output=True, text=True)
    if done.stdout == "False\n" or "CHANGED" in done.stdout:
        pytest.skip("this kernel has no Landlock")
    assert done.stdout == "True\n", done.stderr
    assert victim.read_text() == "evidence"
    assert os.listdir(tmp_path) == ["evidence"]


def test_a_statement_without_end_is_stopped_at_its_time(logs: dict[str, str]) -> None:
    with pytest.raises(ArchiveError, match=r"stopped after 0\.3 s"):
        asked(
            "select count(*) from range(1000000) a(x), range(1000000) b(y) where hash(x + y) = 1",
            logs["plain"],
            seconds=0.3,
        )


def test_a_person_can_stop_it(logs: dict[str, str]) -> None:
    stop = threading.Event()
    stop.set()
    endless = request_for(
        [logs["plain"]], "select count(*) from range(1000000) a(x), range(1000000) b(y) where hash(x + y) = 1"
    )
    with pytest.raises(ArchiveError, match="stopped"):
        list(Answer(endless, stop).rows())


def test_memory_has_a_limit(logs: dict[str, str]) -> None:
    with pytest.raises(ArchiveError, match=r"(?i)memory"):
        asked("select string_agg(repeat('x', 1000), '') from range(2000000)", logs["plain"], memory_mb=128)


def test_more_rows_than_wanted_are_said_to_be_there(logs: dict[str, str]) -> None:
    answer = Answer(request_for([logs["plain"]], "select n from logs", limit=5))
    assert len(list(answer.rows())) == 5
    assert answer.columns == ("n",)
    assert answer.ended.more


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReadableError, match="no such file"):
        request_for([str(tmp_path / "gone")], "select 1")


def found(path: str, word: str, *, any_case: bool = False) -> tuple[list[Hit], Search]:
    state = Search()
    return list(search([Place("day", path)], Needle(word, any_case=any_case), Span(), state)), state


@pytest.mark.parametrize(
    ("word", "lines"), [("m '17'", [18]), ("'99", [100, *range(991, 1001)]), ("10:00:17Z", []), ("' or 1=1 --", [])]
)
def test_rows_of_parquet_are_found_by_any_part_of_any_cell(logs: dict[str, str], word: str, lines: list[int]) -> None:
    hits, state = found(logs["parquet"], word)
    assert sorted(hit.line for hit in hits) == lines
    assert not state.unread


def test_a_row_of_parquet_has_its_time_and_reads_as_a_log_line(logs: dict[str, str]) -> None:
    (hit,), _ = found(logs["parquet"], "M '17'", any_case=True)
    assert hit.at is not None and hit.at.isoformat() == "2026-11-24T10:00:17+00:00"
    assert hit.raw.startswith(b'{"ts":') and hit.raw.endswith(b'"}')


def test_a_broken_parquet_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1" + bytes(100))
    _, state = found(str(tmp_path / "x.parquet"), "x")
    assert len(state.unread) == 1
