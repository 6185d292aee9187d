"""An owner texts a request id: it is found in the shop's live log, read beside its trail, reproduced, and answered."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.drill.outside import Outside
from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, TOKEN, Lab, cloudflare
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.journeys.shops import declared, workplace
from tests.lab.terminal import Terminal
from tests.providers.cloudflare.test_tail import EVENT
from tests.providers.cloudflare.world import SCHEMA

PROFILE = """
[targets.shop-db]
provider = "d1"
url = "{url}"
account = "{account}"
slug = "acme"
worker = "helm-{{slug}}"
database = "helm-{{slug}}-db"
secret = "cf"
[targets.shop-worker]
provider = "cloudflare"
url = "{url}"
account = "{account}"
worker = "helm-acme"
secret = "cf"
[targets.owner]
provider = "slack"
channel = "the owner"
secret = "owner-hook"
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
[messages.found]
title = "Found it"
channel = "owner"
text = "Found it: {{bug}}. Please try again now."
"""

RUNBOOK = """
1. Which request was it? {id=which}

   ```fields
   request_id: the id the owner sent
   ```

2. Does it fail here in the same way? {id=here}

   ```decide
   question: Does it fail the same way?
   name: reproduced
   yes: yes, with the same error
   no: it works
   ```

3. Say it in the owner's words {id=words if="reproduced == 'yes'"}

   ```fields
   bug: what the bug was
   ```

4. Tell the owner {id=tell}

   ```message {message=found}
   ```
"""
FAILED = {
    "request_id": "req-7Kd2",
    "level": "error",
    "msg": "split tender does not add up",
    "error_class": "SplitTenderError",
    "staff": "Ana",
    "status": 500,
}


def said(lab: Lab) -> None:
    """The worker says what it had to say of the request, now."""
    at = int(datetime.now(UTC).timestamp() * 1000)
    line = {"level": "error", "timestamp": at, "message": [json.dumps(FAILED)]}
    lab.hub.say("helm-acme", {**EVENT, "eventTimestamp": at, "logs": [line]})


def test_a_request_the_owner_named_is_found_reproduced_and_answered(tmp_path: Path) -> None:
    outside = Outside()
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme") as lab:
        database = next(iter(lab.account.databases.values()))
        database.script(SCHEMA)
        opened = (datetime.now(UTC) - timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M:%S")
        database.script(
            f"insert into audit_events (id, at, staff_label, action) values (9, '{opened}', 'Ana', 'split')"
        )
        env = home(tmp_path / "home", COCKPIT_SECRET_CF=TOKEN, COCKPIT_SECRET_OWNER_HOOK=outside.hook_url)
        place = workplace(tmp_path, PROFILE.format(url=lab.url, account=ACCOUNT), RUNBOOK, env)
        with Terminal([COCKPIT], env, place) as terminal:
            terminal.wait(lambda _: lab.hub.listening("helm-acme") > 0)
            said(lab)
            terminal.wait("split tender")
            declared(terminal, "Which request was it?")
            terminal.press_until("r", "enter goes on and at last takes them")
            terminal.pump(0.5)
            terminal.press("req-7Kd2", "enter")
            terminal.wait(">[ ] Does it fail here")

            terminal.press("3")
            terminal.press_until("r", "enter reads all about it")
            terminal.pump(0.5)
            terminal.press("req-7Kd2", "enter")
            terminal.wait("1 found in")
            terminal.press_until("enter", "Rows of the request")
            terminal.wait("Ana, within 30 min")
            terminal.wait("split")
            terminal.pump(0.5)
            terminal.press("a")
            terminal.wait("the audit pane shows Ana")

            terminal.press("1")
            terminal.press_until("r", "type to narrow")
            terminal.press_until("enter", ">[ ] Say it in the owner's words")
            terminal.press_until("r", "enter goes on and at last takes them")
            terminal.pump(0.5)
            terminal.press("a refund paid partly in cash gave the wrong sum", "enter")
            terminal.wait(">[ ] Tell the owner")
            terminal.press("r")
            terminal.wait("Found it: a refund paid partly")
            terminal.pump(0.5)
            terminal.press("tab", "enter")
            terminal.wait("[x] Tell the owner")
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
    outside.close()
    [message] = outside.messages
    assert message.startswith("Found it: a refund paid partly in cash gave the wrong sum. Please try again now.")
    assert TOKEN not in journal_of(tmp_path / "home").read_text()
    assert outside.hook_url not in journal_of(tmp_path / "home").read_text()
