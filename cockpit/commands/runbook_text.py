"""A runbook as lines for a terminal."""

from collections.abc import Iterator

from cockpit.core.duration import short
from cockpit.core.runbook import Runbook, RunbookAction, Step
from cockpit.core.text import revealed


def shown_lines(runbook: Runbook) -> Iterator[str]:
    """The checklist, then what fits nowhere."""
    yield f"{runbook.title}  ({runbook.id}, {len(runbook.steps)} steps)"
    if runbook.when:
        yield f"When: {runbook.when}"
    if runbook.parameters:
        yield "Asks for: " + ", ".join(parameter.name for parameter in runbook.parameters)
    for phase in runbook.phases:
        yield ""
        yield phase.title
        for step in phase.steps:
            yield from _step_lines(step)
    if runbook.unassigned:
        yield ""
        yield "Fits nowhere (unassigned):"
        yield from (f"  {line.line:>5}  {line.text}" for line in runbook.unassigned)


def allowed_lines(runbook: Runbook) -> Iterator[str]:
    """Every block that trust would let run, whole, hidden characters named."""
    for step in runbook.steps:
        for action in step.actions:
            if action.provider:
                yield f"line {action.line}  {step.title}"
                yield f"  {_does(action)}"
                yield from (f"  │ {line}" for line in revealed(action.text).split("\n") if action.text)
        if step.probe:
            yield f"line {step.probe.line}  {step.title}"
            yield f"  reads    {step.probe.read} every {short(step.probe.every)}, until {revealed(step.probe.expect)}"


def _step_lines(step: Step) -> Iterator[str]:
    budget = f"  ({short(step.budget)})" if step.budget else ""
    yield f"  [ ] {step.title}{budget}"
    yield from (f"      {line}" for line in step.text.split("\n") if step.text)
    yield from (f"      > {_does(action)} (line {action.line})" for action in step.actions)
    if step.probe:
        yield f"      ? done when {step.probe.expect} in {step.probe.read}, {step.probe.times} times in a row"


def _does(action: RunbookAction) -> str:
    if not action.provider:
        return f"{'to copy':<8} {action.lang or 'text'}"
    target = f" on {action.target}" if action.target else ""
    return f"{action.risk:<8} {action.provider} {action.verb}{target}"
