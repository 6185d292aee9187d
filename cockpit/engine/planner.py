"""From a step's block to a plan: finds the parameters, the target and the provider, and asks what it would do."""

import asyncio
from collections.abc import Mapping

from msgspec.structs import replace

from cockpit.core.actions import Action, Plan, Target
from cockpit.core.given import given, known
from cockpit.core.incident import Incident
from cockpit.core.placeholders import filled
from cockpit.core.profile import BY_HAND, QueueSpec
from cockpit.core.runbook import Risk, RunbookAction, Step
from cockpit.engine.identity import IdentityWatch
from cockpit.engine.kit import Kit
from cockpit.engine.tenants import OtherTenantError, Tenants
from cockpit.ports import Provider

DEADLINE = 20.0
_ORDER = list(Risk)


class NotPlannedError(Exception):
    """The block cannot become a plan. `str()` is one sentence with what to do instead."""


class ElsewhereError(NotPlannedError):
    """What acts on the target cannot be used here: a tool or a credential is missing."""


class ByHandError(NotPlannedError):
    """Nobody here can run the block, but a person elsewhere can. `str()` says why."""

    def __init__(self, why: str, step: str, index: int, target: str) -> None:
        super().__init__(why)
        self.step = step
        self.index = index
        self.target = target


class SecretWantedError(NotPlannedError):
    """A person may type the value the block sends. `str()` says why it is not here."""

    def __init__(self, why: str, name: str, says: str) -> None:
        super().__init__(why)
        self.name, self.says = name, says
        self.step, self.index = "", 0


class MissingParametersError(Exception):
    """Values nobody gave yet."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class Planner:
    """Knows which provider runs what on which target."""

    def __init__(self, kit: Kit, identity: IdentityWatch) -> None:
        self._kit = kit
        self._identity = identity
        self.tenants = Tenants(kit)

    def known(self, incident: Incident) -> dict[str, str]:
        """The values a block or a query can have without asking: what was given, and what means the incident."""
        return known(incident, self._kit.profile, self._kit.clock.now())

    def filled(self, words: str, incident: Incident) -> str:
        """`words` with every value the incident knows; slots nobody can fill stay."""
        values = given(incident, self._kit.profile, self._kit.clock.now())
        return filled(words, {**values, **incident.parameters})

    async def step_plan(
        self, step: Step, index: int, incident: Incident, more: Mapping[str, str] | None = None
    ) -> Plan:
        """What the step's block number `index` would do; `more` attributes count before its own.

        Raises MissingParametersError when values are missing, SecretWantedError when a person must type what it
        sends, ByHandError when only a person elsewhere can do it, NotPlannedError when it cannot be done.
        """
        if not 0 <= index < len(step.actions):
            raise NotPlannedError("this step has nothing to run; do it, then press x to mark it done")
        block, values = step.actions[index], self.known(incident)
        missing = tuple(name for name in block.parameters if name not in values)
        if missing:
            raise MissingParametersError(missing)
        if not block.provider:
            raise ByHandError("this block is for a person", step.id, index, block.target)
        if step.by_person:
            raise ByHandError("this step is a person's, not the machine's", step.id, index, block.target)
        target = self._target(step, index, incident)
        action = Action(
            id=self._kit.new_id(),
            provider=target.provider,
            verb=block.verb,
            target=target.name,
            text=block.text,
            parameters={name: values[name] for name in block.parameters},
            attributes={**self._attributes(block), **(more or {})},
            risk=block.risk,
            step=step.id,
            runbook=incident.checklist.runbook,
            block=index,
        )
        try:
            return await self.plan(action)
        except SecretWantedError as wanted:
            wanted.step, wanted.index = step.id, index
            raise
        except ElsewhereError as error:
            raise ByHandError(str(error), step.id, index, target.name) from error

    async def plan(self, action: Action) -> Plan:
        """What `action` would do. Raises NotPlannedError."""
        target = self._kit.profile.targets.get(action.target)
        if target is None:
            raise NotPlannedError(f"the profile has no target called {action.target!r}")
        provider = self.provider(target)
        verb = provider.verbs.get(action.verb)
        if verb is None:
            raise NotPlannedError(f"{target.name} ({target.provider}) cannot {action.verb!r}")
        action = replace(action, risk=max(action.risk, verb.risk, key=_ORDER.index))
        if self._kit.read_only and action.risk is not Risk.READS:
            raise NotPlannedError(f"this cockpit is read-only; {action.verb} on {target.name} was not planned")
        if why := self.forbidden(action):
            raise NotPlannedError(why)
        try:
            async with asyncio.timeout(DEADLINE):
                plan = await provider.plan(action, target)
        except TimeoutError as error:
            raise NotPlannedError(
                f"{target.name} did not answer within {DEADLINE:.0f} s; nothing was changed"
            ) from error
        if plan.refused:
            self._identity.again((target.name,))  # a guard of the provider's own may have spoken: then all should know
            if plan.secret and verb.secret and self._kit.typed is not None:
                raise SecretWantedError(plan.refused, plan.secret, verb.secret)
            raise (ElsewhereError if plan.elsewhere else NotPlannedError)(plan.refused)
        return plan

    def forbidden(self, action: Action) -> str:
        """Why `action` must not be sent because of what its target was found to be; empty: it may. Reads always may."""
        return "" if action.risk is Risk.READS else self._identity.refusal(action.target)

    def provider(self, target: Target) -> Provider:
        """Who acts on `target`. Raises NotPlannedError."""
        try:
            return self._kit.providers[target.provider]
        except KeyError as error:
            raise ElsewhereError(f"no provider here can act on {target.name} ({target.provider})") from error

    def _target(self, step: Step, index: int, incident: Incident) -> Target:
        profile, block = self._kit.profile, step.actions[index]
        name = block.target or profile.default_target.get(block.provider, "")
        if block.provider == "queue":
            name = block.target or next((spec.target for spec in profile.sources_of(QueueSpec).values()), name)
        target = profile.targets.get(name)
        if target is None:
            wanted = f"target {name!r}" if name else f"target for {block.lang or 'this'} blocks"
            raise ByHandError(f"the profile has no {wanted}", step.id, index, name)
        if target.provider == BY_HAND:
            raise ByHandError(f"{target.name} is worked by hand", step.id, index, name)
        try:
            return self.tenants.target(target, incident, block)
        except OtherTenantError as error:
            raise ByHandError(str(error), step.id, index, name) from error

    def _attributes(self, block: RunbookAction) -> dict[str, str]:
        queues = self._kit.profile.sources_of(QueueSpec)
        if block.provider == "queue" and "queue" not in block.attributes and queues:
            return {**block.attributes, "queue": next(iter(queues))}
        return dict(block.attributes)
