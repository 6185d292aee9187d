"""Stripe's signature of a delivery: made and checked here, without asking anybody.

Source: docs.stripe.com, "Verify webhook signatures manually"; 300 s is the tolerance of Stripe's own libraries.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from cockpit.core.secret import Secret

TOLERANCE = timedelta(seconds=300)


class Verdict(StrEnum):
    """What a signature says of a delivery."""

    GOOD = "signed with our secret"
    MALFORMED = "the header is not a Stripe signature"
    OTHER = "signed with another secret, or the body was changed after it was signed"
    OLD = "signed with our secret, but more than 5 minutes from now: a clock is wrong or it was sent before"


def signed(body: bytes, secret: Secret, at: datetime) -> str:
    """The `Stripe-Signature` header for `body`, signed at `at`."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={_mac(secret, stamp, body)}"


def verdict(header: str, body: bytes, secret: Secret, now: datetime) -> Verdict:
    """Whether `header` is a signature of exactly these bytes by `secret`, made within 5 minutes of `now`."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    given = [value for name, _, value in parts if name == "v1" and value]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()) or len(stamps[0]) > 15 or not given:
        return Verdict.MALFORMED
    stamp = int(stamps[0])
    ours = _mac(secret, stamp, body)
    # While a secret is rolled, one header holds a signature of each.
    if not any(hmac.compare_digest(ours.encode(), value.encode()) for value in given):
        return Verdict.OTHER
    return Verdict.GOOD if abs(now.timestamp() - stamp) <= TOLERANCE.total_seconds() else Verdict.OLD


def _mac(secret: Secret, stamp: int, body: bytes) -> str:
    return hmac.new(secret.reveal().encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
