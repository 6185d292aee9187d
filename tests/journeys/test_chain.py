"""A broken audit chain in a real terminal: the walk is stopped, goes on, and the first break is found and read."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from tests.journeys.homes import COCKPIT, home
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "till"
title = "Till"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
path = "till.db"
[chains.staff]
target = "db"
table = "audit_events"
fields = ["prev_hash", "id", "action"]
separator = "|"
first = ""
page = {page}
"""
ROWS = 30_000
BROKEN = 29_000


def shop(folder: Path, page: int) -> None:
    rows, previous = [], ""
    for id in range(1, ROWS + 1):
        made = sha256(f"{previous}|{id}|sale {id}".encode()).hexdigest()
        rows.append((id, f"sale {id}", previous, made))
        previous = made
    with closing(sqlite3.connect(folder / "till.db")) as base, base:
        base.execute("create table audit_events (id integer primary key, action text, prev_hash text, hash text)")
        base.executemany("insert into audit_events values (?, ?, ?, ?)", rows)
        base.execute("update audit_events set action = 'sale 0' where id = ?", (BROKEN,))
    (folder / "cockpit.toml").write_text(PROFILE.format(page=page))


def test_a_walk_is_stopped_by_ctrl_c_and_says_how_to_go_on(tmp_path: Path) -> None:
    shop(tmp_path, page=3)  # thousands of pages: long enough to be stopped
    environment = home(tmp_path / "home")
    with Terminal([COCKPIT, "audit", "verify", "staff"], environment, tmp_path) as terminal:
        terminal.wait("rows, at ")
        terminal.press("\x03")
        terminal.wait("the chain holds so far")
        terminal.wait("stopped; go on with: cockpit audit verify staff --from ")
        assert terminal.ended() == 130


def test_the_first_break_is_found_and_read_on_the_screen(tmp_path: Path) -> None:
    shop(tmp_path, page=10_000)
    with Terminal([COCKPIT], home(tmp_path / "home"), tmp_path) as terminal:
        terminal.wait("Watching")
        terminal.press_until(":", "Command")
        terminal.pump(0.5)
        terminal.press("verify", "enter")
        terminal.wait(f"the chain breaks at {BROKEN}")
        terminal.wait(f"recompute at {BROKEN}")
        terminal.wait("action=sale 0")


def test_a_walk_on_the_screen_is_stopped_and_goes_on_behind_its_last_row(tmp_path: Path) -> None:
    shop(tmp_path, page=12)  # a second or two: long enough to be seen and stopped
    with Terminal([COCKPIT], home(tmp_path / "home"), tmp_path) as terminal:
        terminal.wait("Watching")
        terminal.press_until(":", "Command")
        terminal.pump(0.5)
        terminal.press("verify", "enter")
        terminal.wait(f"of about {ROWS} rows")
        terminal.wait("rows/s")
        terminal.pump(0.5)
        terminal.press("escape")
        terminal.wait("Stopped behind")
        terminal.press_until("escape", "Watching")
        terminal.press_until(":", "Command")
        terminal.pump(0.5)
        terminal.press("verify", "enter")
        terminal.wait("Go on behind")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait(f"the chain breaks at {BROKEN}")
        terminal.wait(f"{ROWS} rows from 1 to {ROWS}")
