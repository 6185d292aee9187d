"""Small ways to look at a parsed runbook."""

from collections.abc import Iterator

from cockpit.core.runbook import Input, Runbook
from cockpit.runbooks.parse import parse


def parsed(text: str, source_id: str = "file-name") -> Runbook:
    """The runbook in `text`, named as if read from `file-name.md`."""
    return parse(text, source_id=source_id, digest="d" * 64)


def outline(runbook: Runbook) -> list[tuple[str, list[str]]]:
    """(phase title, its step titles)."""
    return [(phase.title, [step.title for step in phase.steps]) for phase in runbook.phases]


def everything(runbook: Runbook) -> Iterator[str]:
    """Every piece of text the runbook holds."""
    yield from (runbook.id, runbook.title, runbook.when, runbook.severity)
    yield runbook.intro
    yield from (runbook.profile, runbook.owner, runbook.validated)
    for one in runbook.inputs:
        yield from _asked(one)
    for phase in runbook.phases:
        yield from (phase.title, phase.condition)
    for step in runbook.steps:
        yield from (step.id, step.title, step.text, step.condition, step.closes, *step.pitfalls)
        yield step.opens.says if step.opens else ""
        for one in step.fields:
            yield from _asked(one)
        if step.decision:
            yield from (step.decision.question, step.decision.name, step.decision.default)
            for choice in step.decision.choices:
                yield from (choice.id, choice.says, choice.to)
        for action in step.actions:
            yield from (action.lang, action.text, *action.attributes, *action.attributes.values())
        if step.probe:
            yield from (step.probe.read, step.probe.expect, step.probe.match, step.probe.says)
    yield from (line.text for line in runbook.unassigned)


def _asked(one: Input) -> Iterator[str]:
    yield from (one.name, one.says, one.pattern, *one.choices, one.example, one.default)
