"""A Shopify store on the loopback address: subscriptions and orders with state, and errors inside answers of 200.

It answers the documents the provider sends, as shopify.dev/docs/api/admin-graphql describes their fields.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from cockpit.drill.vendors.loopback import Asked, Reply, standing
from cockpit.providers.shopify.api import VERSION

TOKEN = "shpat_canary1234567890"
Object = dict[str, Any]

_ROOT = re.compile(r"\{\s*(\w+)")
_BOUND = re.compile(r"created_at:(>=|<)'([^']+)'")


@dataclass
class ShopifyLab:
    """Call it as a loopback behaviour."""

    shop: str = "north"
    version: str = VERSION
    scopes: tuple[str, ...] = ("read_orders", "read_all_orders")
    hooks: list[Object] = field(default_factory=list)
    orders: list[Object] = field(default_factory=list)
    now: Callable[[], datetime] = standing
    effects: int = 0
    grants: int = 0
    slow: frozenset[str] = frozenset()
    """Ids and topics whose change is made, but whose answer never comes."""
    refuse: str = ""
    """What every change is answered with as a user error; empty: it is made."""
    code: str = ""
    """An error code every document is answered with, such as THROTTLED."""

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/admin/oauth/access_token":
            return self._grant(parse_qs(asked.body.decode()))
        if asked.headers.get("x-shopify-access-token") not in (TOKEN, "shpat_granted"):
            return Reply(401, b'{"errors": "[API] Invalid API key or access token"}', self._headers())
        if not re.fullmatch(r"/admin/api/\d{4}-\d\d/graphql\.json", asked.path):
            return Reply(404, b'{"errors": "Not Found"}', self._headers())
        sent = json.loads(asked.body)
        if self.code:
            wrong = {"message": f"it is {self.code}", "extensions": {"code": self.code}}
            status = {"maximumAvailable": 2000.0, "currentlyAvailable": 100.0, "restoreRate": 100.0}
            cost = {"requestedQueryCost": 400, "actualQueryCost": None, "throttleStatus": status}
            return self._answer({"errors": [wrong], "extensions": {"cost": cost}})
        found = _ROOT.search(sent["query"].split(")", 1)[-1] if "$" in sent["query"] else sent["query"])
        name = found[1] if found else ""
        does: Mapping[str, Callable[[Object], Object]] = {
            "shop": self._about,
            "webhookSubscriptions": self._hooks,
            "webhookSubscriptionDelete": self._delete,
            "webhookSubscriptionCreate": self._create,
            "orders": self._orders,
        }
        if name not in does:
            return self._answer({"errors": [{"message": f"Field '{name}' doesn't exist on type"}]})
        data = does[name](sent["variables"])
        slow = {str(sent["variables"].get("id")), str(sent["variables"].get("t"))} & self.slow
        return Reply(hang=True) if slow else self._answer({"data": data})

    def hook(self, number: int, topic: str = "ORDERS_CREATE", **more: object) -> Object:
        """Add a subscription."""
        hook: Object = {
            "id": f"gid://shopify/WebhookSubscription/{number}",
            "topic": topic,
            "uri": "https://kitchen.example/orders",
            "format": "JSON",
            "includeFields": [],
            "metafieldNamespaces": [],
            "filter": "",
            "createdAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:00:00Z",
            "apiVersion": {"handle": self.version},
            **more,
        }
        self.hooks.append(hook)
        return hook

    def order(self, number: int, minutes_ago: float, plan: str | None = "{}", **more: object) -> Object:
        """Add an order."""
        at = self.now() - timedelta(minutes=minutes_ago)
        order: Object = {
            "id": f"gid://shopify/Order/{number}",
            "legacyResourceId": str(number),
            "name": f"#{number}",
            "createdAt": at.isoformat().replace("+00:00", "Z"),
            "cancelledAt": None,
            "displayFinancialStatus": "PAID",
            "totalPriceSet": {"shopMoney": {"amount": f"{number}.50", "currencyCode": "AUD"}},
            "metafield": {"value": plan} if plan is not None else None,
            **more,
        }
        self.orders.append(order)
        return order

    def _about(self, variables: Object) -> Object:
        shop = {"name": f"Shop {self.shop}", "myshopifyDomain": f"{self.shop}.myshopify.com"}
        scopes = [{"handle": scope} for scope in self.scopes]
        return {"shop": shop, "currentAppInstallation": {"accessScopes": scopes}}

    def _hooks(self, variables: Object) -> Object:
        return {"webhookSubscriptions": _page(self.hooks, variables["a"], variables["n"])}

    def _orders(self, variables: Object) -> Object:
        bounds = [(sign, datetime.fromisoformat(text)) for sign, text in _BOUND.findall(variables["q"])]
        found = [order for order in self.orders if all(_fits(order, sign, bound) for sign, bound in bounds)]
        return {"orders": _page(sorted(found, key=lambda order: order["createdAt"]), variables["a"], 100)}

    def _delete(self, variables: Object) -> Object:
        there = [hook for hook in self.hooks if hook["id"] == variables["id"]]
        wrong = self.refuse or ("" if there else "Webhook subscription does not exist")
        if wrong:
            gone = {"deletedWebhookSubscriptionId": None, "userErrors": [{"field": ["id"], "message": wrong}]}
            return {"webhookSubscriptionDelete": gone}
        self.effects += 1
        self.hooks.remove(there[0])
        return {"webhookSubscriptionDelete": {"deletedWebhookSubscriptionId": variables["id"], "userErrors": []}}

    def _create(self, variables: Object) -> Object:
        taken = any((h["topic"], h["uri"]) == (variables["t"], variables["w"]["uri"]) for h in self.hooks)
        wrong = self.refuse or ("Address for this topic has already been taken" if taken else "")
        if wrong:
            none = {"webhookSubscription": None, "userErrors": [{"field": ["w"], "message": wrong}]}
            return {"webhookSubscriptionCreate": none}
        self.effects += 1
        made = self.hook(1000 + self.effects, variables["t"], **variables["w"])
        return {"webhookSubscriptionCreate": {"webhookSubscription": made, "userErrors": []}}

    def _grant(self, form: Mapping[str, list[str]]) -> Reply:
        if form.get("client_secret") != ["shpss_canary1234567890"]:
            return Reply(400, b'{"error": "invalid_client"}', self._headers())
        self.grants += 1
        granted = {"access_token": "shpat_granted", "scope": ",".join(self.scopes), "expires_in": 86399}
        return Reply(200, json.dumps(granted).encode(), self._headers())

    def _answer(self, body: Object) -> Reply:
        return Reply(200, json.dumps(body).encode(), self._headers())

    def _headers(self) -> dict[str, str]:
        return {"content-type": "application/json", "x-shopify-api-version": self.version}


def writes(asked: Asked) -> bool:
    """Whether a request is a mutation: queries come by POST as well."""
    return b'"mutation' in asked.body


def _page(found: list[Object], after: str | None, size: int) -> Object:
    start = int(after or 0)
    end = min(start + size, len(found))
    info = {"hasNextPage": end < len(found), "endCursor": str(end)}
    return {"pageInfo": info, "nodes": found[start:end]}


def _fits(order: Object, sign: str, bound: datetime) -> bool:
    at = datetime.fromisoformat(order["createdAt"])
    return at >= bound if sign == ">=" else at < bound
