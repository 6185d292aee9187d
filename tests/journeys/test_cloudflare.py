"""A leaked session at a shop on Cloudflare: the log is live, the trail is D1's, the sessions are counted and ended."""

import json
from pathlib import Path

from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, TOKEN, Lab, cloudflare
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.terminal import Terminal
from tests.providers.cloudflare.test_tail import EVENT
from tests.providers.cloudflare.world import SCHEMA

PROFILE = """
[profile]
name = "shops"
title = "Shops"
[[severity.levels]]
id = "SEV1"
label = "SEV1"
definition = "An outsider is in"
runbook = "leaked"
[targets.shop-db]
provider = "d1"
environment = "staging"
url = "{url}"
account = "{account}"
slug = "acme"
worker = "helm-{{slug}}"
database = "helm-{{slug}}-db"
secret = "cf"
[targets.shop-worker]
provider = "cloudflare"
environment = "staging"
url = "{url}"
account = "{account}"
worker = "helm-acme"
secret = "cf"
[defaults]
sql = "shop-db"
[sources.worker]
kind = "log"
target = "shop-worker"
[sources.staff]
kind = "audit"
query = "acts"
who = "staff_label"
[queries.acts]
target = "shop-db"
sql = "select at, staff_label, action from audit_events where at between {{since}} and {{until}}"
[runbooks]
paths = ["leaked.md"]
"""

RUNBOOK = """---
id: leaked
title: A session is out
---

# A session is out

1. How many sessions are there? {id=count}

   ```sql {on=shop-db}
   select count(*) as sessions from sessions where staff_id = 'u-1'
   ```

2. End them {id=end}

   ```sql {on=shop-db}
   delete from sessions where staff_id = 'u-1'
   ```

3. Go back to the version before {id=back}

   ```act {on=shop-worker verb=rollback}
   ```
"""


def prepared(folder: Path, lab: Lab) -> dict[str, str]:
    database = next(iter(lab.account.databases.values()))
    database.script(SCHEMA)
    database.script(
        "insert into audit_events (id, at, staff_label, action) "
        "values (9, datetime('now', '-3 minutes'), 'Ana', 'till-opened')"
    )
    (folder / "cockpit.toml").write_text(PROFILE.format(url=lab.url, account=ACCOUNT))
    (folder / "leaked.md").write_text(RUNBOOK)
    return home(folder / "home", COCKPIT_SECRET_CF=TOKEN)


def test_the_sessions_of_a_person_are_ended_as_shown_and_the_worker_goes_back(tmp_path: Path) -> None:
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme") as lab:
        env = prepared(tmp_path, lab)
        database = next(iter(lab.account.databases.values()))
        with Terminal([COCKPIT], env, tmp_path) as terminal:
            terminal.wait("STAGING")
            terminal.wait(lambda _: lab.hub.listening("helm-acme") > 0)
            said = {"level": "error", "timestamp": 1795344522361, "message": [json.dumps({"msg": "cookie seen twice"})]}
            lab.hub.say("helm-acme", {**EVENT, "logs": [said]})
            terminal.wait("cookie seen twice")
            terminal.wait("till-opened")
            terminal.press_until("d", "Declare an incident")
            terminal.pump(0.5)
            terminal.press("leaked", "enter", "down", "enter", "enter")
            terminal.wait("Not trusted yet")
            terminal.press_until("T", "may run once it is trusted")
            terminal.pump(0.5)
            terminal.press_until("escape", "Trust “A session is out”")
            terminal.pump(0.5)
            terminal.press("down", "enter")
            terminal.wait(lambda text: "Not trusted yet" not in text)
            terminal.press("r")
            terminal.wait(">[ ] End them")
            assert database.rows("select count(*) from sessions where staff_id = 'u-1'") == [(2,)]
            terminal.press("r")
            terminal.wait("2 rows")
            terminal.pump(0.5)
            terminal.press("shop-db", "tab", "tab", "enter")
            terminal.wait("[x] End them")
            assert database.rows("select id from sessions") == [(3,)]
            terminal.press("r")
            terminal.wait("at once and for everybody")
            terminal.pump(0.5)
            terminal.press("tab", "enter")
            terminal.wait("[x] Go back")
            assert lab.account.workers["helm-acme"].deployed[0]["annotations"] == {
                "workers/message": "rolled back with Incident Cockpit"
            }
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
        assert TOKEN not in journal_of(tmp_path / "home").read_text()
        assert "bookmark before: b-" in journal_of(tmp_path / "home").read_text()
        assert lab.hub.tails == {}, "the tail was given back"
