"""A runbook as the JSON document other programs read. Its shape is a contract: add keys, never rename them."""

from datetime import timedelta

from cockpit.core.runbook import Decision, Input, Opening, Phase, Probe, Runbook, RunbookAction, Step


def document_of(runbook: Runbook) -> dict[str, object]:
    """The document `runbook show --json` prints; lengths of time are seconds, lines 1-based."""
    return {
        "id": runbook.id,
        "title": runbook.title,
        "digest": runbook.digest,
        "intro": runbook.intro,
        "when": runbook.when,
        "severity": runbook.severity,
        "profile": runbook.profile,
        "owner": runbook.owner,
        "validated": runbook.validated,
        "budget_s": _seconds(runbook.budget),
        "inputs": [_input(one) for one in runbook.inputs],
        "parameters": [{"name": parameter.name, "kind": parameter.kind} for parameter in runbook.parameters],
        "phases": [_phase(phase) for phase in runbook.phases],
        "unassigned": [{"line": line.line, "text": line.text} for line in runbook.unassigned],
    }


def _phase(phase: Phase) -> dict[str, object]:
    return {
        "id": phase.id,
        "title": phase.title,
        "condition": phase.condition,
        "steps": [_step(step) for step in phase.steps],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "title": step.title,
        "text": step.text,
        "budget_s": _seconds(step.budget),
        "line": step.line,
        "condition": step.condition,
        "by_person": step.by_person,
        "pitfalls": list(step.pitfalls),
        "fields": [_input(one) for one in step.fields],
        "actions": [_action(action) for action in step.actions],
        "probe": _probe(step.probe) if step.probe else None,
        "decision": _decision(step.decision) if step.decision else None,
        "opens": _opening(step.opens),
        "closes": step.closes,
    }


def _action(action: RunbookAction) -> dict[str, object]:
    return {
        "lang": action.lang,
        "text": action.text,
        "risk": action.risk,
        "parameters": list(action.parameters),
        "provider": action.provider,
        "verb": action.verb,
        "target": action.target,
        "opens": _opening(action.opens),
        "closes": action.closes,
        "line": action.line,
    }


def _probe(probe: Probe) -> dict[str, object]:
    return {
        "read": probe.read,
        "match": probe.match,
        "expect": probe.expect,
        "every_s": _seconds(probe.every),
        "times": probe.times,
        "within_s": _seconds(probe.within),
        "quiet_s": _seconds(probe.quiet),
        "until_s": _seconds(probe.until),
        "says": probe.says,
        "line": probe.line,
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "question": decision.question,
        "name": decision.name,
        "default": decision.default,
        "reason": decision.reason,
        "choices": [
            {"id": choice.id, "says": choice.says, "leads": choice.leads, "to": choice.to}
            for choice in decision.choices
        ],
        "line": decision.line,
    }


def _input(one: Input) -> dict[str, object]:
    return {
        "name": one.name,
        "says": one.says,
        "kind": one.kind,
        "pattern": one.pattern,
        "choices": list(one.choices),
        "example": one.example,
        "default": one.default,
        "optional": one.optional,
    }


def _opening(opening: Opening | None) -> dict[str, object] | None:
    return {"says": opening.says, "within_s": _seconds(opening.within)} if opening else None


def _seconds(length: timedelta | None) -> float | int | None:
    if length is None:
        return None
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
