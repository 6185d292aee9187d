"""Moves the checklist: by hand, and from what came of a step's actions."""

from cockpit.core.actions import Outcome, Plan, Receipt
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
        name = plan.action.step
        item = self._ledger.incident.checklist.item(name) if name else None
        if item is None or item.state in FINISHED:
            return
        if receipt.outcome is not Outcome.DONE:
            state = StepState.FAILED if receipt.outcome is Outcome.FAILED else StepState.UNKNOWN
            self._move(name, state, receipt.says)
            return
        step = self.runbook.step(name) if self.runbook else None
        if step and step.probe:
            self._probes.acted(name, receipt)
            self._move(name, StepState.WAITING, receipt.says)
        elif step and self._open_blocks(step):
            self._move(name, StepState.TODO, receipt.says)
        else:
            self._move(name, StepState.DONE, receipt.says)

    def _open_blocks(self, step: Step) -> int:
        """How many of the step's blocks somebody can run have not been done yet."""
        done = {
            record.action.block
            for record in self._ledger.incident.actions
            if record.action.step == step.id and record.outcome is Outcome.DONE
        }
        return sum(block.provider != "" and number not in done for number, block in enumerate(step.actions))

    def _move(self, id: str, state: StepState, says: str) -> None:
        self._ledger.note(StepMoved(step=id, state=state, how=How.ACTION, evidence=says))


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
