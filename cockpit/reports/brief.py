"""The hand-over brief: conditions, actions, needs, on one page of plain text."""

from datetime import datetime

from cockpit.core.duration import clock_face, short
from cockpit.core.incident import ActionRecord, Incident
from cockpit.core.text import printable
from cockpit.reports.hypotheses import brief_lines


def brief(incident: Incident, now: datetime, head: str) -> str:
    """Where the incident stands at `now` (aware), for whoever takes over."""
    tally, current = incident.checklist.tally, incident.checklist.current
    t0 = incident.t0 or incident.declared or now
    conditions = [
        f"{incident.id}: {incident.title}",
        f"severity {incident.severity or 'pending'}, {incident.phase}, T+{clock_face(now - t0)}",
        *([incident.symptom] if incident.symptom else []),
        *(f"alarm: {name}: {says}" for name, says in incident.raised.items()),
        *brief_lines(incident),
    ]
    actions = [
        *(_action(record) for record in incident.actions[-8:]),
        f"steps: {tally.done} done ({tally.by_hand} by hand), {tally.skipped} skipped, {tally.open} open",
    ]
    needs = [
        *(f"say what became of: {record.action.verb} on {record.action.target}" for record in incident.unknown),
        *(f"put back: {state.says} (open {short(now - state.since)})" for state in incident.open_states),
        *incident.still_missing.values(),
        *(
            f"{clock.says}: {_left(clock.left(now).total_seconds(), clock_face(clock.left(now)))}"
            for clock in incident.clocks
        ),
        *([f"next step: {current.step.title} ({current.state})"] if current else []),
    ]
    parts = (("Conditions", conditions), ("Actions", actions), ("Needs", needs or ["nothing"]))
    lines = [line for name, said in parts for line in (name, *(f"  {printable(one)}" for one in said))]
    return "\n".join([*lines, f"journal head {head}"]) + "\n"


def _action(record: ActionRecord) -> str:
    what = f"{record.started:%H:%M} {record.action.verb} on {record.action.target}"
    return f"{what}: {record.outcome or 'running'}, {record.says}"


def _left(seconds: float, face: str) -> str:
    return f"in {face}" if seconds >= 0 else f"OVERDUE by {face.removeprefix('-')}"
