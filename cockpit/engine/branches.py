"""Decisions and what follows from them: steps set aside and taken up again, jumps, other runbooks and the way back."""

from collections.abc import Callable

from cockpit.core.checklist import FINISHED, UNTOUCHED, How, Item, StepState
from cockpit.core.events import DecisionMade, StepMoved
from cockpit.core.expr import ExpressionError, Value, holds, typed
from cockpit.core.runbook import Choice, Decision, Leads, Step
from cockpit.engine import requests as r
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import Planner
from cockpit.engine.steps import RefusedError, Steps


class Branches:
    """Keeps the checklist in line with what was decided."""

    def __init__(
        self,
        ledger: Ledger,
        steps: Steps,
        planner: Planner,
        open_runbook: Callable[[r.OpenRunbook], None],
        go_back: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._steps = steps
        self._planner = planner
        self._open_runbook = open_runbook
        self._go_back = go_back

    def decide(self, request: r.Decide) -> None:
        """A person answers a step's question. Raises RefusedError, MissingFieldsError, SourceError, JournalError."""
        step = self._steps.step(request.step)
        decision = step.decision
        choice = decision.choice(request.choice) if decision else None
        if decision is None or choice is None:
            raise RefusedError("that step asks no such question")
        self._steps.ask_fields(step)
        if decision.reason and not request.reason.strip():
            raise RefusedError("say why; the report will ask")
        self._take_back(decision)
        self._ledger.record(
            DecisionMade(
                step=step.id,
                question=decision.question,
                name=decision.name,
                choice=choice.id,
                says=choice.says,
                reason=request.reason.strip(),
            )
        )
        self._steps.answered(step)
        self.settle()
        self._lead(step, decision, choice)

    def settle(self) -> None:
        """Take up the steps whose condition holds now, and set aside the untouched ones whose condition does not."""
        incident = self._ledger.incident
        values = typed(self._planner.known(incident))
        for item in incident.checklist.items:
            condition = item.step.condition
            if not condition or item.how is How.DECISION:
                continue
            wanted = _holds(condition, values)
            if item.aside and wanted:
                self._move(item, StepState.TODO)
            elif item.state is StepState.TODO and not wanted:
                self._move(item, StepState.ASIDE)

    def _lead(self, step: Step, decision: Decision, choice: Choice) -> None:
        match choice.leads:
            case Leads.STEP:
                self._jump(step, decision, choice)
            case Leads.RUNBOOK:
                why = f"{decision.question} {choice.says}"
                self._open_runbook(r.OpenRunbook(runbook=choice.to, why=why, from_step=step.id))
            case Leads.BACK:
                self._go_back()
            case Leads.ON:
                pass

    def _jump(self, step: Step, decision: Decision, choice: Choice) -> None:
        """Forward: what lies between is set aside. Back: everything from there on is to be done again."""
        runbook = self._steps.runbook
        to = runbook.first_of(choice.to) if runbook else None
        if to is None:
            raise RefusedError(f"this runbook has no step {choice.to!r}; go on where you think right")
        items = self._ledger.incident.checklist.items
        places = {item.step.id: place for place, item in enumerate(items)}
        here, there = places[step.id], places[to.id]
        reason = _reason(decision, choice)
        if there > here:
            for item in items[here + 1 : there]:
                if item.state is StepState.TODO:
                    self._move(item, StepState.ASIDE, How.DECISION, reason)
            if items[there].aside:
                self._move(items[there], StepState.TODO, How.DECISION, reason)
            return
        for item in items[there : here + 1]:
            if item.state in FINISHED:
                self._move(item, StepState.TODO, reason=reason)  # its own condition decides about it again

    def _take_back(self, decision: Decision) -> None:
        """A question answered anew: what its earlier answer set aside or forced open is as if it had not."""
        untouched = (item for item in self._ledger.incident.checklist.items if item.state in UNTOUCHED)
        for item in untouched:
            if item.how is How.DECISION and item.reason.startswith(f"{decision.name} = "):
                self._move(item, StepState.TODO)

    def _move(self, item: Item, state: StepState, how: How | None = None, reason: str = "") -> None:
        self._ledger.note(StepMoved(step=item.step.id, state=state, how=how, reason=reason))


def _holds(condition: str, values: dict[str, Value]) -> bool:
    """Whether it holds; while a value is missing it does not yet."""
    try:
        return holds(condition, values)
    except ExpressionError:
        return False


def _reason(decision: Decision, choice: Choice) -> str:
    return f"{decision.name} = {choice.id}: {choice.says}"
