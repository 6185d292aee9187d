"""The kitchen that hears of orders by a shop's webhook: while it is off, they come in at the shop alone."""

import random
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

from cockpit.drill.outside import Outside
from cockpit.drill.vendors import shopify, supabase
from cockpit.drill.vendors.loopback import Loopback
from cockpit.drill.vendors.shopify import ShopifyLab
from cockpit.drill.vendors.supabase import Line, Project

TOPIC = "ORDERS_CREATE"
ROUTE = "/functions/v1/orders"
OFF_FOR = timedelta(minutes=12)
BEFORE = timedelta(minutes=50)
EVERY = timedelta(seconds=95)  # between two orders of the past
FIRST = 1001
AT_ONCE = 3  # orders fetched in one beat


class Kitchen:
    """Implements `Story`. The function behind the webhook is called here and seen in the project's logs."""

    def __init__(self, folder: Path, seed: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._random = random.Random(seed)  # noqa: S311  # a story, not a secret
        self._says = True
        # Made in one thread and used in another, one at a time: the world sees to that.
        self._db = sqlite3.connect(folder / "kitchen.db", timeout=10, check_same_thread=False)
        self._shop = ShopifyLab(now=now)
        self._project = Project(now)
        self._outside = Outside("Storefront", now)
        shop, project = Loopback(self._shop), Loopback(self._project.answer)
        self.servers = (shop, project, self._outside.server)
        self.secrets = {"north": shopify.TOKEN, "project": supabase.TOKEN, "ops-webhook": self._outside.hook_url}
        self.filled = {"SHOP_URL": shop.url, "PROJECT_URL": project.url, "STATUS_URL": self._outside.status_url}
        self._begin()

    def beat(self) -> None:
        if self._random.random() < 0.08:
            self._ordered(self._now())
        if self._random.random() < 0.25:
            self._work(self._now())
        if self._random.random() < 0.15:
            self._cook()
        self._fetch()
        self._db.commit()

    def quiet(self) -> None:
        self._says = False

    def cut(self) -> bool:
        return False

    def close(self) -> None:
        self._db.close()
        for server in self.servers:
            server.close()

    @property
    def waiting(self) -> int:
        """How many orders the shop has and the kitchen has not."""
        return len(self._missing())

    def _begin(self) -> None:
        now = self._now()
        self._db.executescript(files(__package__).joinpath("schema.sql").read_text(encoding="utf-8"))
        self._shop.hook(2, "PRODUCTS_UPDATE", uri="https://kitchen.example/functions/v1/products")
        hook = self._shop.hook(1, TOPIC, uri=f"https://kitchen.example{ROUTE}")
        ago = BEFORE
        while ago > timedelta():
            if ago < OFF_FOR and hook in self._shop.hooks:
                self._shop.hooks.remove(hook)
            self._ordered(now - ago)
            self._work(now - ago + timedelta(seconds=20))
            ago -= EVERY
        self._db.execute("UPDATE orders SET status = 'done' WHERE id <= (SELECT max(id) - 6 FROM orders)")
        sql = "INSERT INTO audit_events (at, staff, action, summary) VALUES (?, ?, ?, ?)"
        self._db.executemany(sql, [(_text(now - ago), *what) for ago, *what in _HISTORY])
        self._db.commit()

    def _ordered(self, at: datetime) -> None:
        """An order at the shop; the kitchen hears of it where there is a subscription."""
        number = FIRST + len(self._shop.orders)
        money = {"shopMoney": {"amount": _price(number), "currencyCode": "AUD"}}
        self._shop.order(number, (self._now() - at) / timedelta(minutes=1), totalPriceSet=money)
        if any(hook["topic"] == TOPIC for hook in self._shop.hooks):
            self._call(ROUTE, f"order {number} taken in", at)
            self._take_in(number, at)

    def _take_in(self, number: int, at: datetime) -> None:
        # One that comes twice changes nothing.
        sql = "INSERT INTO orders (number, amount, at) VALUES (?, ?, ?) ON CONFLICT (number) DO NOTHING"
        self._db.execute(sql, (str(number), _price(number), _text(at)))

    def _work(self, at: datetime) -> None:
        """The kitchen goes on with the orders it has."""
        path, says = self._random.choice(_WORK)
        [newest] = self._db.execute("SELECT max(CAST(number AS INTEGER)) FROM orders").fetchone()
        self._call(path, says.format(newest - self._random.randrange(12)), at)

    def _cook(self) -> None:
        self._db.execute(
            "UPDATE orders SET status = 'done' WHERE id = (SELECT min(id) FROM orders WHERE status = 'new')"
        )

    def _fetch(self) -> None:
        """Somebody asked for what was missed: a few such orders are fetched from the shop."""
        since, last = self._db.execute("SELECT min(since), max(id) FROM fetch_requests").fetchone()
        if since is None:
            return
        missing = [one for one in self._missing() if one[1] >= datetime.fromisoformat(since)]
        for number, at in missing[:AT_ONCE]:
            self._call("/functions/v1/fetch", f"order {number} fetched from the shop", self._now())
            self._take_in(number, at)
        if not missing:
            # Not all of them: another one may have come in between.
            self._db.execute("DELETE FROM fetch_requests WHERE id <= ?", (last,))

    def _missing(self) -> list[tuple[int, datetime]]:
        ours = {number for (number,) in self._db.execute("SELECT number FROM orders")}
        theirs = [one for one in self._shop.orders if one["legacyResourceId"] not in ours]
        return [(int(one["legacyResourceId"]), datetime.fromisoformat(one["createdAt"])) for one in theirs]

    def _call(self, path: str, says: str, at: datetime) -> None:
        """One request to a function, as the project's logs tell of it."""
        if self._says:
            number = len(self._project.lines)
            self._project.lines.append(Line(id=f"l-{number}", at=at, path=path, message=f"POST | 200 | {says}"))


_WORK = (
    ("/functions/v1/labels", "label of order {} printed"),
    ("/functions/v1/stages", "order {} is in Decorating"),
    ("/functions/v1/stages", "order {} is in Packing"),
    ("/functions/v1/stock", "stock counted"),
)
_HISTORY = (
    (timedelta(minutes=41), "mia", "stage.move", "order 1006 to Decorating"),
    (timedelta(minutes=26), "joe", "label.print", "order 1014"),
    (timedelta(minutes=13), "dana", "webhook.off", "orders of the shop, while the route is mended"),
    (timedelta(minutes=11), "dana", "function.deploy", "orders, version 42"),
    (timedelta(minutes=5), "mia", "order.search", "looked for order 1027, the shop has it"),
    (timedelta(minutes=2), "joe", "note", "nothing new on the board for ten minutes"),
)


def tell(folder: Path, seed: int, now: Callable[[], datetime]) -> Kitchen:
    """The story, begun."""
    return Kitchen(folder, seed, now)


def _price(number: int) -> str:
    """What an order costs: the same on both sides."""
    return f"{9 + number * 7 % 90}.50"


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
