"""Stripe: deliveries of webhooks and charges."""

from cockpit.providers.stripe.api import SETTINGS
from cockpit.providers.stripe.provider import build
from cockpit.providers.stripe.sources import build_query, build_status

__all__ = ["SETTINGS", "build", "build_query", "build_status"]
