"""A cause from the log to the report, in a real terminal: suggested, raised, evidence added, confirmed, resolved."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.core.hypothesis import Standing
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "shop"
[[severity.levels]]
id = "P1"
label = "P1"
definition = "Nobody can pay."
[targets.copy]
provider = "sqlite"
path = "shop.db"
[sources.api]
kind = "log"
paths = ["api.log"]
[sources.staff]
kind = "audit"
query = "staff"
who = "staff"
[queries.staff]
target = "copy"
sql = "select at, staff, action, row_id from audit_events where at between {since} and {until}"
"""


def fails(second: int) -> str:
    fields = {"time": f"2026-03-14T09:26:{second:02}Z", "level": 50, "error_class": "D1Error", "request_id": "r-7"}
    return json.dumps({**fields, "msg": "NOT NULL constraint failed: orders.total"}) + "\n"


def test_a_cause_is_suggested_by_the_log_raised_and_confirmed(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text(PROFILE)
    log = tmp_path / "api.log"
    log.write_text("".join(f"2026-03-14T09:25:{n:02}Z INFO order {n} taken\n" for n in range(60)))
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        shop.execute("create table audit_events (at text, staff text, action text, row_id text)")
        now = datetime.now(UTC)
        when = (now + timedelta(seconds=n - 60) for n in (0, 5))
        rows = [(at.isoformat(), who, "sale.edit", "sale 118") for at, who in zip(when, ("mia", "joe"), strict=True)]
        shop.executemany("insert into audit_events values (?, ?, ?, ?)", rows)
    with Terminal([COCKPIT], home(tmp_path), tmp_path) as terminal:
        terminal.wait("60 rows")
        terminal.wait("1 cause looks likely: h")  # two people, in the audit window
        with log.open("a") as more:
            more.write("".join(fails(second) for second in range(12)))
        terminal.wait("2 causes look likely: h")

        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press("orders fail", "enter", "down", "enter", "enter")
        terminal.wait("No runbook yet")
        terminal.press("h")
        terminal.wait("Looks like: orders.total may not be empty")
        terminal.wait("12 rows, last 09:26:11 UTC")
        terminal.wait("Looks like: sale 118 was changed by two people")
        terminal.pump(0.5)
        terminal.press("down")
        terminal.press_until("enter", "Raise it")
        terminal.press_until("enter", "being tested")
        terminal.wait("4 for · 0 against")

        with log.open("a") as more:
            more.write("2026-03-14T09:27:00Z INFO body of r-7 has no total\n")
        terminal.press("escape", "3", "G")
        terminal.wait("body of r-7 has no total")
        terminal.press_until("h", "What may be the cause")
        terminal.pump(0.5)
        terminal.press("down")
        terminal.press_until("f", "The row under the cursor of the log")
        terminal.press_until("enter", "5 for · 0 against")
        terminal.pump(0.5)
        terminal.press_until("c", "What shows it?")
        terminal.pump(0.5)
        terminal.press("an empty form does it", "enter")
        terminal.wait("Follow-ups: what mends it?")
        terminal.press_until("enter", "1 looks likely, 1 confirmed")
        terminal.pump(0.5)
        terminal.press("escape")

        terminal.press_until("R", "What was the cause?")
        terminal.wait("orders.total may not be empty and got no value")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait("resolved; press P")
        terminal.press("P")
        terminal.wait("Report, also in")
        terminal.press("escape", "ctrl+q")
        assert terminal.ended() == 0
    report = (journal_of(tmp_path).parent / "report.md").read_text()
    assert "| Cause | orders.total may not be empty and got no value |" in report
    assert f"### {Standing.CONFIRMED.upper()}: orders.total may not be empty and got no value" in report
    assert "| for | api | 2026-03-14T09:27:00Z INFO body of r-7 has no total |" in report
    assert "an empty form does it" in report
    assert "the screen that sends it always sends a value" in report
    assert "sale 118" not in report  # only suggested: nothing is written down before a person raises it
