"""The SQL provider on D1, which can also tell whether it is the right tenant's database."""

from typing import cast

from cockpit.core.actions import Target
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.provider import SqlProvider


class D1Provider(SqlProvider):
    """Implements `ports.Identified` besides."""

    async def identity(self, target: Target) -> str:
        """The database, and that the Worker is bound to it alone. Raises SourceError, WrongTargetError."""
        return await cast(D1, self._engine(target)).identity()
