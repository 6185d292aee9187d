"""A runbook as the JSON document other programs read. Its shape is a contract: add keys, never rename them."""

from datetime import timedelta

from cockpit.core.runbook import Phase, Probe, Runbook, RunbookAction, Step


def document_of(runbook: Runbook) -> dict[str, object]:
    """The document `runbook show --json` prints; lengths of time are seconds, lines 1-based."""
    return {
        "id": runbook.id,
        "title": runbook.title,
        "digest": runbook.digest,
        "parameters": [{"name": parameter.name, "kind": parameter.kind} for parameter in runbook.parameters],
        "phases": [_phase(phase) for phase in runbook.phases],
        "unassigned": [{"line": line.line, "text": line.text} for line in runbook.unassigned],
    }


def _phase(phase: Phase) -> dict[str, object]:
    return {"title": phase.title, "steps": [_step(step) for step in phase.steps]}


def _step(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "title": step.title,
        "text": step.text,
        "budget_s": _seconds(step.budget),
        "line": step.line,
        "actions": [_action(action) for action in step.actions],
        "probe": _probe(step.probe) if step.probe else None,
    }


def _action(action: RunbookAction) -> dict[str, object]:
    return {
        "lang": action.lang,
        "text": action.text,
        "risk": action.risk,
        "parameters": list(action.parameters),
        "provider": action.provider,
        "verb": action.verb,
        "line": action.line,
    }


def _probe(probe: Probe) -> dict[str, object]:
    return {
        "read": probe.read,
        "expect": probe.expect,
        "every_s": _seconds(probe.every),
        "times": probe.times,
        "within_s": _seconds(probe.within),
        "says": probe.says,
        "line": probe.line,
    }


def _seconds(length: timedelta | None) -> float | int | None:
    if length is None:
        return None
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
