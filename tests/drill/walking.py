"""A scenario's world twenty times as fast as ours, and somebody who walks its runbook in a real session."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from cockpit.config import load_profile
from cockpit.core.checklist import Item, StepState
from cockpit.core.incident import Incident
from cockpit.core.runbook import Step
from cockpit.drill.story import BEAT
from cockpit.drill.trouble import Trouble
from cockpit.drill.world import World
from cockpit.engine import requests as r
from cockpit.engine import updates as u
from cockpit.engine.kit import Kit
from cockpit.engine.session import Session
from cockpit.runbooks.load import digest_of
from cockpit.wiring import Places, Wired, wire

SPEED = 20
PATIENCE = 20.0
_WORDS = (u.Said, u.ProbeSaid)


@runtime_checkable
class Closing(Protocol):
    """What holds connections."""

    async def close(self) -> None: ...


class Hurried:
    """A clock whose time passes faster."""

    def __init__(self) -> None:
        self._began, self._at = time.monotonic(), datetime.now(UTC)

    def now(self) -> datetime:
        return self._at + timedelta(seconds=SPEED * (time.monotonic() - self._began))

    def monotonic(self) -> float:
        return self._began + SPEED * (time.monotonic() - self._began)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


class Walker:
    """A session on a world, everything it said, and the answers a newcomer would give."""

    def __init__(self, world: World, kit: Kit) -> None:
        self.world, self.kit = world, kit
        self.answers: dict[str, str] = {}
        """What a person says when asked, by name; else what stands there already."""
        self.updates: list[u.Update] = []
        self.incident = Incident()
        self.session = Session(self.kit, self._told)
        self._heard = asyncio.Event()

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for updates until it holds; fails saying `what` was waited for."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            said = [
                one.text if isinstance(one, u.Said) else one.says for one in self.updates if isinstance(one, _WORDS)
            ]
            raise AssertionError(f"waited in vain: {what}; last said: {said[-3:]}") from None

    async def walk(self, runbook: str, before: str = "") -> None:
        """Declare, open the runbook, and do every step of its way, or those before a step; each ends done."""
        self.session.submit(r.Declare(title="something is wrong"))
        self.session.submit(r.OpenRunbook(runbook=runbook))
        await self.until(lambda: self.incident.checklist.runbook == runbook, f"{runbook} to be open")
        opened, _ = self.kit.runbooks.open(runbook)
        for step in opened.steps:
            if step.id == before:
                return
            if not self._item(step.id).aside:
                await self._do(step)

    def was_read(self, source: str) -> bool:
        return bool(self.held(source))

    def held(self, source: str) -> list[u.SourceRead]:
        """Every reading of `source`, oldest first."""
        return [one for one in self.updates if isinstance(one, u.SourceRead) and one.held.source == source]

    async def _do(self, step: Step) -> None:
        for index in range(0 if step.by_person else len(step.actions)):
            before = self._ended()
            self.session.submit(r.RunAction(step=step.id, index=index))
            await self.until(partial(self._more_ended, before), f"block {index} of {step.id} to end")
        if step.decision:
            choice = self.answers.get(step.decision.name, step.decision.default)
            self.session.submit(r.Decide(step=step.id, choice=choice, reason="as the evidence says"))
        elif step.fields or step.by_person or not (step.actions or step.probe):
            self.session.submit(r.MarkStep(step=step.id, state=StepState.DONE))
        await self.until(lambda: self._item(step.id).finished, f"{step.id} to be done")

    def _item(self, step: str) -> Item:
        found = self.incident.checklist.item(step)
        assert found is not None
        return found

    def _ended(self) -> int:
        """How many blocks have been run, by the cockpit or by hand."""
        return sum(one.outcome is not None for one in self.incident.actions) + len(self.incident.by_hand)

    def _more_ended(self, before: int) -> bool:
        return self._ended() > before

    def _told(self, update: u.Update) -> None:
        self.updates.append(update)
        match update:
            case u.IncidentChanged():
                self.incident = update.incident
            case u.PlanMade():
                assert not update.plan.refused, update.plan.refused
                self.session.submit(r.Confirm(plan=update.plan.digest, typed=update.plan.phrase))
            case u.FieldsWanted():
                values = {field.name: self.answers.get(field.name, field.default) for field in update.fields}
                self.session.submit(r.GiveFields(step=update.step, values=values))
            case u.ByHandWanted():
                self.session.submit(r.GiveResult(step=update.step, index=update.index, text="done"))
            case u.ParametersWanted():
                values = {one.name: self.answers[one.name] for one in update.inputs}
                self.session.submit(r.SetParameters(values=values))
                self.session.submit(r.RunAction(step=update.step, index=update.index))
            case _:
                pass
        self._heard.set()


@asynccontextmanager
async def walking(folder: Path, scenario: str, trouble: Trouble | None = None, more: str = "") -> AsyncIterator[Walker]:
    """A session on the running world of `scenario`; ended, as by closing the cockpit, on exit.

    `more` is added to its profile.
    """
    clock = Hurried()
    world = World(folder, scenario, trouble, now=clock.now)
    world.profile.write_text(world.profile.read_text() + more)
    wired = wired_to(world, folder, clock)
    walker = Walker(world, wired.kit)
    tasks = [asyncio.ensure_future(walker.session.run()), asyncio.ensure_future(_beating(walker))]
    try:
        yield walker
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        kit = walker.kit
        for one in (*kit.providers.values(), *kit.queues.values(), *kit.statuses.values(), *kit.audits.values()):
            if isinstance(one, Closing):
                await one.close()
        for query in kit.queries.values():
            if isinstance(query, Closing):
                await query.close()
        wired.close()
        world.close()


def wired_to(world: World, folder: Path, clock: Hurried) -> Wired:
    """The real adapters on that world, as the demo has them."""
    for name in ("incidents", "spool"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    places = Places(incidents=folder / "incidents", logs=folder / "spool", trust=folder / "trust.json")
    trusted = frozenset(digest_of(path.read_bytes()) for path in world.runbooks)
    return wire(
        load_profile(world.profile),
        places,
        world.secret_of,
        keep=world.keep,
        drill=True,
        trusted=trusted,
        clock=clock,
    )


async def _beating(walker: Walker) -> None:
    while True:
        await asyncio.to_thread(walker.world.pass_time)
        await asyncio.sleep(BEAT / SPEED)


def sources_of(kit: Kit) -> set[str]:
    """Every source that is read again and again."""
    return {*kit.queues, *kit.audits, *kit.statuses}
