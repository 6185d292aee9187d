"""The shop whose Worker checks Stripe's signatures with a wrong secret: customers pay, and their orders stay unpaid."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cockpit.core.secret import Secret
from cockpit.drill.outside import Outside
from cockpit.drill.shop import Shop
from cockpit.drill.vendors.loopback import Asked, Loopback, Reply
from cockpit.drill.vendors.stripe import KEY, Object, StripeLab
from cockpit.providers.stripe.signature import Verdict, signed, verdict

NAME = "STRIPE_WEBHOOK_SECRET"  # of the Worker's secret
HOOK = "/webhooks/stripe"
FAILING_FOR = timedelta(minutes=47)
FAILED_BEFORE = 9  # events that wait at Stripe when the story begins


class Signatures:
    """Implements `Story`. Stripe signs each delivery with the endpoint's secret; the Worker checks it with its own."""

    def __init__(self, folder: Path, seed: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._shop = Shop(folder, seed, now)
        self._stripe = StripeLab(now=now, deliver=self._delivered)
        self._ours = Loopback(self._called)
        stripe, self._outside = Loopback(self._stripe), Outside("Cloudflare", now)
        self.servers = (self._shop.server, stripe, self._ours, self._outside.server)
        self.secrets = {**self._shop.secrets, "stripe": KEY, "ops-webhook": self._outside.hook_url}
        self.filled = {
            **self._shop.filled,
            "STRIPE_URL": stripe.url,
            "STATUS_URL": self._outside.status_url,
        }
        self._begin()

    def beat(self) -> None:
        random = self._shop.random
        if random.random() < 0.7:
            self._shop.browse()
        if random.random() < 0.09:
            self._sale()
        waiting = [id for id in self._stripe.events if id not in self._stripe.delivered]
        if waiting and random.random() < 0.2:
            self._tried(random.choice(waiting))
        self._shop.meanwhile(_MEANWHILE)

    def quiet(self) -> None:
        self._shop.quiet()

    def cut(self) -> bool:
        return self._shop.cut()

    def close(self) -> None:
        self._shop.close()
        for server in self.servers[1:]:
            server.close()

    @property
    def waiting(self) -> int:
        """How many events wait at Stripe."""
        return len(self._stripe.events) - len(self._stripe.delivered)

    def _begin(self) -> None:
        now, shop = self._now(), self._shop
        shop.deploy("opening hours", now - timedelta(days=6))
        shop.deploy("cakes by weight", now - timedelta(days=2))
        shop.worker.secrets.update({NAME: "whsec_of_the_test_shop", "SESSION_KEY": "any"})
        self._stripe.endpoint("we_1Shop", "whsec_nobody_has_it_any_more", f"{self._ours.url}{HOOK}")
        for number in range(FAILED_BEFORE):
            ago = FAILING_FOR * (1 - number / FAILED_BEFORE)
            order = shop.order(now - ago)
            self._stripe.sale(order.number, order.cents, ago / timedelta(hours=1))
        shop.history(_HISTORY)

    def _sale(self) -> None:
        """Somebody orders and pays at Stripe, and Stripe tells us."""
        order = self._shop.order()
        says = f"order {order.number} placed, waits for its payment"
        self._shop.say("POST", "/checkout", 200, says, order=order.number)
        self._stripe.sale(order.number, order.cents, 0)
        self._tried(f"evt_{order.number}")

    def _tried(self, event: str) -> None:
        for endpoint in list(self._stripe.endpoints):
            self._stripe.send(event, endpoint)

    def _delivered(self, endpoint: str, event: Object) -> bool:
        body = json.dumps(event).encode()
        return self._taken(signed(body, Secret("endpoint", self._stripe.secrets[endpoint]), self._now()), body)

    def _called(self, asked: Asked) -> Reply:
        """Our own address, as anybody may call it."""
        taken = self._taken(asked.headers.get("stripe-signature", ""), asked.body)
        return Reply(200, b"ok") if taken else Reply(400, b"signature does not match")

    def _taken(self, header: str, body: bytes) -> bool:
        """What our Worker does with a delivery: whether it accepts it."""
        ours = Secret(NAME, self._shop.worker.secrets.get(NAME, ""))
        if verdict(header, body, ours, self._now()) is not Verdict.GOOD:
            refused = "webhook refused: its signature does not match"
            self._shop.say("POST", HOOK, 400, refused, level="error", error_class="SignatureError")
            return False
        event = json.loads(body)
        if event["type"] != "charge.succeeded":
            self._shop.say("POST", HOOK, 200, f"webhook of type {event['type']} passed over")
            return True
        order = int(event["data"]["object"]["payment_intent"].removeprefix("pi_"))
        self._shop.paid(order)
        self._shop.note("stripe", "order.paid", f"order {order} is paid")
        self._shop.say("POST", HOOK, 200, f"order {order} is paid", order=order)
        return True


_HISTORY = (
    (timedelta(minutes=64), "stripe", "order.paid", "order 59 is paid"),
    (timedelta(minutes=58), "stripe", "order.paid", "order 60 is paid"),
    (timedelta(minutes=49), "ana", "secret.put", f"{NAME}, copied from the password list"),
    (timedelta(minutes=47), "system", "webhook.refused", "the first refusal: its signature does not match"),
    (timedelta(minutes=31), "ben", "order.search", "order 63: the customer has paid, we say unpaid"),
    (timedelta(minutes=12), "cleo", "note", "three customers ask where their receipt is"),
    (timedelta(minutes=3), "ben", "order.search", "order 66: paid at Stripe, unpaid here"),
)
_MEANWHILE = (
    ("ben", "order.search", "another customer asks whether the order was paid"),
    ("cleo", "label.print", "labels for the afternoon round"),
    ("ana", "stock.count", "flour counted"),
)


def tell(folder: Path, seed: int, now: Callable[[], datetime]) -> Signatures:
    """The story, begun."""
    return Signatures(folder, seed, now)
