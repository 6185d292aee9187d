"""A shop on Cloudflare: one Worker with its live tail, one D1 database, and people who look around in it."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, cast
from uuid import UUID

from cockpit.drill.vendors.cloudflare.answers import Json
from cockpit.drill.vendors.cloudflare.database import LabDatabase
from cockpit.drill.vendors.cloudflare.tails import TailHub
from cockpit.drill.vendors.cloudflare.vendor import TOKEN, Account, LabWorker
from cockpit.drill.vendors.loopback import Loopback

WORKER = "acme-shop"
DATABASE = "acme-shop-db"
SITE = "https://acme.example"
ITEMS = (("sourdough", 900), ("rye loaf", 1100), ("birthday cake", 5400), ("croissants", 1600), ("bagels", 1200))
PAGES = (
    ("GET", "/", "front page shown"),
    ("GET", "/breads", "12 breads shown"),
    ("GET", "/cakes", "8 cakes shown"),
    ("POST", "/cart", "put into the cart"),
    ("GET", "/cart", "cart shown"),
    ("GET", "/opening-hours", "opening hours shown"),
)
NOTE_EVERY = 45  # beats between two rows of the audit trail that only show that work goes on
LOGGED = 5000  # lines that Workers Logs keeps
PAID_BEFORE = 60  # orders the shop has when the story begins


class Order(NamedTuple):
    number: int
    cents: int


class Shop:
    """What both stories of a shop have in common. Times of the past are given, others are now."""

    def __init__(self, folder: Path, seed: int, now: Callable[[], datetime]) -> None:
        self.now = now
        self.random = random.Random(seed)  # noqa: S311  # a story, not a secret
        self._beats = 0
        self.hub = TailHub()
        self.account = Account(self.hub, now)
        self.database = LabDatabase("7f3c9a52-aaaa-4bbb-8ccc-000000000000", DATABASE, folder / "shop.sqlite")
        self.database.script(files(__package__).joinpath("shop.sql").read_text(encoding="utf-8"))
        self.worker: LabWorker = self.account.add(WORKER, self.database, versions=0)
        self.server = Loopback(self.account.answer)
        self.secrets = {"cloudflare": TOKEN}
        self.filled = {"CLOUDFLARE_URL": self.server.url}
        self.database.run([self._sold(now() - timedelta(minutes=48 + 5 * n)) for n in range(PAID_BEFORE, 0, -1)])

    def deploy(self, message: str, at: datetime | None = None) -> str:
        """The next version of the Worker runs; its id."""
        id = str(UUID(int=self.random.getrandbits(128), version=4))
        return self.account.release(self.worker, self.database, message, at, id)

    def browse(self) -> None:
        """Somebody looks at a page or two."""
        for method, path, says in self.random.sample(PAGES, self.random.randint(1, 2)):
            self.say(method, path, 200, says)

    def meanwhile(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Called every beat: now and then somebody does the next of `rows`."""
        self._beats += 1
        turn, rest = divmod(self._beats, NOTE_EVERY)
        if not rest:
            self.note(*rows[(turn - 1) % len(rows)])

    def order(self, at: datetime | None = None) -> Order:
        """An order is placed, not paid."""
        item, amount = self.random.choice(ITEMS)
        values = (item, amount, written(at or self.now()))
        self.run("INSERT INTO orders (item, amount, created_at) VALUES (?, ?, ?)", *values)
        return Order(int(str(self.rows("SELECT max(id) FROM orders")[0][0])), amount)

    def paid(self, number: int) -> None:
        """The order is paid."""
        self.run("UPDATE orders SET status = 'paid', paid_at = ? WHERE id = ?", written(self.now()), number)

    def note(self, staff: str, action: str, summary: str) -> None:
        """A row of the audit trail."""
        self.history(((timedelta(), staff, action, summary),))

    def history(self, rows: Sequence[tuple[timedelta, str, str, str]]) -> None:
        """Rows of the audit trail: how long ago, who, what, about what."""
        sql = "INSERT INTO audit_events (at, staff, action, summary) VALUES (?, ?, ?, ?)"
        self.database.run([(sql, [written(self.now() - ago), *what]) for ago, *what in rows])

    def say(
        self,
        method: str,
        path: str,
        status: int,
        says: str,
        level: str = "info",
        thrown: tuple[str, str] | None = None,
        **fields: object,
    ) -> None:
        """One request, as the Worker's live tail tells of it."""
        stamp = int(self.now().timestamp() * 1000)
        ms = self.random.randint(8, 90)
        own = {"level": level, "msg": says, "ms": ms, **fields}
        self.account.said.append((stamp, WORKER, own))
        del self.account.said[:-LOGGED]
        name, message = thrown or ("", "")
        self.hub.say(
            WORKER,
            {
                "outcome": "exception" if thrown else "ok",
                "scriptName": WORKER,
                "scriptVersion": {"id": self.version},
                "exceptions": [{"name": name, "message": message, "timestamp": stamp}] if thrown else [],
                "logs": [{"level": "log", "timestamp": stamp, "message": [json.dumps(own)]}],
                "eventTimestamp": stamp,
                "event": {
                    "request": {"url": f"{SITE}{path}", "method": method, "headers": {}, "cf": {}},
                    "response": {"status": status},
                },
            },
        )

    @property
    def version(self) -> str:
        """The version that runs."""
        return str(cast("list[Json]", self.worker.deployed[0]["versions"])[0]["version_id"])

    def run(self, sql: str, *values: object) -> None:
        """Change the database, past the API."""
        self.database.run([(sql, list(values))])

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Read it, past the API."""
        return self.database.rows(sql)

    def _sold(self, at: datetime) -> tuple[str, list[object]]:
        """An order of the past, paid a minute later."""
        sql = "INSERT INTO orders (item, amount, status, created_at, paid_at) VALUES (?, ?, 'paid', ?, ?)"
        return sql, [*self.random.choice(ITEMS), written(at), written(at + timedelta(minutes=1))]

    def quiet(self) -> None:
        """The tail says nothing any more and stays open."""
        self.hub.silent = True

    def cut(self) -> bool:
        """Cut the tail; whether somebody listened."""
        listening = self.hub.listening(WORKER) > 0
        self.hub.drop()
        return listening

    def close(self) -> None:
        self.hub.close()
        self.server.close()


def written(at: datetime) -> str:
    """A time as the database keeps it."""
    return at.strftime("%Y-%m-%d %H:%M:%S")
