"""Evidence ticks the box: evaluates the probes of the open checklist and moves the steps they speak for."""

from collections.abc import Callable
from datetime import timedelta

from cockpit.core.actions import Receipt
from cockpit.core.checklist import UNTOUCHED, How, Item, StepState
from cockpit.core.duration import short
from cockpit.core.events import IncidentReopened, StepMoved
from cockpit.core.expr import ExpressionError, Value, holds, names_in
from cockpit.core.incident import Phase
from cockpit.core.readings import SourceError, UnfinishedError
from cockpit.core.runbook import Probe, Runbook, Step
from cockpit.engine.evidence import Evidence, Values
from cockpit.engine.finishing import Finisher
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.updates import ProbeSaid, Said, Update

IDLE = 1.0  # seconds between looks when no probe is due
AWAITED = frozenset({StepState.WAITING, StepState.REGRESSED, StepState.UNKNOWN})


class ProbeWatch:
    """Reads the probes of the current step, of steps that wait for evidence and of steps that evidence ticked.

    A step completes after `times` good readings in a row, a watch when it has been good for long enough; a reading that
    failed counts as none. A step that evidence ticked turns to regressed when the probe goes bad before close, and a
    watch that goes bad reopens an incident that was resolved.
    """

    def __init__(
        self, kit: Kit, ledger: Ledger, evidence: Evidence, finisher: Finisher, publish: Callable[[Update], None]
    ) -> None:
        self._kit = kit
        self._ledger = ledger
        self._evidence = evidence
        self._finisher = finisher
        self._publish = publish
        self._good: dict[str, int] = {}
        self._since: dict[str, float] = {}
        """When the good readings in a row began (monotonic seconds)."""
        self._due: dict[str, float] = {}
        self._late: set[str] = set()
        self.runbook: Runbook | None = None

    def opened(self, runbook: Runbook) -> None:
        """Watch the probes of this runbook from now on."""
        self.runbook = runbook
        for kept in (self._good, self._since, self._due, self._late):
            kept.clear()

    def acted(self, step: str, receipt: Receipt) -> None:
        """An action of `step` finished: its probe is due at once, and may test the receipt."""
        self._evidence.acted(step, receipt)
        self.poke(step)

    def poke(self, step: str) -> None:
        """Look at the probe of `step` at once."""
        self._due.pop(step, None)

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            for step, probe, item in self._watched():
                if self._due.get(step.id, 0.0) <= self._kit.clock.monotonic():
                    await self._look(step, probe, item)
            await self._kit.clock.sleep(IDLE)

    def _watched(self) -> list[tuple[Step, Probe, Item]]:
        incident = self._ledger.incident
        if self.runbook is None or incident.phase not in (Phase.OPEN, Phase.RESOLVED):
            return []
        current = incident.checklist.current
        pairs = ((self.runbook.step(item.step.id), item) for item in incident.checklist.items)
        found = [(step, step.probe, item) for step, item in pairs if step and step.probe]
        return [one for one in found if self._watches(one[1], one[2], current)]

    def _watches(self, probe: Probe, item: Item, current: Item | None) -> bool:
        """What is not ticked, if its turn has come; what evidence ticked, until close or as long as a watch says."""
        if item.state is not StepState.DONE:
            return item.state in AWAITED or item is current
        if item.how is not How.EVIDENCE:
            return False
        if probe.quiet is None:
            return self._ledger.incident.is_open
        began = item.started or self._kit.clock.now()
        return self._kit.clock.now() - began < (probe.until or timedelta(0))

    async def _look(self, step: Step, probe: Probe, item: Item) -> None:
        self._due[step.id] = self._kit.clock.monotonic() + probe.every.total_seconds()
        if probe.quiet is not None and item.state in UNTOUCHED:
            self._evidence.begin(step.id)
            self._ledger.note(StepMoved(step=step.id, state=StepState.WAITING, how=How.EVIDENCE))
        if not probe.read:
            self._publish(ProbeSaid(step=step.id, says=self._by_eye(probe, item)))
            return
        try:
            values = await self._evidence.values(step, probe)
            good = holds(probe.expect, values)
        except (SourceError, ExpressionError, TimeoutError) as error:
            self._forget(step)
            if isinstance(error, UnfinishedError):
                self.poke(step.id)
            why = str(error) or "no answer in time"
            self._publish(ProbeSaid(step=step.id, says=f"not checked: {why}"))
            return
        evidence = _evidence(probe, values)
        if good:
            self._since.setdefault(step.id, self._kit.clock.monotonic())
            self._good[step.id] = self._good.get(step.id, 0) + 1
        else:
            self._forget(step)
            if probe.quiet is not None:
                self._evidence.begin(step.id)  # what was counted so far is told; only what comes back counts from here
        self._moved(step, probe, item, good, evidence)

    def _moved(self, step: Step, probe: Probe, item: Item, good: bool, evidence: str) -> None:
        """Move the step if its evidence is enough, or has gone bad; else say how it stands."""
        if item.state is StepState.DONE:
            if not good:
                self._regress(step, probe, evidence)
            return
        enough = self._held(step) >= probe.quiet if probe.quiet else self._good.get(step.id, 0) >= probe.times
        if not enough or step.by_person:
            self._publish(ProbeSaid(step=step.id, says=self._standing(step, probe, item, evidence)))
            return
        self._forget(step)
        self._finisher.done(step.id, How.EVIDENCE, evidence)
        self._publish(ProbeSaid(step=step.id, says=evidence))

    def _regress(self, step: Step, probe: Probe, evidence: str) -> None:
        self._ledger.note(StepMoved(step=step.id, state=StepState.REGRESSED, how=How.EVIDENCE, evidence=evidence))
        self._publish(ProbeSaid(step=step.id, says=evidence))
        if self._ledger.incident.phase is Phase.RESOLVED:
            self._ledger.note(IncidentReopened(reason=f"{step.title}: it came back ({evidence})"))
            self._publish(Said(text=f"it came back, the incident is open again: {evidence}", severity="error"))

    def _forget(self, step: Step) -> None:
        self._good[step.id] = 0
        self._since.pop(step.id, None)

    def _held(self, step: Step) -> timedelta:
        began = self._since.get(step.id)
        return timedelta(seconds=self._kit.clock.monotonic() - began) if began is not None else timedelta(0)

    def _standing(self, step: Step, probe: Probe, item: Item, evidence: str) -> str:
        if step.by_person and self._good.get(step.id, 0) >= probe.times:
            return f"looks good; a person says so with x: {evidence}"
        if probe.quiet and step.id in self._since:
            return f"quiet for {short(self._held(step))} of {short(probe.quiet)}: {evidence}"
        if self._good.get(step.id) and not probe.quiet:
            return f"good {self._good[step.id]} of {probe.times}: {evidence}"
        waited = self._kit.clock.now() - item.started if item.started else timedelta(0)
        if probe.within and item.state is StepState.WAITING and waited > probe.within:
            late = f"{step.title}: not within {short(probe.within)}. {probe.says or evidence}"
            if step.id not in self._late:
                self._late.add(step.id)
                self._publish(Said(text=late, severity="warning"))
            return f"not within {short(probe.within)} ({short(waited)} now): {probe.says or 'not yet'}: {evidence}"
        return f"{probe.says or 'not yet'}: {evidence}"

    def _by_eye(self, probe: Probe, item: Item) -> str:
        """A watch a person keeps: the clock runs, then asks."""
        assert probe.quiet is not None
        left = probe.quiet - (self._kit.clock.now() - (item.started or self._kit.clock.now()))
        if left > timedelta(0):
            return f"{probe.says or 'watch it'}: {short(left)} to go"
        return "the time is over. Did it stay quiet? Press x; if not, s says why."


def _evidence(probe: Probe, values: Values) -> str:
    shown = ", ".join(f"{name} = {_plain(values.get(name))}" for name in names_in(probe.expect))
    says = values.get("says") if probe.read.startswith("chain ") else ""  # a column of a block may be called so
    return f"{shown} ({probe.read}; expected {probe.expect})" + (f": {says}" if says else "")


def _plain(value: Value) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
