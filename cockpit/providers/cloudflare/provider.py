"""What can be done to a Worker and its account: one table of verbs, each in its own file."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.adapters import vendor
from cockpit.adapters.cloudflare.binding import Guard
from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.cloudflare.place import PLACE_SETTINGS, same_tenant
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.cloudflare.backups import in_a_word
from cockpit.providers.cloudflare.operation import At, Operation
from cockpit.providers.cloudflare.operations import OPERATIONS

SETTINGS = PLACE_SETTINGS


class CloudflareProvider:
    """Implements `ports.Provider`. Nothing that changes something is ever sent twice."""

    name = "cloudflare"
    tenant = "slug"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {
        name: Verb(name=name, risk=operation.risk, says=operation.says, secret=operation.secret)
        for name, operation in OPERATIONS.items()
    }

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)

    async def plan(self, action: Action, target: Target) -> Plan:
        try:
            operation = self._operation(action.verb)
            same_tenant(target, action.parameters)
            at = self._at(target)
            await at.cloud.vendor.ready()
            return await operation.plan(at, action)
        except SourceError as error:
            return vendor.refusal(action, target, error)

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return vendor.refused(plan)
        try:
            return await self._operation(plan.action.verb).execute(self._at(plan.target), plan, run)
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=f"{error}; nothing was changed")

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """By reading what is there now."""
        try:
            operation = self._operation(plan.action.verb)
            if operation.check is None:
                return Receipt(outcome=Outcome.UNKNOWN, says="reading changed nothing and left no trace; read it again")
            return await operation.check(self._at(plan.target), plan)
        except SourceError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")

    async def identity(self, target: Target) -> str:
        """What the Worker runs, or that it is bound to the target's database. Raises SourceError, WrongTargetError."""
        return await Guard(self._at(target).cloud, target).checked()

    async def ping(self, target: Target) -> str:
        """Whether the token works and, where a database is named, that the Worker is bound to it and nothing else.

        Where backups are named: that they can be listed, and how old the newest is.
        """
        at = self._at(target)
        says = await self.identity(target) + await in_a_word(at)
        return f"{says}; {at.cloud.vendor.asked()} requests in the last minute (1200 in 5 minutes are allowed)"

    async def close(self) -> None:
        await self._http.close()

    def _at(self, target: Target) -> At:
        return At(Cloudflare(target, self._context, self._http), target, self._context)

    def _operation(self, verb: str) -> Operation:
        if verb not in OPERATIONS:
            raise SourceError(f"cloudflare cannot {printable(verb, 40)}; it can {', '.join(OPERATIONS)}")
        return OPERATIONS[verb]
