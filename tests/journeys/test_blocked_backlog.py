"""A backlog behind a forgotten transaction, on a real PostgreSQL through the real screen."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.locked import Held, queue_of_three
from tests.lab.postgres import Server
from tests.lab.tables import Lab, postgres_lab
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "bakery"
title = "Bakery"

[[severity.levels]]
id = "P2"
label = "P2"
definition = "Late, or for some only."

[targets.kitchen-db]
provider = "postgres"
environment = "staging"
dsn = "{dsn}"
mutations = "rpc"
functions = "public.complete_filling"

[defaults]
sql = "kitchen-db"

[sources.work]
kind = "queue"
target = "kitchen-db"
table = "work_queue"
every = "1s"

[sources.database]
kind = "status"
target = "kitchen-db"
every = "1s"

[[thresholds]]
name = "oldest job"
source = "work"
expr = "oldest_min > 15"
severity = "P2"
runbook = "behind"

[[thresholds]]
name = "sessions wait"
source = "database"
expr = "blocked > 0"
severity = "P2"

[runbooks]
paths = ["behind.md"]
"""
RUNBOOK = """---
id: behind
title: Jobs pile up behind a session
---

# Jobs pile up behind a session

1. Who blocks whom? {id=who}

   ```act {on=kitchen-db verb=locks risk=reads}
   ```

2. End the session that holds up the others {id=end}

   ```act {on=kitchen-db verb=terminate risk=destroys}
   {pid}
   ```

   ```check
   read: status database
   expect: blocked == 0
   every: 1s
   times: 2
   says: sessions still wait
   ```

3. Give the stuck jobs back {id=unlock}

   ```queue {on=kitchen-db verb=unlock}
   ```

   ```check
   read: queue work
   expect: stuck == 0
   every: 1s
   times: 2
   ```

4. Wait until the backlog is gone {id=calm}

   ```check
   read: queue work
   expect: pending == 0 and slope <= 0
   every: 1s
   times: 2
   says: jobs still wait
   ```
"""


@pytest.fixture
def lab(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as found:
        found.fill_queue(pending=4, stuck=3, done=2)
        yield found


@pytest.fixture
def three(lab: Lab) -> Iterator[tuple[Held, Held, Held]]:
    with queue_of_three(lab) as found:
        yield found


def test_a_backlog_is_traced_to_the_session_behind_it_and_worked_off(
    tmp_path: Path, lab: Lab, three: tuple[Held, Held, Held]
) -> None:
    first, second, third = three
    profile = tmp_path / "cockpit.toml"
    profile.write_text(PROFILE.format(dsn=lab.target.settings["dsn"]))
    (tmp_path / "behind.md").write_text(RUNBOOK)
    env = home(tmp_path / "home")
    subprocess.run([COCKPIT, "runbook", "trust", "--yes", "behind.md"], env=env, cwd=tmp_path, check=True, timeout=60)
    with Terminal([COCKPIT, "-c", str(profile)], env) as terminal:
        terminal.wait("[!] oldest job")
        terminal.wait("because blocked 2")
        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press("enter", "down", "enter", "enter")
        terminal.wait(">[ ] Who blocks whom?")

        terminal.press("r")
        terminal.wait(f"└ {second.pid}")
        terminal.wait(">[ ] End the session")

        terminal.press("r")
        terminal.wait("pid")
        terminal.pump(0.5)
        terminal.press(str(first.pid), "enter")
        terminal.wait("(migration), idle in transaction")
        terminal.wait("2 sessions wait for it")
        terminal.pump(0.5)
        terminal.press("kitchen-db", "enter")
        terminal.wait("no longer runs it")
        for held in (second, third):  # each goes on as soon as the one before it has ended
            assert held.ended() == ""
            held.run("commit")
        terminal.wait("[x] End the session")
        terminal.press("r")
        terminal.wait("4 rows will be touched")
        assert all(f"worker-{id}" in terminal.text for id in (5, 6, 7, 8)), "the rows are shown before they are touched"
        terminal.pump(0.5)
        terminal.press("tab", "enter")
        terminal.wait("[x] Give the stuck jobs back")
        assert lab.rows("select count(*) from work_queue where locked_at is not null and status <> 'done'") == [(0,)]

        lab.run("update work_queue set status = 'done'")  # the workers catch up
        terminal.wait("[x] Wait until the backlog is gone")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    journal = journal_of(tmp_path / "home").read_text()
    assert '"verb":"terminate"' in journal
    assert "no longer runs it" in journal
