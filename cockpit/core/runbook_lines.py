"""What trust would let run, line by line, for a person to read."""

from collections.abc import Iterator

from cockpit.core.duration import short
from cockpit.core.runbook import Runbook, RunbookAction
from cockpit.core.text import revealed


def allowed_lines(runbook: Runbook) -> Iterator[str]:
    """Every block that trust would let run, whole, hidden characters named."""
    for step in runbook.steps:
        for action in step.actions:
            if action.provider:
                yield f"line {action.line}  {step.title}"
                yield f"  {does(action)}"
                yield from (f"  │ {line}" for line in revealed(action.text).split("\n") if action.text)
        if step.probe and step.probe.read:
            yield f"line {step.probe.line}  {step.title}"
            yield f"  reads    {step.probe.read} every {short(step.probe.every)}, until {revealed(step.probe.expect)}"


def does(action: RunbookAction) -> str:
    """What a block does, in a few words: its risk, who runs it, on what."""
    if not action.provider:
        return f"{'to copy':<8} {action.lang or 'text'}"
    target = f" on {action.target}" if action.target else ""
    return f"{action.risk:<8} {action.provider} {action.verb}{target}"
