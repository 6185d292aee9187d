"""From a step's block to a plan: finds the parameters, the target and the provider, and asks what it would do."""

import asyncio

from msgspec.structs import replace

from cockpit.core.actions import Action, Plan, Target
from cockpit.core.incident import Incident
from cockpit.core.profile import QueueSpec
from cockpit.core.runbook import Risk, RunbookAction, Step
from cockpit.engine.kit import Kit
from cockpit.ports import Provider

DEADLINE = 20.0
_ORDER = list(Risk)


class NotPlannedError(Exception):
    """The block cannot become a plan. `str()` is one sentence with what to do instead."""


class MissingParametersError(Exception):
    """Values nobody gave yet."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class Planner:
    """Knows which provider runs what on which target."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def step_plan(self, step: Step, index: int, incident: Incident) -> Plan:
        """What the step's block number `index` would do.

        Raises MissingParametersError when values are missing, NotPlannedError when nobody here can run it.
        """
        if not 0 <= index < len(step.actions):
            raise NotPlannedError("this step has nothing to run; do it, then press x to mark it done")
        block = step.actions[index]
        missing = tuple(name for name in block.parameters if name not in incident.parameters)
        if missing:
            raise MissingParametersError(missing)
        target = self._target(block)
        action = Action(
            id=self._kit.new_id(),
            provider=target.provider,
            verb=block.verb,
            target=target.name,
            text=block.text,
            parameters={name: incident.parameters[name] for name in block.parameters},
            attributes=self._attributes(block),
            risk=block.risk,
            step=step.id,
            block=index,
        )
        return await self.plan(action)

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
        try:
            async with asyncio.timeout(DEADLINE):
                plan = await provider.plan(action, target)
        except TimeoutError as error:
            raise NotPlannedError(
                f"{target.name} did not answer within {DEADLINE:.0f} s; nothing was changed"
            ) from error
        if plan.refused:
            raise NotPlannedError(plan.refused)
        return plan

    def provider(self, target: Target) -> Provider:
        """Who acts on `target`. Raises NotPlannedError."""
        try:
            return self._kit.providers[target.provider]
        except KeyError as error:
            raise NotPlannedError(f"no provider here can act on {target.name} ({target.provider})") from error

    def _target(self, block: RunbookAction) -> Target:
        profile = self._kit.profile
        name = block.target or profile.default_target.get(block.provider, "")
        if block.provider == "queue":
            name = block.target or next((spec.target for spec in profile.sources_of(QueueSpec).values()), name)
        if block.provider == "message":
            message = profile.messages.get(block.attributes.get("message", ""))
            name = block.target or (message.channel if message else "") or name
        target = profile.targets.get(name)
        if target is None:
            wanted = f"target {name!r}" if name else f"target for {block.lang or 'this'} blocks"
            raise NotPlannedError(f"the profile has no {wanted}; copy the block with y, run it yourself, then press x")
        return target

    def _attributes(self, block: RunbookAction) -> dict[str, str]:
        queues = self._kit.profile.sources_of(QueueSpec)
        if block.provider == "queue" and "queue" not in block.attributes and queues:
            return {**block.attributes, "queue": next(iter(queues))}
        return dict(block.attributes)
