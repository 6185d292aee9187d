"""Small ways to look at a parsed runbook."""

from collections.abc import Iterator

from cockpit.core.runbook import Runbook
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
    yield from (phase.title for phase in runbook.phases)
    for step in runbook.steps:
        yield from (step.id, step.title, step.text)
        for action in step.actions:
            yield from (action.lang, action.text, *action.attributes, *action.attributes.values())
        if step.probe:
            yield from (step.probe.read, step.probe.expect, step.probe.says)
    yield from (line.text for line in runbook.unassigned)
