"""The worker backlog on a real PostgreSQL, through the real screen, checked by SQL afterwards."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.drill.outside import Outside
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.postgres import Server
from tests.lab.tables import AUDIT, Lab, postgres_lab
from tests.lab.terminal import Terminal

PROFILE = '''
[profile]
name = "bakery"
title = "Bakery"

[[severity.levels]]
id = "P1"
label = "P1"
definition = "Orders are blocked."

[[severity.levels]]
id = "P2"
label = "P2"
definition = "Late, or for some only."
update_every = "15m"

[targets.kitchen-db]
provider = "postgres"
environment = "staging"
dsn = "{dsn}"

[targets.ops]
provider = "slack"
environment = "staging"
channel = "#ops"
secret = "ops-webhook"

[defaults]
sql = "kitchen-db"
message = "ops"

[sources.work]
kind = "queue"
target = "kitchen-db"
table = "work_queue"
every = "1s"

[sources.staff]
kind = "audit"
query = "staff"
at = "at"
who = "who"

[sources.worker]
kind = "log"
paths = ["worker.log"]

[queries.staff]
target = "kitchen-db"
sql = """
select at, who, action from audit_events
where at between {{since}} and {{until}} and ({{person}} = '' or who = {{person}})
"""

[[thresholds]]
name = "oldest job"
source = "work"
expr = "oldest_min > 15"
severity = "P2"
runbook = "worker-backlog"

[messages.mitigation]
channel = "ops"
text = "Mitigating: locks of a dead worker are cleared. {{symptom}}"
promise = "15m"

[messages.resolved]
channel = "ops"
text = "Resolved at {{time}}."
'''


@pytest.fixture
def lab(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as found:
        yield found


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside()
    yield server
    server.close()


def prepared(folder: Path, lab: Lab) -> Path:
    """A profile over the lab's database, in which five jobs are held by old locks."""
    lab.fill_queue(pending=4, stuck=4, done=3)  # and one more lock under another status
    lab.create(AUDIT)
    lab.run(f"insert into audit_events values (1, {lab.ago(10)}, 'dana', 'worker.deploy')")
    (folder / "worker.log").write_text(
        '{"time":"2026-03-14T09:26:00Z","level":50,"msg":"worker lost its connection"}\n'
    )
    profile = folder / "cockpit.toml"
    profile.write_text(PROFILE.format(dsn=lab.target.settings["dsn"]))
    return profile


def declared(terminal: Terminal) -> None:
    """From the alarm to the first step of the runbook."""
    terminal.wait("[!] oldest job")
    terminal.wait("Press d to declare an incident: P2")
    terminal.press_until("d", "Declare an incident")
    terminal.pump(0.5)
    terminal.press("enter", "down", "down", "enter", "enter")
    terminal.wait(">[ ] Count the jobs")


def unlocked(terminal: Terminal) -> None:
    """The reads, a look at who blocks whom and at the worker, and the unlock: first cancelled, then confirmed."""
    terminal.press("r")
    terminal.wait(">[ ] List locks older")
    terminal.press("r")
    terminal.wait(">[ ] Does a session hold up the queue?")
    terminal.press("r")
    terminal.wait(">[ ] Make sure the worker")
    terminal.press("x")
    terminal.wait(">[ ] Give the stuck jobs")
    terminal.press("r")
    terminal.wait("5 rows will be touched")
    terminal.press_until("enter", "nothing was done")
    terminal.press("r")
    terminal.wait("5 rows will be touched")
    terminal.pump(0.5)
    terminal.press("tab", "enter")
    terminal.wait("[x] Give the stuck jobs")


def cockpit(env: dict[str, str], *arguments: str) -> str:
    """What a command prints; it must exit 0."""
    done = subprocess.run([COCKPIT, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_stuck_rows_are_unlocked_through_the_cockpit_and_everything_is_told(
    tmp_path: Path, lab: Lab, outside: Outside
) -> None:
    profile = prepared(tmp_path, lab)
    before = lab.rows("select id from work_queue where locked_at is not null order by id")
    stuck = lab.rows("select id from work_queue where locked_at is not null and status <> 'done' order by id")
    env = home(tmp_path / "home", COCKPIT_SECRET_OPS_WEBHOOK=f"{outside.url}/services/T0/B0/x")
    with Terminal([COCKPIT, "-c", str(profile)], env) as terminal:
        terminal.wait("STAGING")
        terminal.wait("worker lost its connection")
        terminal.wait("worker.deploy")
        declared(terminal)
        unlocked(terminal)
        left = lab.rows("select id from work_queue where locked_at is not null order by id")
        assert left == [row for row in before if row not in stuck]

        lab.run("update work_queue set status = 'done' where status = 'pending'")  # the workers catch up
        terminal.press("r")
        terminal.wait("Are enough workers running for what waits?")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait("[x] Wait until no job")
        terminal.wait(">[ ] Say what was done")
        terminal.press("r")
        terminal.wait("POST ")
        terminal.pump(0.5)
        terminal.press("tab", "enter")
        terminal.wait("[x] Say what was done")
        terminal.press("R")
        terminal.wait("What was the cause?")
        terminal.pump(0.5)
        terminal.press("a dead worker", "enter")
        terminal.wait("Resolved. Press P")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert outside.messages[0].startswith("Mitigating: locks of a dead worker are cleared.")
    assert "inc-" in outside.messages[0]

    journal = journal_of(tmp_path / "home")
    verified = json.loads(cockpit(env, "journal", "verify", str(journal), "--json"))
    assert verified["ok"] is True
    report = cockpit(env, "report", str(journal))
    assert "unlock on kitchen-db (staging): DONE, 5 rows" in report.replace("\\_", "_")
    assert "a dead worker" in report
    assert outside.url not in journal.read_text()
    [queue] = json.loads(cockpit(env, "-c", str(profile), "queue", "--json"))["queues"]
    assert queue["stuck"] == 0


def test_the_old_locks_can_be_put_back(tmp_path: Path, lab: Lab, outside: Outside) -> None:
    profile = prepared(tmp_path, lab)
    before = lab.rows("select id, locked_by, locked_at from work_queue order by id")
    env = home(tmp_path / "home")
    with Terminal([COCKPIT, "-c", str(profile)], env) as terminal:
        declared(terminal)
        unlocked(terminal)
        terminal.press("u")
        terminal.wait("Ways back")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait("Run it")
        terminal.pump(0.5)
        terminal.press("tab", "enter")
        terminal.wait("REGRESSED")  # the evidence went bad again, and says so
        terminal.press("ctrl+q")
        terminal.ended()
    assert lab.rows("select id, locked_by, locked_at from work_queue order by id") == before
