"""Every way through a runbook: each answer to each question it comes to, as the engine follows them.

A jump forward sets aside what lies between, a condition on decisions what does not fit. What depends on a value
somebody gives is taken to fit. A jump back is not followed, for the way on from there is another one of these.
"""

from collections.abc import Iterator, Mapping

import msgspec

from cockpit.core.expr import ExpressionError, holds, names_in, typed
from cockpit.core.runbook import Leads, Runbook, Step

LONGEST = 20_000  # ways looked at of one runbook; one with more is too branched to walk at night


class Way(msgspec.Struct, frozen=True):
    """The steps done on one way, in order."""

    steps: tuple[Step, ...]

    @property
    def left_open(self) -> set[str]:
        """What was opened on it and not closed."""
        found: set[str] = set()
        for step in self.steps:
            actions = step.actions
            found |= {one.says for one in (step.opens, *(action.opens for action in actions)) if one}
            found -= {step.closes, *(action.closes for action in actions)}
        return found


def ways(runbook: Runbook) -> list[Way]:
    """All of them. Raises ValueError when there are too many."""
    found: list[Way] = []
    for way in _from(runbook, 0, (), {}):
        found.append(way)
        if len(found) > LONGEST:
            raise ValueError(f"{runbook.id} has more than {LONGEST} ways through")
    return found


def _from(runbook: Runbook, at: int, done: tuple[Step, ...], decided: Mapping[str, str]) -> Iterator[Way]:
    steps = runbook.steps
    asked = {step.decision.name for step in steps if step.decision}
    while at < len(steps):
        step = steps[at]
        at += 1
        if step.condition and not _fits(step.condition, asked, decided):
            continue
        done = (*done, step)
        if step.decision is None:
            continue
        for choice in step.decision.choices:
            first = runbook.first_of(choice.to) if choice.leads is Leads.STEP else None
            to = steps.index(first) if first else at
            if to >= at:
                yield from _from(runbook, to, done, {**decided, step.decision.name: choice.id})
        return
    yield Way(done)


def _fits(condition: str, asked: set[str], decided: Mapping[str, str]) -> bool:
    if not set(names_in(condition)) <= asked:
        return True
    try:
        return holds(condition, typed(decided))
    except ExpressionError:
        return False
