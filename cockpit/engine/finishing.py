"""Brings a step to its end: not before its values are given, and what it leaves open or puts back is noted with it."""

from cockpit.core.checklist import FINISHED, How, StepState
from cockpit.core.clocks import ClockKind
from cockpit.core.events import AnyEvent, ClockStarted, ClockStopped, StateClosed, StateOpened, StepMoved
from cockpit.core.runbook import Input, Opening, Runbook, Step
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger

STILL = "still to be given: "


class Finisher:
    """Knows the runbooks that were opened, and ends their steps."""

    def __init__(self, kit: Kit, ledger: Ledger) -> None:
        self._kit = kit
        self._ledger = ledger
        self._runbooks: dict[str, Runbook] = {}

    def opened(self, runbook: Runbook) -> None:
        """`runbook` is worked from now on; those before stay known, for their actions may still end."""
        self._runbooks[runbook.id] = runbook

    def step(self, id: str, runbook: str = "") -> Step | None:
        """The step `id` of `runbook` (empty: the open one); None: it is not known."""
        found = self._runbooks.get(runbook or self._ledger.incident.checklist.runbook)
        return found.step(id) if found else None

    def missing(self, step: Step) -> tuple[Input, ...]:
        """The values of its fields that nobody gave."""
        given = self._ledger.incident.parameters
        return tuple(field for field in step.fields if not field.optional and field.name not in given)

    def done(self, id: str, how: How, evidence: str = "", reason: str = "", runbook: str = "") -> None:
        """The step is done, or waits for the values of its fields. Nothing happens to a finished one."""
        item = self._ledger.incident.checklist_of(runbook).item(id)
        if item is None or item.state in FINISHED:
            return
        step = self.step(id, runbook)
        missing = self.missing(step) if step else ()
        if missing:
            wanted = STILL + ", ".join(field.says or field.name for field in missing)
            if item.state is not StepState.WAITING or item.reason != wanted:
                self._move(id, runbook, StepState.WAITING, how, wanted, evidence)
            return
        self._move(id, runbook, StepState.DONE, how, reason, evidence)
        if step:
            self.left_behind(step)

    def left_behind(self, step: Step) -> None:
        """What a step that is done leaves open and puts back."""
        if step.opens:
            self.leave_open(step.opens)
        if step.closes:
            self.put_back(step.closes, f"step {step.title}")

    def leave_open(self, opening: Opening, undo: str = "") -> None:
        """Note that something is left off, once; others' patience with it is a clock."""
        if any(state.id == opening.says for state in self._ledger.incident.open_states):
            return
        events: list[AnyEvent] = [StateOpened(state=opening.says, says=opening.says, undo=undo)]
        if opening.within:
            due = self._kit.clock.now() + opening.within
            events.append(ClockStarted(clock=opening.says, kind=ClockKind.PROVIDER, says=opening.says, due=due))
        for event in events:
            self._ledger.note(event)

    def put_back(self, says: str, how: str) -> None:
        """Note that it is back as it was, if it was left off, and stop its clock."""
        if any(state.id == says for state in self._ledger.incident.open_states):
            self._ledger.note(StateClosed(state=says, how=how))
        if any(clock.id == says for clock in self._ledger.incident.clocks):
            self._ledger.note(ClockStopped(clock=says, why="put back"))

    def taken_back(self, token: str, how: str) -> None:
        """The way back `token` was taken: what it belonged to is no longer left open."""
        for state in self._ledger.incident.open_states:
            if state.undo == token:
                self.put_back(state.id, how)

    def _move(self, id: str, runbook: str, state: StepState, how: How, reason: str, evidence: str) -> None:
        self._ledger.note(StepMoved(step=id, runbook=runbook, state=state, how=how, reason=reason, evidence=evidence))
