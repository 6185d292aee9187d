"""What one part of a runbook needs of another: ids jumped to, values tested, blocks run again."""

from collections.abc import Iterator

from cockpit.core.expr import names_in
from cockpit.core.given import GIVEN
from cockpit.core.runbook import Leads, Risk, Runbook, Step
from cockpit.runbooks.pairs import Problem


def dangling(runbook: Runbook) -> Iterator[Problem]:
    """Each reference to something the file does not hold. Other runbooks and the profile are not known."""
    values = {name for step in runbook.steps for name in brought_by(step)} | set(GIVEN)
    values |= {one.name for one in runbook.inputs} | {one.name for one in runbook.parameters}
    prefixes = tuple(f"{name}_" for step in runbook.steps for name in outputs_of(step))
    tested = {name.replace("-", "_") for name in values}
    for step in runbook.steps:
        for choice in step.decision.choices if step.decision else ():
            if choice.leads is Leads.STEP and runbook.first_of(choice.to) is None:
                assert step.decision is not None
                yield Problem(step.decision.line, f"decide: {choice.id} leads to #{choice.to}, which is not here")
        for name in names_in(step.condition) if step.condition else ():
            if name not in tested and not name.startswith(prefixes):
                yield Problem(step.line, f"if: nothing here gives `{name}` a value; write an input, a decision or as=")
        if step.decision and step.decision.name in GIVEN:
            says = f"decide: `{step.decision.name}` means the incident wherever it stands"
            yield Problem(step.decision.line, f"{says}; write `name: another` or give the step another id")
        yield from _block(step)


def _block(step: Step) -> Iterator[Problem]:
    """A probe that runs a block again needs one that only reads."""
    probe = step.probe
    if probe is None or not probe.read.startswith("block"):
        return
    reading = [block for block in step.actions if block.provider and block.risk is Risk.READS]
    _, _, number = probe.read.partition(" ")
    if int(number or 1) > len(reading):
        yield Problem(probe.line, f"check: `read: {probe.read}` needs a block of this step that only reads")


def brought_by(step: Step) -> Iterator[str]:
    """Names of the values a step brings."""
    if step.decision:
        yield step.decision.name
    yield from (field.name for field in step.fields)
    yield from outputs_of(step)


def outputs_of(step: Step) -> Iterator[str]:
    """Names its blocks' outputs are kept under; each is also the beginning of names, as in `job_id` of `as=job`."""
    yield from filter(None, (action.attributes.get("as", "") for action in step.actions))
