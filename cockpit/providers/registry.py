"""Which provider stands behind a name, found without importing it until someone asks.

A provider is a module (or an object) with `SETTINGS`, `build` and, where it can be read, `build_status`, `build_audit`,
`build_queue`, `build_query` or (with `FILTERS`) `build_log`. Another package ships one as an entry point of the group
`incident_cockpit.providers`.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import TypeVar, cast

from cockpit.core.actions import Target
from cockpit.core.profile import AuditSpec, LogSpec, Query, QueueSpec, StatusSpec
from cockpit.ports import (
    AuditSource,
    LogFeed,
    LogSource,
    Provider,
    ProviderContext,
    QuerySource,
    QueueSource,
    StatusSource,
)

GROUP = "incident_cockpit.providers"

BUILT_IN: Mapping[str, str] = {
    "postgres": "cockpit.providers.sql:POSTGRES",
    "sqlite": "cockpit.providers.sql:SQLITE",
    "duckdb": "cockpit.providers.sql:DUCKDB",
    "d1": "cockpit.providers.sql:D1",
    "cloudflare": "cockpit.providers.cloudflare",
    "shell": "cockpit.providers.shell",
    "slack": "cockpit.providers.slack",
    "statuspage": "cockpit.providers.statuspage",
    "http": "cockpit.providers.http_get",
    "supabase": "cockpit.providers.supabase",
    "stripe": "cockpit.providers.stripe",
    "shopify": "cockpit.providers.shopify",
    "copy": "cockpit.providers.copy",
    "byhand": "cockpit.providers.byhand",
}

T = TypeVar("T")


class UnknownProviderError(LookupError):
    """No provider of that name, or one that cannot do this. `str()` is one sentence with what to write instead."""


def names() -> tuple[str, ...]:
    """Every provider's name: ours first, then those of other packages in alphabetical order."""
    return (*BUILT_IN, *sorted(set(_shipped()) - set(BUILT_IN)))


def settings_of(provider: str) -> Mapping[str, str]:
    """The keys a target of `provider` may have, and what each is for. Raises UnknownProviderError."""
    return cast(Mapping[str, str], _part(provider, "SETTINGS"))


def build(provider: str, context: ProviderContext) -> Provider:
    """The provider called `provider`. Raises UnknownProviderError."""
    return cast(Callable[[ProviderContext], Provider], _part(provider, "build"))(context)


def build_audit(name: str, spec: AuditSpec, query: Query, target: Target, context: ProviderContext) -> AuditSource:
    """The audit source `name` over `query` on `target`. Raises UnknownProviderError."""
    make = cast(
        Callable[[str, AuditSpec, Query, Target, ProviderContext], AuditSource],
        _part(target.provider, "build_audit", "be read as an audit source"),
    )
    return make(name, spec, query, target, context)


def build_queue(name: str, spec: QueueSpec, target: Target, context: ProviderContext) -> QueueSource:
    """The queue source `name` on `target`. Raises UnknownProviderError."""
    make = cast(
        Callable[[str, QueueSpec, Target, ProviderContext], QueueSource],
        _part(target.provider, "build_queue", "be read as a queue"),
    )
    return make(name, spec, target, context)


def build_query(name: str, query: Query, target: Target, context: ProviderContext) -> QuerySource:
    """The named query `name` on `target`. Raises UnknownProviderError."""
    make = cast(
        Callable[[str, Query, Target, ProviderContext], QuerySource],
        _part(target.provider, "build_query", "answer a named query"),
    )
    return make(name, query, target, context)


def build_status(name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> StatusSource:
    """The status source `name` on `target`. Raises UnknownProviderError."""
    make = cast(
        Callable[[str, StatusSpec, Target, ProviderContext], StatusSource],
        _part(target.provider, "build_status", "be read as a status page"),
    )
    return make(name, spec, target, context)


def build_log(name: str, spec: LogSpec, target: Target, feed: LogFeed, context: ProviderContext) -> LogSource:
    """The log source `name` of `target`, not started yet; brings to `feed`. Raises UnknownProviderError."""
    make = cast(
        Callable[[str, LogSpec, Target, LogFeed, ProviderContext], LogSource],
        _part(target.provider, "build_log", "be followed as a log"),
    )
    return make(name, spec, target, feed, context)


def filters_of(provider: str) -> Mapping[str, str]:
    """The keys a log source's `filter` may have, and what each is for. Raises UnknownProviderError: it has no log."""
    _part(provider, "build_log", "be followed as a log")
    return cast(Mapping[str, str], _part(provider, "FILTERS", "be followed as a log"))


def _part(provider: str, part: str, does: str = "be used") -> object:
    path = BUILT_IN.get(provider) or _shipped().get(provider)
    if path is None:
        near = get_close_matches(provider, names(), 1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise UnknownProviderError(f"no provider is called {provider!r}; {meant}known: {', '.join(names())}")
    try:
        found = _loaded(path)
    except (ImportError, AttributeError) as error:
        raise UnknownProviderError(f"provider {provider!r} cannot be loaded ({error}); reinstall {path}") from error
    if not hasattr(found, part):
        raise UnknownProviderError(f"provider {provider!r} cannot {does}; point the source at another target")
    return cast(object, getattr(found, part))


def _loaded(path: str) -> object:
    """The module or object that an entry point's value names."""
    module, _, attribute = path.partition(":")
    found: object = import_module(module)
    for name in filter(None, attribute.split(".")):
        found = getattr(found, name)
    return found


@cache
def _shipped() -> dict[str, str]:
    # Reading every installed package's metadata, and the import for it, cost some 40 ms: only for names not ours.
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=GROUP)}
