"""Cloudflare Workers: live log, deployments and the way back, secrets, stored logs, objects."""

from collections.abc import Mapping

from cockpit.adapters.cloudflare.place import PLACE_SETTINGS
from cockpit.core.actions import Target
from cockpit.core.profile import LogSpec, Query
from cockpit.ports import LogFeed, LogSource, Provider, ProviderContext, QuerySource
from cockpit.providers.cloudflare.filters import FILTERS

__all__ = ["FILTERS", "SETTINGS", "build", "build_log", "build_query"]

SETTINGS: Mapping[str, str] = PLACE_SETTINGS


def build(context: ProviderContext) -> Provider:
    """The provider that acts on Workers."""
    from cockpit.providers.cloudflare.provider import CloudflareProvider  # settings are asked for at every start

    return CloudflareProvider(context)


def build_log(name: str, spec: LogSpec, target: Target, feed: LogFeed, context: ProviderContext) -> LogSource:
    """The live log `name` of the target's Worker."""
    from cockpit.providers.cloudflare.source import tail_source  # as above

    return tail_source(name, spec, target, feed, context)


def build_query(name: str, query: Query, target: Target, context: ProviderContext) -> QuerySource:
    """The named query `name`: a list of the target's Worker."""
    from cockpit.providers.cloudflare.lists import WorkerList  # as above

    return WorkerList(name, query, target, context)
