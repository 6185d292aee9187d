"""The shop whose checkout breaks with its newest version: nearly every order stays unpaid while that version runs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cockpit.drill.outside import Outside
from cockpit.drill.shop import Shop

DEPLOYED_AT = 12  # the beat at which the bad version comes: a newcomer sees it happen
THROWN = ("TypeError", "Cannot read properties of undefined (reading 'price')")


class BadDeploy:
    """Implements `Story`."""

    def __init__(self, folder: Path, seed: int, now: Callable[[], datetime]) -> None:
        self._shop = Shop(folder, seed, now)
        self._outside = Outside("Cloudflare", now)
        self._beats = 0
        self._bad = ""
        self._unpaid: list[int] = []
        self.servers = (self._shop.server, self._outside.server)
        self.secrets = {**self._shop.secrets, "ops-webhook": self._outside.hook_url}
        self.filled = {**self._shop.filled, "STATUS_URL": self._outside.status_url}
        for age, message in ((9, "gift cards"), (6, "opening hours"), (2, "cakes by weight")):
            self._shop.deploy(message, now() - timedelta(days=age))
        self._shop.history(_HISTORY)

    def beat(self) -> None:
        shop, random = self._shop, self._shop.random
        self._beats += 1
        if self._beats == DEPLOYED_AT:
            self._bad = self._shop.deploy("faster checkout")
            shop.note("ana", "worker.deploy", "version 4: faster checkout")
        if random.random() < 0.7:
            shop.browse()
        if random.random() < 0.35:
            order = shop.order().number
            shop.say("POST", "/orders", 200, f"order {order} placed", order=order)
            self._checkout(order)
        if self._unpaid and random.random() < 0.7:
            self._checkout(self._unpaid.pop(0))  # the customer tries again
        shop.meanwhile(_MEANWHILE)

    def quiet(self) -> None:
        self._shop.quiet()

    def cut(self) -> bool:
        return self._shop.cut()

    def close(self) -> None:
        self._shop.close()
        self._outside.close()

    @property
    def waiting(self) -> int:
        """How many orders wait to be paid."""
        return len(self._unpaid)

    def _checkout(self, order: int) -> None:
        if self._shop.version == self._bad and self._shop.random.random() < 0.9:
            self._unpaid.append(order)
            self._shop.say("POST", "/checkout", 500, "checkout failed", level="error", thrown=THROWN, order=order)
            return
        self._shop.paid(order)
        self._shop.say("POST", "/checkout", 200, f"order {order} is paid", order=order)


_HISTORY = (
    (timedelta(minutes=27), "ben", "label.print", "labels for the morning round"),
    (timedelta(minutes=18), "cleo", "stock.count", "12 birthday cakes left"),
    (timedelta(minutes=6), "ana", "price.change", "rye loaf 10.50 → 11.00"),
)
_MEANWHILE = (
    ("ben", "note", "a customer cannot pay and tries again and again"),
    ("cleo", "order.search", "an order is there, but unpaid"),
)


def tell(folder: Path, seed: int, now: Callable[[], datetime]) -> BadDeploy:
    """The story, begun."""
    return BadDeploy(folder, seed, now)
