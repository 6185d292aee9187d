"""What Stripe answers with, as far as the cockpit looks at it.

Source: docs.stripe.com/api, webhook_endpoints, events, charges. Times are Unix seconds, amounts in the smallest unit.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T]):
    """A part of a list, the newest first."""

    data: list[T]
    has_more: bool = False


class Endpoint(msgspec.Struct):
    """Where Stripe delivers events."""

    id: str
    url: str
    status: str
    livemode: bool
    created: int
    enabled_events: list[str] = []
    api_version: str | None = None
    description: str | None = None
    metadata: dict[str, str] | None = None

    @property
    def on(self) -> bool:
        return self.status == "enabled"


class Made(msgspec.Struct):
    """A new endpoint; the only answer that ever holds its signing secret."""

    id: str
    livemode: bool
    secret: str

    def __repr__(self) -> str:
        return f"Made({self.id})"


class Happened(msgspec.Struct):
    """What an event is about; its shape is another for each type."""

    object: dict[str, object]


class Event(msgspec.Struct):
    id: str
    type: str
    created: int
    livemode: bool
    data: Happened
    pending_webhooks: int = 0

    @property
    def about(self) -> str:
        """The payment or object it tells of."""
        return text(self.data.object, "payment_intent") or text(self.data.object, "id")

    @property
    def amount(self) -> int | None:
        found = self.data.object.get("amount")
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    @property
    def currency(self) -> str:
        return text(self.data.object, "currency")


class Sent(msgspec.Struct):
    """The event that was sent again."""

    id: str


class Charge(msgspec.Struct):
    id: str
    amount: int
    currency: str
    status: str
    created: int
    livemode: bool
    captured: bool = False
    refunded: bool = False
    amount_refunded: int = 0
    payment_intent: str | None = None
    customer: str | None = None

    @property
    def took_money(self) -> bool:
        """The customer paid and was not paid back in full: it must be somewhere on our side."""
        return self.status == "succeeded" and self.captured and not self.refunded


class Account(msgspec.Struct):
    id: str


def text(found: dict[str, object], key: str) -> str:
    """`found[key]` if it is text; empty otherwise."""
    value = found.get(key)
    return value if isinstance(value, str) else ""


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def oldest(events: Sequence[Event]) -> Event:
    """The one that happened first; there is at least one."""
    return min(events, key=lambda event: event.created)
