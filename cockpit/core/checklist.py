"""The checklist: where each step of the opened runbook stands, and which one is next."""

from datetime import datetime
from enum import StrEnum

import msgspec


class StepState(StrEnum):
    """`regressed`: it was done by evidence, and the evidence has gone bad since. `aside`: its branch is not taken."""

    TODO = "todo"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    REGRESSED = "regressed"
    ASIDE = "aside"


class How(StrEnum):
    """Who or what moved a step."""

    MANUAL = "manual"
    EVIDENCE = "evidence"
    ACTION = "action"
    DECISION = "decision"


FINISHED = frozenset({StepState.DONE, StepState.SKIPPED})
UNTOUCHED = frozenset({StepState.TODO, StepState.ASIDE})
BUSY = frozenset({StepState.RUNNING, StepState.WAITING})


class StepRef(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal keeps of a step, so that replay needs no runbook file."""

    id: str
    phase: str
    title: str
    budget_s: float | None = None
    condition: str = ""
    """While this does not hold the step is set aside."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the checklist."""

    step: StepRef
    state: StepState = StepState.TODO
    how: How | None = None
    reason: str = ""
    evidence: str = ""
    started: datetime | None = None
    changed: datetime | None = None
    again: datetime | None = None
    """When a finished step was opened to be done again; what was done before does not count."""

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def aside(self) -> bool:
        return self.state is StepState.ASIDE


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many steps stand where. Skipped is counted as skipped, never as done."""

    done: int
    skipped: int
    open: int
    by_hand: int
    aside: int = 0
    """Steps of branches not taken: neither done nor open."""


class Checklist(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of one runbook in order."""

    runbook: str = ""
    title: str = ""
    digest: str = ""
    items: tuple[Item, ...] = ()
    back_to: str = ""
    """The runbook it was opened from; empty: none."""
    of_step: str = ""
    """The step of that runbook that opened it."""
    began: datetime | None = None
    """When it was begun anew, after it had been finished once; None: it never was."""

    def item(self, step: str) -> Item | None:
        """The item of the step called `step`, or None."""
        return next((item for item in self.items if item.step.id == step), None)

    @property
    def current(self) -> Item | None:
        """The next open step: what went bad first, then the first unfinished one; None when all is finished.

        Steps set aside are nobody's next step, but a person may do them all the same.
        """
        regressed = (item for item in self.items if item.state is StepState.REGRESSED)
        unfinished = (item for item in self.items if not item.finished and not item.aside)
        return next(regressed, None) or next(unfinished, None)

    @property
    def tally(self) -> Tally:
        done = [item for item in self.items if item.state is StepState.DONE]
        skipped = sum(item.state is StepState.SKIPPED for item in self.items)
        aside = sum(item.aside for item in self.items)
        return Tally(
            done=len(done),
            skipped=skipped,
            open=len(self.items) - len(done) - skipped - aside,
            by_hand=sum(item.how is How.MANUAL for item in done),
            aside=aside,
        )

    def with_evidence(self, step: str, evidence: str) -> "Checklist":
        """The checklist with `evidence` kept beside `step`, whose state stays as it is."""
        items = (msgspec.structs.replace(one, evidence=evidence) if one.step.id == step else one for one in self.items)
        return msgspec.structs.replace(self, items=tuple(items))

    def moved(
        self, step: str, state: StepState, at: datetime, how: How | None, reason: str = "", evidence: str = ""
    ) -> "Checklist":
        """The checklist with `step` in `state`; a step that is not there changes nothing."""
        return msgspec.structs.replace(
            self,
            items=tuple(
                msgspec.structs.replace(
                    item,
                    state=state,
                    how=how,
                    reason=reason,
                    evidence=evidence or (item.evidence if state is not StepState.TODO else ""),
                    started=_started(item, state, at),
                    changed=at,
                    again=at if item.finished and state in UNTOUCHED else item.again,
                )
                if item.step.id == step
                else item
                for item in self.items
            ),
        )


def _started(item: Item, state: StepState, at: datetime) -> datetime | None:
    """When the step was begun: a finished one that is to be done again begins again."""
    if state in UNTOUCHED:
        return None if item.finished else item.started
    return item.started or at
