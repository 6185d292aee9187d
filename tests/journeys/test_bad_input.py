"""What goes wrong on the day: one clear line, a working cockpit, and nothing said that must not be."""

import sqlite3
import sys
from pathlib import Path

import pytest

from tests.fakes import NASTY
from tests.journeys.homes import COCKPIT, home
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "shop"
title = "Shop"

[[severity.levels]]
id = "SEV1"
label = "SEV1"

[targets.db]
provider = "sqlite"
environment = "production"
path = "shop.db"

[sources.work]
kind = "queue"
target = "db"
table = "work_queue"
every = "1s"

[sources.log]
kind = "log"
paths = ["shop.log"]
"""
TABLE = "create table work_queue (id integer primary key, status text, created_at text, locked_at text, locked_by text)"


def prepared(folder: Path) -> tuple[Path, dict[str, str]]:
    work = folder / "work"
    work.mkdir()
    (work / "cockpit.toml").write_text(PROFILE)
    with sqlite3.connect(work / "shop.db") as db:
        db.execute(TABLE)
        db.execute("insert into work_queue (status, created_at) values ('pending', datetime('now', '-3 minutes'))")
    db.close()
    return work, home(folder / "home")


def test_a_broken_profile_is_told_line_by_line_and_nothing_is_drawn(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    (work / "cockpit.toml").write_text(
        PROFILE.replace("label =", "lable =").replace('table = "work_queue"', "table = 7")
    )
    with Terminal([COCKPIT], env, work, columns=250) as terminal:
        assert terminal.ended() == 2
        assert "cockpit.toml:6: severity.levels[1]: label is" in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw
    with Terminal([COCKPIT, "doctor"], env, work, columns=250) as terminal:
        assert terminal.ended() == 2
        assert "did you mean label" in terminal.text
        assert "sources.work.table" in terminal.text


@pytest.mark.parametrize(("size", "term"), [((40, 10), "xterm-256color"), ((120, 40), "dumb")])
def test_where_no_screen_can_be_drawn_one_line_says_so(tmp_path: Path, size: tuple[int, int], term: str) -> None:
    work, env = prepared(tmp_path)
    with Terminal([COCKPIT], {**env, "TERM": term}, work, columns=size[0], lines=size[1]) as terminal:
        terminal.pump(0.2)
        assert terminal.ended() == 2
        assert "cockpit: " in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw


def test_a_database_that_goes_away_leaves_the_old_value_called_stale(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    with Terminal([COCKPIT], env, work) as terminal:
        terminal.wait("PROD")
        terminal.wait("work_queue        1")
        (work / "shop.db").rename(work / "gone.db")
        terminal.wait("STALE")
        assert "work_queue        1" in terminal.text
        (work / "gone.db").rename(work / "shop.db")
        terminal.wait(lambda text: "STALE" not in text)
        terminal.press("ctrl+q")
        assert terminal.ended() == 0


def test_a_hostile_log_does_nothing_but_be_read(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    hostile = [
        NASTY.encode(),
        b"\x9b31m \xff\xfe bad",
        b"\x1b[6n\x1b[5n\x1b[c",
        b"nul \x00 here",
        b"x" * 1_000_000,
        b"last line",
    ]
    (work / "shop.log").write_bytes(b"\n".join(hostile) + b"\n")
    with Terminal([COCKPIT], env, work) as terminal:
        terminal.wait("last line")
        terminal.press("3", "up", "up", "home", "end")
        terminal.pump(0.5)
        assert "[@click=app.quit]" in terminal.text
        for escape in (b"\x1b]52", b"\x1b[2J\x1b]", b"\x1b[6n", b"\x1b[5n", b"\x9b31m"):
            assert escape not in terminal.raw
        terminal.press("ctrl+q")
        assert terminal.ended() == 0


CRASHING = """
import sys
from pathlib import Path
from cockpit.app import CockpitApp
from cockpit.commands import open as opening
from cockpit.core.secret import Secret

def fail(self):
    token = "sk_live_canary"
    wrapped = Secret("cloud", token)
    raise RuntimeError("it broke")

CockpitApp._begin = fail
opening.open_cockpit(Path("cockpit.toml"))
"""


def test_a_crash_is_one_line_an_exit_code_and_a_private_report_without_values(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    with Terminal([sys.executable, "-c", CRASHING], env, work) as terminal:
        assert terminal.ended() == 1
        assert "our mistake: RuntimeError" in terminal.text
        assert b"sk_live_canary" not in terminal.raw
        assert b"\x1b[?1049l" in terminal.raw
    [report] = (tmp_path / "home").rglob("crash-*.txt")
    assert report.stat().st_mode & 0o077 == 0
    assert "RuntimeError" in report.read_text()
    assert "token" not in report.read_text().replace('token = "sk_live_canary"', "")
