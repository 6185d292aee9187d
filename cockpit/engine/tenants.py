"""Which target is meant when a profile has several tenants: that of the one the incident is about, or none.

A runbook names one target; another one may stand in its place for another tenant (`instead_of` in the profile).
"""

from collections.abc import Mapping

from cockpit.core.actions import Target
from cockpit.core.incident import Incident
from cockpit.core.profile import (
    AuditSpec,
    FreshSpec,
    LogSpec,
    Profile,
    QueueSpec,
    ReconcileSpec,
    SourceSpec,
    StatusSpec,
)
from cockpit.core.readings import SourceError
from cockpit.core.runbook import RunbookAction
from cockpit.core.tenancy import value_naming
from cockpit.engine.kit import Kit
from cockpit.ports import QuerySource, Tenanted


class OtherTenantError(Exception):
    """No target of the profile is the tenant's. `str()` is one sentence with what to do."""


class Tenants:
    """Knows the targets of one kit, and whose each is."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def target(self, named: Target, incident: Incident, block: RunbookAction | None = None) -> Target:
        """`named`, or what stands in its place for the tenant `block` is for. Raises OtherTenantError.

        That is the value `for=` names, else one the block uses that is called as the tenant's setting or by a name that
        ends so (`restore_slug`), else the incident's value of that name.
        """
        provider: object = self._kit.providers.get(named.provider)
        key = provider.tenant if isinstance(provider, Tenanted) else ""
        value = value_naming(block, key) if block else ""
        meant, whose = incident.parameters.get(value or key, "") if key else "", named.settings.get(key, "")
        if not meant or not whose or meant == whose:
            return named
        others = [one for one in self._kit.profile.targets.values() if one.instead_of == named.name]
        own = [one for one in others if one.settings.get(key) == meant]
        if len(own) == 1:
            return own[0]
        add = f'the profile needs one target with instead_of = "{named.name}" and {key} = "{meant}"'
        raise OtherTenantError(
            f"this is about {meant}, and {named.name} is {whose}: wrong tenant, nothing was sent; {add}"
        )

    def query(self, name: str, incident: Incident) -> QuerySource:
        """The named query at the tenant's own target. Raises SourceError."""
        if name not in self._kit.queries:
            raise SourceError(f"the profile has no query called {name!r}")
        spec = self._kit.profile.queries.get(name)
        target = self._kit.profile.targets.get(spec.target) if spec else None
        if target is None:
            return self._kit.queries[name]
        try:
            own = self.target(target, incident)
        except OtherTenantError as error:
            raise SourceError(f"query {name}: {error}") from error
        return self._kit.queries[name if own is target else query_at(name, own.name)]

    def sides(self, spec: ReconcileSpec, incident: Incident) -> dict[str, QuerySource]:
        """Both queries of a comparison at the tenant's own targets. Raises SourceError."""
        return {name: self.query(name, incident) for name in (spec.left, spec.right)}

    def check(self, source: str, incident: Incident) -> None:
        """Raises SourceError when a source or chain of that name reads another tenant's target."""
        profile = self._kit.profile
        spec = profile.sources.get(source)
        chain = profile.chains.get(source)
        name = standing_on(profile, spec) if spec else ""
        if chain is not None and spec is None:
            name = chain.target or (profile.queries[chain.query].target if chain.query in profile.queries else "")
        target = profile.targets.get(name)
        if target is None:
            return
        try:
            own = self.target(target, incident)
        except OtherTenantError as error:
            raise SourceError(f"{source}: {error}") from error
        if own is not target:
            raise SourceError(f"{source} reads {target.name}, and this is about the tenant of {own.name}; look there")


def query_at(name: str, target: str) -> str:
    """The key of a named query at a target that stands in for its own."""
    return f"{name} at {target}"


def standing_on(profile: Profile, spec: SourceSpec) -> str:
    """The target a source reads; empty: it reads a file or a command."""
    queries: Mapping[str, str] = {name: query.target for name, query in profile.queries.items()}
    match spec:
        case LogSpec() | QueueSpec() | StatusSpec():
            return spec.target
        case AuditSpec():
            return queries.get(spec.query, "")
        case FreshSpec():
            return queries.get(spec.queries[0], "") if spec.queries else ""
