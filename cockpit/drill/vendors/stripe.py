"""Stripe on the loopback address: endpoints, events and charges with state, and a shop that checks signatures.

It answers as docs.stripe.com/api describes; its answers are held against the published description in a test.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, Reply, standing
from cockpit.providers.stripe.signature import Verdict, verdict

KEY = "rk_live_canary1234567890"
TEST_KEY = "rk_test_canary1234567890"
ACCOUNT = "acct_1Shop"
JSON = {"content-type": "application/json", "request-id": "req_1"}
HOUR = 3600

Object = dict[str, Any]


@dataclass
class StripeLab:
    """Call it as a loopback behaviour. `shop` is the secret our own endpoint checks with."""

    live: bool = True
    account: str = ACCOUNT
    shop: str = ""
    resends: bool = True
    """Whether the call behind `stripe events resend` is there."""
    endpoints: dict[str, Object] = field(default_factory=dict)
    events: dict[str, Object] = field(default_factory=dict)
    delivered: set[str] = field(default_factory=set)
    charges: list[Object] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Reply] = field(default_factory=dict)
    """Answers by idempotency key."""
    effects: int = 0
    now: Callable[[], datetime] = standing
    deliver: Callable[[str, Object], bool] | None = None
    """Brings an event to the endpoint of that id: whether it took it. None: it does when the secrets are the same."""
    slow: frozenset[str] = frozenset()
    """Paths whose change is made, but whose answer never comes."""

    def __call__(self, asked: Asked) -> Reply:
        url = urlsplit(asked.path)
        form = parse_qsl(asked.body.decode(), keep_blank_values=True)
        if asked.headers.get("authorization") not in (f"Bearer {KEY}", f"Bearer {TEST_KEY}"):
            return error(401, "invalid_request_error", "Invalid API Key provided")
        if asked.method == "GET":
            return self._read(url.path, dict(parse_qsl(url.query)))
        key = asked.headers.get("idempotency-key", "")
        if not key:
            return error(400, "idempotency_error", "the lab wants a key on every change")
        if key not in self.seen:
            self.seen[key] = self._change(url.path, form)
        return Reply(hang=True) if url.path in self.slow else self.seen[key]

    def endpoint(self, id: str, secret: str, url: str = "https://shop.example/webhooks", **more: object) -> Object:
        """Add an endpoint."""
        self.secrets[id] = secret
        self.endpoints[id] = {
            "id": id,
            "object": "webhook_endpoint",
            "api_version": "2025-01-27.acacia",
            "application": None,
            "created": int(self.now().timestamp()) - 100 * HOUR,
            "description": "the shop",
            "enabled_events": ["charge.succeeded", "charge.refunded"],
            "livemode": self.live,
            "metadata": {},
            "status": "enabled",
            "url": url,
            **more,
        }
        return self.endpoints[id]

    def sale(self, number: int, amount: int, hours_ago: float, **more: object) -> Object:
        """A charge and its event, not delivered."""
        at = int(self.now().timestamp() - hours_ago * HOUR)
        charge: Object = {
            "id": f"ch_{number}",
            "object": "charge",
            "amount": amount,
            "amount_captured": amount,
            "amount_refunded": 0,
            "billing_details": {"address": None, "email": None, "name": None, "phone": None},
            "captured": True,
            "created": at,
            "currency": "aud",
            "customer": None,
            "disputed": False,
            "livemode": self.live,
            "metadata": {},
            "paid": True,
            "payment_intent": f"pi_{number}",
            "refunded": False,
            "refunds": {"object": "list", "data": [], "has_more": False, "url": f"/v1/charges/ch_{number}/refunds"},
            "status": "succeeded",
            **more,
        }
        self.charges.append(charge)
        self.events[f"evt_{number}"] = {
            "id": f"evt_{number}",
            "object": "event",
            "api_version": None,
            "created": at,
            "data": {"object": charge},
            "livemode": self.live,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": "charge.succeeded",
        }
        return charge

    def send(self, event: str, to: str) -> bool:
        """Deliver `event` to the endpoint `to`: whether it was taken; nothing is sent to one that is off."""
        if self.endpoints[to]["status"] != "enabled":
            return False
        taken = self.deliver(to, self.events[event]) if self.deliver else self.secrets[to] == self.shop
        if taken:
            self.delivered.add(event)
        return taken

    def accepts(self, header: str, body: bytes) -> bool:
        """Whether the shop takes a delivery."""
        return verdict(header, body, Secret("shop", self.shop), self.now()) is Verdict.GOOD

    def _read(self, path: str, query: Mapping[str, str]) -> Reply:
        match path.strip("/").split("/"):
            case ["v1", "account"]:
                return ok({"id": self.account, "object": "account"})
            case ["v1", "webhook_endpoints"]:
                return listed(list(self.endpoints.values())[::-1], query, path)
            case ["v1", "webhook_endpoints", id] if id in self.endpoints:
                return ok(self.endpoints[id])
            case ["v1", "events"]:
                waiting = [event for id, event in self.events.items() if id not in self.delivered]
                chosen = waiting if query.get("delivery_success") == "false" else list(self.events.values())
                return listed(chosen, query, path)
            case ["v1", "charges"]:
                return listed(self.charges, query, path)
        return error(404, "invalid_request_error", f"No such object: {path}")

    def _change(self, path: str, form: list[tuple[str, str]]) -> Reply:
        given = dict(form)
        match path.strip("/").split("/"):
            case ["v1", "webhook_endpoints"]:
                self.effects += 1
                id = f"we_new{len(self.endpoints)}"
                made = self.endpoint(id, f"whsec_canary{id}", given["url"], created=int(self.now().timestamp()))
                made["enabled_events"] = [value for name, value in form if name == "enabled_events[]"]
                made["metadata"] = {name[9:-1]: value for name, value in form if name.startswith("metadata[")}
                return ok({**made, "secret": self.secrets[id]})
            case ["v1", "webhook_endpoints", id] if id in self.endpoints:
                self.effects += 1
                self.endpoints[id]["status"] = "disabled" if given["disabled"] == "true" else "enabled"
                return ok(self.endpoints[id])
            case ["v1", "events", id, "retry"] if id in self.events and self.resends:
                self.effects += 1
                self.send(id, given["webhook_endpoint"])
                return ok(self.events[id])
        return error(404, "invalid_request_error", f"Unrecognized request URL (POST: {path})")


def listed(objects: list[Object], query: Mapping[str, str], path: str) -> Reply:
    """One page, the newest first, as `starting_after` and the bounds of `created` say."""
    low, high = int(query.get("created[gte]", 0)), int(query.get("created[lt]", 1 << 40))
    found = sorted((one for one in objects if low <= one["created"] < high), key=lambda one: -one["created"])
    if after := query.get("starting_after"):
        found = found[next(place for place, one in enumerate(found) if one["id"] == after) + 1 :]
    limit = int(query.get("limit", 10))
    return ok({"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": path})


def ok(body: Object) -> Reply:
    return Reply(200, json.dumps(body).encode(), JSON)


def error(status: int, kind: str, message: str) -> Reply:
    return Reply(status, json.dumps({"error": {"type": kind, "message": message}}).encode(), JSON)


def many(lab: StripeLab, number: int) -> Iterator[Object]:
    """`number` sales, one a minute, back from now."""
    for place in range(number):
        yield lab.sale(place + 1, 100 + place, hours_ago=(place + 1) / 60)
