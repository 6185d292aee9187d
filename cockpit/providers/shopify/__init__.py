"""Shopify: webhook subscriptions and orders of one store."""

from cockpit.providers.shopify.api import SETTINGS
from cockpit.providers.shopify.provider import build
from cockpit.providers.shopify.sources import build_query, build_status

__all__ = ["SETTINGS", "build", "build_query", "build_status"]
