"""A runbook with everything in it, in a real terminal: values, a question, by hand, another runbook, afterwards."""

import sqlite3
from pathlib import Path

from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "shop"
title = "The shop"
[people]
owner = "Robin"
[[severity.levels]]
id = "P1"
label = "P1"
definition = "Nobody can pay."
runbook = "slow-checkout"
afterwards = "after"
[targets.shop-db]
provider = "sqlite"
path = "shop.db"
[targets.shop-host]
provider = "byhand"
where = "the shop's server: ssh shop-1"
[targets.tools]
provider = "shell"
environment = "local"
[sources.checkout]
kind = "log"
paths = ["checkout.log"]
[runbooks]
paths = ["*.md"]
"""

SLOW = """---
id: slow-checkout
inputs:
  shop: the short name of the shop {pattern="[a-z]+" example=acme}
---
# Slow checkout
## Look
- Count the open carts of {shop}

  ```sql {on=shop-db as=carts}
  select count(*) as open from carts where shop = {shop}
  ```
- What is slow? {id=lane}

  ```decide
  question: Which of the two is slow?
  name: lane
  reason: required
  bank: the payment provider → #tell
  ours: our own service
  ```
## Act {if="lane == 'ours'"}
- Close the shop for new carts {opens="checkout closed" by=person}
- Restart the worker with {carts} carts open

  ```sh {on=shop-host}
  systemctl restart checkout-{shop}
  ```

  ```check
  read: log checkout
  match: ready
  expect: count > 0
  every: 1s
  times: 1
  ```
- Clean up

  ```runbook
  clean-up
  ```
- Open the shop again {closes="checkout closed"}

  ```fields
  opened_by: who opened it
  ```
- A tool nobody has

  ```sh {on=tools}
  no-such-tool-here --now
  ```
## Tell
- Say it is over {id=tell}
"""

CLEAN = "---\nid: clean-up\n---\n# Clean up\n- Sweep\n"
AFTER = """---
id: after
---
# Afterwards
- Write it up

  ```check
  read: file notes/{incident}.md
  expect: exists and todo == 0
  every: 1s
  ```
"""


def shop(folder: Path) -> Path:
    """A folder with the profile, its runbooks, a database and a log."""
    place = folder / "shop"
    place.mkdir()
    for name, text in {"cockpit.toml": PROFILE, "slow.md": SLOW, "clean.md": CLEAN, "after.md": AFTER}.items():
        (place / name).write_text(text)
    with sqlite3.connect(place / "shop.db") as db:
        db.execute("create table carts(shop text)")
        db.executemany("insert into carts values(?)", [("acme",), ("acme",), ("other",)])
    db.close()
    (place / "checkout.log").write_text("2026-03-14T09:26:00Z INFO up\n")
    return place


def test_a_runbook_is_walked_from_its_question_to_what_is_done_afterwards(tmp_path: Path) -> None:
    place = shop(tmp_path)
    with Terminal([COCKPIT], home(tmp_path), cwd=place) as terminal:
        terminal.wait("Watching.")
        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press_until("checkout is slow", "checkout is slow")
        terminal.press("enter", "down", "enter", "enter")
        terminal.wait("Not trusted yet")

        terminal.press_until("T", "may run once it is trusted")
        terminal.pump(0.5)
        terminal.press_until("escape", "Trust “Slow checkout”")
        terminal.pump(0.5)
        terminal.press("down", "enter")
        terminal.wait(lambda text: "Not trusted yet" not in text and "Slow checkout" in text)

        terminal.press_until("r", "the short name of the shop")
        terminal.pump(0.5)
        terminal.press_until("ACME", "ACME")
        terminal.press("enter")
        terminal.wait("does not match [a-z]+, as in acme")
        terminal.press(*["\x7f"] * 4, "acme", "enter")
        terminal.wait("[x] Count the open carts of acme")

        terminal.press_until("r", "type to narrow")
        terminal.pump(0.5)
        terminal.press("down", "enter")
        terminal.wait("Why? The report keeps the reason.")
        terminal.pump(0.5)
        terminal.press_until("the log says so", "the log says so")
        terminal.press("enter")
        terminal.wait(">[ ] Close the shop for new carts")

        terminal.press("x")
        terminal.wait("[~] 1 open")
        terminal.wait(">[ ] Restart the worker with 2 carts open")
        terminal.press_until("r", "Run it here: the shop's server: ssh shop-1")
        terminal.wait("systemctl restart checkout-acme")
        terminal.pump(0.5)
        terminal.press("tab")
        terminal.press_until("restarted, exit 0", "restarted, exit 0")
        terminal.press("ctrl+s")
        terminal.wait("waiting for evidence")
        with (place / "checkout.log").open("a") as log:
            log.write("2026-03-14T09:30:00Z INFO ready\n")
        terminal.wait("[x] Restart the worker")

        terminal.wait(">[ ] Clean up")
        terminal.press("r")
        terminal.wait(">[ ] Sweep")
        terminal.press("x")
        terminal.wait("Press B to go back")
        terminal.press("B")
        terminal.wait("[x] Clean up")

        terminal.wait(">[ ] Open the shop again")
        terminal.press_until("x", "Before this step is done")
        terminal.pump(0.5)
        terminal.press_until("Robin", "Robin")
        terminal.press("enter")
        terminal.wait(">[ ] A tool nobody has")
        assert "[~] 1 open" not in terminal.text

        terminal.press_until("r", "`no-such-tool-here` is not installed here")
        terminal.pump(0.5)
        terminal.press("tab")
        terminal.press_until("done on jump-2", "done on jump-2")
        terminal.press("ctrl+s")
        terminal.wait(">[ ] Say it is over")
        terminal.press("x")
        terminal.wait("Press R to resolve")

        terminal.press("R")
        terminal.wait("What was the cause?")
        terminal.pump(0.5)
        terminal.press_until("a worker hung", "a worker hung")
        terminal.press("enter")
        terminal.wait(">[ ] Write it up")
        terminal.press_until("T", "may run once it is trusted")
        terminal.pump(0.5)
        terminal.press_until("escape", "Trust “Afterwards”")
        terminal.pump(0.5)
        terminal.press("down", "enter")
        incident = journal_of(tmp_path).parent.name
        (place / "notes").mkdir()
        (place / "notes" / f"{incident}.md").write_text("what happened, what we did\n")
        terminal.wait("[x] Write it up")

        terminal.press_until(":", "Close the resolved incident")
        terminal.press_until("close", ">close")
        terminal.press("enter")
        terminal.wait(">Not yet")
        terminal.press_until("down", ">Close it")
        terminal.press("enter")
        terminal.wait("Closed.")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    journal = journal_of(tmp_path).read_text()
    for kept in ("the log says so", "restarted, exit 0", "done on jump-2", '"name":"opened_by","value":"Robin"'):
        assert kept in journal
