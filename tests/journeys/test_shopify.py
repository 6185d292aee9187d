"""Webhooks off, on again, and what was missed meanwhile is found, brought in and ticked; in a real terminal."""

import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.drill.vendors.loopback import loopback
from cockpit.drill.vendors.shopify import TOKEN, ShopifyLab
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.journeys.shops import confirmed, declared, workplace
from tests.lab.terminal import Terminal

PROFILE = """
[targets.north]
provider = "shopify"
environment = "production"
secret = "north"
shop = "north"
topics = "ORDERS_CREATE"
url = "{url}"
[targets.kitchen-db]
provider = "sqlite"
path = "kitchen.db"
[sources.subscriptions]
kind = "status"
target = "north"
every = "1s"
[queries.theirs]
target = "north"
sql = "orders since {{since}} until {{until}}"
[queries.ours]
target = "kitchen-db"
sql = 'select number as "order", amount from orders where at >= {{since}} and at < {{until}}'
[reconcile.orders]
left = "theirs"
right = "ours"
key = "order"
amount = "amount"
since = "gap_from"
currency = "EUR"
"""
RUNBOOK = """# Orders are missing
- Since when? {id=gap}

  ```fields
  gap_from: since when {kind=time}
  ```
- Switch the webhooks off {id=off}

  ```act {on=north verb=off}
  all
  ```
- Mend the route {id=mend}
- Nothing is missing {id=agree}

  ```check
  read: reconcile orders
  expect: agree
  every: 1s
  times: 1
  says: orders are missing
  ```
- Say it is over {id=go}
"""


def test_webhooks_go_off_and_on_and_the_missing_orders_are_brought_in(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    lab = ShopifyLab(now=lambda: now)
    lab.hook(1, "ORDERS_CREATE", metafieldNamespaces=["kitchen"])
    for number in (1, 2, 3):
        lab.order(number, minutes_ago=number)
    with loopback(lab) as shop:
        env = home(tmp_path, COCKPIT_SECRET_NORTH=TOKEN)
        place = workplace(tmp_path, PROFILE.format(url=shop.url), RUNBOOK, env)
        kitchen(place, "create table orders (number text, amount text, at text)")
        arrives(place, 3, now)
        with Terminal([COCKPIT], env, place) as terminal:
            declared(terminal, "Since when?")
            terminal.press_until("x", "Before this step is done")
            terminal.pump(0.5)
            terminal.press("-30m", "enter")
            terminal.wait(">[ ] Switch the webhooks off")
            confirmed(terminal, "never delivered", "[x] Switch the webhooks")
            assert lab.hooks == []
            terminal.wait("[~] 1 open")
            terminal.wait("ORDERS_CREATE is not")
            terminal.press_until("x", "[x] Mend the route")
            terminal.wait("orders are missing")

            terminal.press_until("u", "Ways back")
            terminal.pump(0.5)
            terminal.press("enter")
            terminal.wait("webhookSubscriptionCreate")
            terminal.pump(0.5)
            terminal.press("tab", "enter")
            terminal.wait(lambda text: "[~] 1 open" not in text)
            assert [hook["metafieldNamespaces"] for hook in lab.hooks] == [["kitchen"]]

            assert "Only in theirs: 2, sum 4.00" in compared(place, env)
            terminal.press_until("w", "Reconcile orders")
            terminal.wait("[open 2]")
            terminal.wait("1 on both sides · 2 missing in ours, 4.00 EUR")
            terminal.pump(0.5)
            terminal.press(" ")
            terminal.wait("said to be re-created")
            terminal.press("w")
            terminal.wait("written to")
            arrives(place, 1, now)
            arrives(place, 2, now)
            terminal.press("r")
            terminal.wait("[open 0] settled 2")
            terminal.press("escape")
            terminal.wait("[x] Nothing is missing")
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
        last = compared(place, env)
    assert "theirs and ours agree on 3 rows, sum 7.50" in last
    assert last.count("[x]") == 2
    [csv] = journal_of(tmp_path).parent.glob("reconcile-orders-*.csv")
    assert csv.read_text().count('"missing","theirs"') == 2
    report = subprocess.run(
        [COCKPIT, "report", journal_of(tmp_path).parent.name],
        env=env,
        cwd=place,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "| found missing | 2 | 4.00 EUR |" in report.stdout
    assert "| re-created | 2 | 4.00 EUR |" in report.stdout
    journal = journal_of(tmp_path).read_text()
    assert '"kind":"provider"' in journal, "the clock of the four hours ran"
    assert TOKEN not in journal


def kitchen(place: Path, sql: str, *values: str) -> None:
    with closing(sqlite3.connect(place / "kitchen.db")) as base, base:
        base.execute(sql, values)


def arrives(place: Path, number: int, now: datetime) -> None:
    """The order comes in on our side."""
    at = (now - timedelta(minutes=number)).isoformat(timespec="seconds").replace("+00:00", "Z")
    kitchen(place, "insert into orders values (?, ?, ?)", str(number), f"{number}.5", at)


def compared(place: Path, env: dict[str, str]) -> str:
    words = [COCKPIT, "reconcile", "orders", "--since", "-30m"]
    return subprocess.run(words, env=env, cwd=place, capture_output=True, text=True, timeout=60, check=False).stdout
