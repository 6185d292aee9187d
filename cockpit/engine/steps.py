"""Moves the checklist: by hand, and from what came of a step's actions."""

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.checklist import FINISHED, How, StepRef, StepState
from cockpit.core.events import RunbookOpened, StepMoved
from cockpit.core.runbook import Runbook, Step
from cockpit.engine.ledger import Ledger
from cockpit.engine.probes import ProbeWatch

BY_HAND = frozenset({StepState.DONE, StepState.SKIPPED, StepState.TODO})


class RefusedError(Exception):
    """A request that cannot be granted. `str()` is one sentence with what to do instead."""


class Steps:
    """The steps of the opened runbook."""

    def __init__(self, ledger: Ledger, probes: ProbeWatch) -> None:
        self._ledger = ledger
        self._probes = probes
        self.runbook: Runbook | None = None

    def opened(self, runbook: Runbook) -> None:
        """Follow this runbook from now on."""
        self.runbook = runbook
        self._probes.opened(runbook)

    def step(self, id: str) -> Step:
        """The step called `id`. Raises RefusedError."""
        step = self.runbook.step(id) if self.runbook else None
        if step is None:
            raise RefusedError("that step is not in the open runbook")
        return step

    def mark(self, id: str, state: StepState, reason: str) -> None:
        """A person says where a step stands. Raises RefusedError, JournalError."""
        if state not in BY_HAND:
            raise RefusedError(f"a step cannot be set to {state} by hand")
        if state is StepState.SKIPPED and not reason.strip():
            raise RefusedError("say why the step is skipped; the report will ask")
        if self._ledger.incident.checklist.item(id) is None:
            raise RefusedError("that step is not in the open runbook")
        self._ledger.record(StepMoved(step=id, state=state, how=How.MANUAL, reason=reason))

    def acted(self, plan: Plan, receipt: Receipt) -> None:
        """An action finished: its step fails, is unknown, waits for its probe, or is done with its last action."""
        if receipt.outcome is Outcome.DONE:
            self._probes.acted(plan.action.step, receipt)
        self.settled(plan.action, receipt.outcome, receipt.says, How.ACTION)

    def settled(self, action: Action, outcome: Outcome, says: str, how: How) -> None:
        """It is known (again) what became of an action of some step."""
        item = self._ledger.incident.checklist.item(action.step) if action.step else None
        if item is None or item.state in FINISHED:
            return
        step = self.runbook.step(action.step) if self.runbook else None
        if outcome is not Outcome.DONE:
            state = StepState.FAILED if outcome is Outcome.FAILED else StepState.UNKNOWN
        elif step and step.probe:
            state = StepState.WAITING
        else:
            state = StepState.TODO if step and self._open_blocks(step) else StepState.DONE
        self._ledger.note(StepMoved(step=action.step, state=state, how=how, evidence=says))

    def _open_blocks(self, step: Step) -> int:
        """How many of the step's blocks somebody can run have not been done yet."""
        done = {
            record.action.block
            for record in self._ledger.incident.actions
            if record.action.step == step.id and record.outcome is Outcome.DONE
        }
        return sum(block.provider != "" and number not in done for number, block in enumerate(step.actions))


def opening(runbook: Runbook, why: str) -> RunbookOpened:
    """The event that pins `runbook` to the incident."""
    return RunbookOpened(
        runbook=runbook.id,
        title=runbook.title,
        digest=runbook.digest,
        why=why,
        steps=tuple(
            StepRef(
                id=step.id,
                phase=phase.title,
                title=step.title,
                budget_s=step.budget.total_seconds() if step.budget else None,
            )
            for phase in runbook.phases
            for step in phase.steps
        ),
    )
