"""The SQL provider on D1, which can also tell whether it is the right tenant's database."""

from typing import cast

from cockpit.adapters.cloudflare.place import same_tenant
from cockpit.core.actions import Action, Plan, Target
from cockpit.core.readings import SourceError
from cockpit.providers.sql import show
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.provider import SqlProvider


class D1Provider(SqlProvider):
    """Implements `ports.Identified` and `ports.Tenanted` besides."""

    tenant = "slug"

    async def plan(self, action: Action, target: Target) -> Plan:
        """As every engine; a runbook opened for another tenant is refused before anything, reads as well."""
        try:
            same_tenant(target, action.parameters)
        except SourceError as error:
            return show.refusal(action, target, str(error), elsewhere=False)
        return await super().plan(action, target)

    async def identity(self, target: Target) -> str:
        """The database, and that the Worker is bound to it alone. Raises SourceError, WrongTargetError."""
        return await cast(D1, self._engine(target)).identity()
