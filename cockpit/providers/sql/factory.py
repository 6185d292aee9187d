"""How the registry builds the SQL provider and its sources; the driver is imported when the first one is built."""

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from cockpit.core.actions import Target
from cockpit.core.profile import AuditSpec, Query, QueueSpec, StatusSpec
from cockpit.ports import AuditSource, Provider, ProviderContext, QuerySource, QueueSource, StatusSource
from cockpit.providers.sql.audit import SqlAudit
from cockpit.providers.sql.engine import Engine
from cockpit.providers.sql.operation import Operation
from cockpit.providers.sql.query import SqlQuery
from cockpit.providers.sql.queue import SqlQueue

if TYPE_CHECKING:
    from cockpit.providers.sql.provider import SqlProvider


class OpenEngine(Protocol):
    """An engine's class: nothing is opened until it is first used."""

    def __call__(self, target: Target, context: ProviderContext, *, keep: bool = False) -> Engine: ...


class SqlFactory(msgspec.Struct, frozen=True, kw_only=True):
    """One engine's entry in the registry."""

    name: str
    engine: str
    """`module:class`; not imported here, drivers cost 100 to 200 ms of start-up each."""
    SETTINGS: Mapping[str, str]
    provider: str = "cockpit.providers.sql.provider:SqlProvider"
    """What acts on its targets. Not imported here: it brings sqlglot, which costs 200 ms of start-up."""
    operations: str = ""
    """`module:tuple` of what this engine can do besides; empty: nothing. Not imported here either."""

    def build(self, context: ProviderContext) -> Provider:
        """The provider that acts on targets of this engine."""
        make = cast("type[SqlProvider]", _named(self.provider))
        return make(self.name, self.SETTINGS, lambda target: self._open(target, context), context, self._operations())

    def build_audit(
        self, name: str, spec: AuditSpec, query: Query, target: Target, context: ProviderContext
    ) -> AuditSource:
        return SqlAudit(name, spec, query, self._open(target, context), context.clock)

    def build_queue(self, name: str, spec: QueueSpec, target: Target, context: ProviderContext) -> QueueSource:
        # Asked every few seconds: the only one worth a connection of its own.
        return SqlQueue(name, spec, self._open(target, context, keep=True), context.clock)

    def build_query(self, name: str, query: Query, target: Target, context: ProviderContext) -> QuerySource:
        return SqlQuery(name, query, self._open(target, context), context.clock)

    def _operations(self) -> tuple[Operation, ...]:
        return cast(tuple[Operation, ...], _named(self.operations)) if self.operations else ()

    def _open(self, target: Target, context: ProviderContext, *, keep: bool = False) -> Engine:
        return cast(OpenEngine, _named(self.engine))(target, context, keep=keep)


def _named(written: str) -> object:
    """What `module:attribute` names, imported now."""
    module, _, attribute = written.partition(":")
    return cast(object, getattr(importlib.import_module(module), attribute))


class PostgresFactory(SqlFactory, frozen=True, kw_only=True):
    """A server whose own health can be watched."""

    def build_status(self, name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> StatusSource:
        # Deferred: the only other readers of these are the verbs.
        from cockpit.providers.sql.activity.health import PostgresHealth

        return PostgresHealth(name, self._open(target, context, keep=True), context.clock)
