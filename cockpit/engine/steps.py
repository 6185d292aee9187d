"""Moves the checklist: by hand, and from what came of a step's actions."""

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.checklist import FINISHED, How, StepRef, StepState
from cockpit.core.events import ParameterSet, ResultPasted, RunbookOpened, StepMoved
from cockpit.core.runbook import Input, Runbook, Step
from cockpit.core.secret import names_a_secret
from cockpit.engine.finishing import STILL, Finisher
from cockpit.engine.ledger import Ledger
from cockpit.engine.outputs import outputs_of
from cockpit.engine.probes import ProbeWatch

BY_HAND = frozenset({StepState.DONE, StepState.SKIPPED, StepState.TODO})


class RefusedError(Exception):
    """A request that cannot be granted. `str()` is one sentence with what to do instead."""


class MissingFieldsError(Exception):
    """Values that must be given before the step can be ticked."""

    def __init__(self, step: str, fields: tuple[Input, ...]) -> None:
        super().__init__(", ".join(field.name for field in fields))
        self.step = step
        self.fields = fields


class Steps:
    """The steps of the opened runbook."""

    def __init__(self, ledger: Ledger, probes: ProbeWatch, finisher: Finisher) -> None:
        self._ledger = ledger
        self._probes = probes
        self._finisher = finisher
        self.runbook: Runbook | None = None

    def opened(self, runbook: Runbook) -> None:
        """Follow this runbook from now on."""
        self.runbook = runbook
        self._finisher.opened(runbook)
        self._probes.opened(runbook)

    def step(self, id: str) -> Step:
        """The step called `id`. Raises RefusedError."""
        step = self.runbook.step(id) if self.runbook else None
        if step is None:
            raise RefusedError("that step is not in the open runbook")
        return step

    def mark(self, id: str, state: StepState, reason: str) -> None:
        """A person says where a step stands. Raises RefusedError, MissingFieldsError, JournalError."""
        if state not in BY_HAND:
            raise RefusedError(f"a step cannot be set to {state} by hand")
        if state is StepState.SKIPPED and not reason.strip():
            raise RefusedError("say why the step is skipped; the report will ask")
        if self._ledger.incident.checklist.item(id) is None:
            raise RefusedError("that step is not in the open runbook")
        step = self.runbook.step(id) if self.runbook else None
        if state is StepState.DONE and step:
            self.ask_fields(step)
            if step.decision:
                raise RefusedError("this step is a question: r asks it")
            self._finisher.done(id, How.MANUAL, reason=reason)
            return
        self._ledger.record(StepMoved(step=id, state=state, how=How.MANUAL, reason=reason))

    def ask_fields(self, step: Step) -> None:
        """Raises MissingFieldsError with all that is not given yet while a value that is needed is among it."""
        if self._finisher.missing(step):
            given = self._ledger.incident.parameters
            raise MissingFieldsError(step.id, tuple(field for field in step.fields if field.name not in given))

    def answered(self, step: Step) -> None:
        """The step's question was answered, which is its end: what it leaves open and puts back is noted."""
        self._finisher.left_behind(step)

    def given(self, id: str) -> None:
        """The values of a step's fields were given: it is done, by what it waited with or by hand."""
        item = self._ledger.incident.checklist.item(id)
        if item and item.state is StepState.WAITING and item.reason.startswith(STILL):
            self._finisher.done(id, item.how or How.MANUAL, item.evidence)
        else:
            self.mark(id, StepState.DONE, "")

    def pasted(self, id: str, block: int, text: str, why: str) -> None:
        """A person ran a block elsewhere: what came of it is kept, and the step goes on as after its action."""
        step = self.step(id)
        if not 0 <= block < len(step.actions):
            raise RefusedError("that step has no such block")
        self._ledger.record(ResultPasted(step=id, block=block, text=text, why=why))
        name = step.actions[block].attributes.get("as", "")
        last = next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
        if name and last and not names_a_secret(name):
            self._ledger.record(ParameterSet(name=name, value=last))
        self._left_behind(step, block)
        self._probes.poke(id)
        item = self._ledger.incident.checklist.item(id)
        if item and item.state not in FINISHED and not step.by_person:
            self._go_on(step, "", How.MANUAL, item.evidence)

    def acted(self, plan: Plan, receipt: Receipt) -> None:
        """An action finished: its step fails, is unknown, waits for its probe, or is done with its last action."""
        action = plan.action
        if receipt.outcome is Outcome.DONE:
            self._bring(action, receipt)
            self._probes.acted(action.step, receipt)
            if action.undoes:
                self._finisher.taken_back(action.undoes, receipt.says)
        self.settled(action, receipt.outcome, receipt.says, How.ACTION)

    def settled(self, action: Action, outcome: Outcome, says: str, how: How) -> None:
        """It is known (again) what became of an action of some step."""
        if outcome is Outcome.FAILED:
            self._finisher.put_back(action.id, says)  # while it was unknown it counted as left open
        item = self._ledger.incident.checklist_of(action.runbook).item(action.step) if action.step else None
        if item is None:
            return
        step = self._finisher.step(action.step, action.runbook)
        if outcome is Outcome.DONE and step:
            self._left_behind(step, action.block, self._undo_of(action))
        if item.state in FINISHED:
            return
        if outcome is Outcome.DONE and step:
            self._go_on(step, action.runbook, how, says)
            return
        state = {Outcome.DONE: StepState.DONE, Outcome.FAILED: StepState.FAILED}.get(outcome, StepState.UNKNOWN)
        self._ledger.note(StepMoved(step=action.step, runbook=action.runbook, state=state, how=how, evidence=says))

    def _go_on(self, step: Step, runbook: str, how: How, says: str) -> None:
        """One of its blocks was done: the step waits for evidence, goes on with its next block, or is done."""
        if step.probe:
            state = StepState.WAITING
        elif step.decision or self._open_blocks(step, runbook):
            state = StepState.TODO
        else:
            self._finisher.done(step.id, how, says, runbook=runbook)
            return
        self._ledger.note(StepMoved(step=step.id, runbook=runbook, state=state, how=how, evidence=says))

    def _bring(self, action: Action, receipt: Receipt) -> None:
        """What the block brought becomes values for the steps after it."""
        step = self._finisher.step(action.step, action.runbook)
        block = step.actions[action.block] if step and action.block < len(step.actions) else None
        name = block.attributes.get("as", "") if block else ""
        for output, value in outputs_of(name, receipt).items() if name else ():
            self._ledger.note(ParameterSet(name=output, value=value))

    def _left_behind(self, step: Step, block: int, undo: str = "") -> None:
        """What a done block leaves open and puts back."""
        if block >= len(step.actions):
            return
        done = step.actions[block]
        if done.opens:
            self._finisher.leave_open(done.opens, undo)
        if done.closes:
            self._finisher.put_back(done.closes, f"step {step.title}")

    def _undo_of(self, action: Action) -> str:
        return next((token.id for token in self._ledger.incident.undo if token.of == action.id), "")

    def _open_blocks(self, step: Step, runbook: str) -> int:
        """How many of the step's blocks somebody can run have not been done yet."""
        done = self._ledger.incident.done_blocks(step.id, runbook)
        return sum(block.provider != "" and number not in done for number, block in enumerate(step.actions))


def opening(runbook: Runbook, why: str, back_to: str = "", of_step: str = "", anew: bool = False) -> RunbookOpened:
    """The event that pins `runbook` to the incident."""
    return RunbookOpened(
        runbook=runbook.id,
        title=runbook.title,
        digest=runbook.digest,
        why=why,
        back_to=back_to,
        of_step=of_step,
        anew=anew,
        steps=tuple(
            StepRef(
                id=step.id,
                phase=phase.title,
                title=step.title,
                budget_s=step.budget.total_seconds() if step.budget else None,
                condition=step.condition,
            )
            for phase in runbook.phases
            for step in phase.steps
        ),
    )
