"""Evidence ticks the box: evaluates the probes of the open checklist and moves the steps they speak for."""

import asyncio
from collections.abc import Callable

from cockpit.core.actions import Outcome, Receipt
from cockpit.core.checklist import How, Item, StepState
from cockpit.core.events import StepMoved
from cockpit.core.expr import ExpressionError, Value, holds, names_in
from cockpit.core.readings import Held, QueueReading, SourceError, StatusReading
from cockpit.core.runbook import Probe, Runbook, Step
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.poll import Poll
from cockpit.engine.updates import ProbeSaid, Update
from cockpit.ports import QuerySource

IDLE = 1.0  # seconds between looks when no probe is due
AWAITED = frozenset({StepState.WAITING, StepState.REGRESSED, StepState.UNKNOWN})


class ProbeWatch:
    """Reads the probes of the current step, of steps that wait for evidence and of steps that evidence ticked.

    A step completes after `times` good readings in a row; a reading that failed counts as none. A step that evidence
    ticked turns to regressed when the probe goes bad while the incident is open.
    """

    def __init__(self, kit: Kit, ledger: Ledger, poll: Poll, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._ledger = ledger
        self._poll = poll
        self._publish = publish
        self._good: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._receipts: dict[str, Receipt] = {}
        self.runbook: Runbook | None = None

    def opened(self, runbook: Runbook) -> None:
        """Watch the probes of this runbook from now on."""
        self.runbook = runbook
        self._good.clear()
        self._due.clear()

    def acted(self, step: str, receipt: Receipt) -> None:
        """An action of `step` finished: its probe is due at once, and may test the receipt."""
        self._receipts[step] = receipt
        self._due.pop(step, None)

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            for step, item in self._watched():
                if self._due.get(step.id, 0.0) <= self._kit.clock.monotonic():
                    await self._look(step, item)
            await self._kit.clock.sleep(IDLE)

    def _watched(self) -> list[tuple[Step, Item]]:
        incident = self._ledger.incident
        if self.runbook is None or not incident.is_open:
            return []
        current = incident.checklist.current
        pairs = ((self.runbook.step(item.step.id), item) for item in incident.checklist.items)
        return [(step, item) for step, item in pairs if step and step.probe and _watches(item, current)]

    async def _look(self, step: Step, item: Item) -> None:
        probe = step.probe
        assert probe is not None
        self._due[step.id] = self._kit.clock.monotonic() + probe.every.total_seconds()
        try:
            values = await self._values(probe, step)
            good = holds(probe.expect, values)
        except (SourceError, ExpressionError, TimeoutError) as error:
            self._good[step.id] = 0
            why = str(error) or "no answer in time"
            self._publish(ProbeSaid(step=step.id, says=f"not checked: {why}"))
            return
        evidence = _evidence(probe, values)
        self._good[step.id] = self._good.get(step.id, 0) + 1 if good else 0
        if item.state is StepState.DONE:
            if not good:
                self._move(step, StepState.REGRESSED, evidence)
            return
        if self._good[step.id] >= probe.times:
            self._move(step, StepState.DONE, evidence)
        else:
            self._publish(ProbeSaid(step=step.id, says=_standing(probe, evidence, self._good[step.id])))

    async def _values(self, probe: Probe, step: Step) -> dict[str, Value]:
        kind, _, name = probe.read.partition(" ")
        async with asyncio.timeout(20):
            if kind == "action":
                receipt = self._receipts.get(step.id)
                if receipt is None or receipt.outcome is not Outcome.DONE:
                    raise SourceError("the step's action has not been done yet")
                return {**receipt.values, "rows": receipt.rows}
            if kind == "query":
                reading = await self._query(name.strip()).read(self._ledger.incident.parameters)
                return reading.values
            return _fresh(await self._poll.read_now(name.strip() or kind))

    def _query(self, name: str) -> QuerySource:
        try:
            return self._kit.queries[name]
        except KeyError as error:
            raise SourceError(f"the profile has no query called {name!r}") from error

    def _move(self, step: Step, state: StepState, evidence: str) -> None:
        self._good[step.id] = 0
        self._ledger.note(StepMoved(step=step.id, state=state, how=How.EVIDENCE, evidence=evidence))
        self._publish(ProbeSaid(step=step.id, says=evidence))


def _watches(item: Item, current: Item | None) -> bool:
    if item.state is StepState.DONE:
        return item.how is How.EVIDENCE
    return item.state in AWAITED or item is current


def _fresh(held: Held) -> dict[str, Value]:
    if held.error:
        raise SourceError(held.error)
    if isinstance(held.reading, QueueReading | StatusReading):
        return held.reading.values
    raise SourceError(f"{held.source} has not been read yet")


def _evidence(probe: Probe, values: dict[str, Value]) -> str:
    shown = ", ".join(f"{name} = {_plain(values.get(name))}" for name in names_in(probe.expect))
    return f"{shown} ({probe.read}; expected {probe.expect})"


def _plain(value: Value) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _standing(probe: Probe, evidence: str, good: int) -> str:
    if good:
        return f"good {good} of {probe.times}: {evidence}"
    return f"{probe.says or 'not yet'}: {evidence}"
