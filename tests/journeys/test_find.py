"""One request, from the text of its error to its rows in yesterday's packed log, its people and the timeline."""

import gzip
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.terminal import Terminal

PROFILE = '''
[profile]
name = "till"
title = "Till"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
path = "till.db"
[sources.api]
kind = "log"
paths = ["api.log"]
[sources.staff]
kind = "audit"
query = "acts"
[queries.acts]
target = "db"
sql = """
select at, who, what from acts
where at between {since} and {until} and (who = {person} or {person} = '') order by at"""
'''


def written(at: datetime, says: str, request: str, **more: object) -> str:
    return json.dumps({"time": at.isoformat(), "level": "info", "msg": says, "request_id": request, **more}) + "\n"


def test_a_request_is_found_read_and_its_person_followed(tmp_path: Path) -> None:
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    (tmp_path / "cockpit.toml").write_text(PROFILE)
    older = "".join(written(began - timedelta(hours=1, seconds=-n), "quiet", f"r-{n}") for n in range(2000))
    first = written(began - timedelta(minutes=20), "refund begun", "r-lost", staff="ana")
    (tmp_path / "api.log.1.gz").write_bytes(gzip.compress((older + first).encode()))
    failed = written(began, "refund failed", "r-lost", level="error", error_class="SplitTender", staff="ana")
    (tmp_path / "api.log").write_text(failed)
    db = sqlite3.connect(tmp_path / "till.db")
    db.execute("create table acts (at text, who text, what text)")
    for minutes, who, what in ((2, "ana", "opened the drawer"), (3, "ben", "went home")):
        db.execute("insert into acts values (?, ?, ?)", ((began - timedelta(minutes=minutes)).isoformat(), who, what))
    db.commit()
    db.close()

    with Terminal([COCKPIT], home(tmp_path / "home"), tmp_path) as terminal:
        terminal.wait("Watching")
        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press("refund", "enter", "enter", "enter", "enter")
        terminal.wait("PENDING")
        terminal.wait("went home")
        terminal.press("3")
        terminal.press_until("r", "enter reads all about it")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait("2 found in")
        terminal.wait("refund begun")
        terminal.press_until("enter", "Rows of the request")
        terminal.wait("ana, within 30 min")
        terminal.wait("opened the drawer")
        terminal.pump(0.5)
        terminal.press("a")
        terminal.wait("the audit pane shows ana")
        terminal.press("3")
        terminal.press("c")
        terminal.wait("│ #")
        terminal.press("split again")
        terminal.wait("#split again")
        terminal.press("enter")
        terminal.wait(lambda text: "#split" not in text)
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert "split again" in journal_of(tmp_path / "home").read_text()
