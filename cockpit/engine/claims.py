"""Whether an action may start now, and the event that says how it ended."""

from cockpit.core.actions import Outcome, Plan, Receipt
from cockpit.core.events import ActionFinished
from cockpit.core.incident import Incident, Phase
from cockpit.core.runbook import Risk


def finished(action: str, receipt: Receipt) -> ActionFinished:
    """The event for `receipt`; of what failed there is no way back."""
    return ActionFinished(
        action=action,
        outcome=receipt.outcome,
        says=receipt.says,
        rows=receipt.rows,
        columns=receipt.columns,
        sample=receipt.sample,
        output=receipt.output,
        undo=receipt.undo if receipt.outcome is not Outcome.FAILED else None,
    )


def taken(incident: Incident, plan: Plan) -> str:
    """Why this action must not start now, or ""."""
    action = plan.action
    may_tell = action.verb == "send" and incident.phase is Phase.RESOLVED
    if not incident.is_open and action.risk is not Risk.READS and not may_tell:
        return "the incident is not open; reopen it first"
    if incident.action(action.id):
        return "it was already started"
    for record in incident.running:
        if action.step and record.action.step == action.step and record.action.verb == action.verb:
            return f"{record.by} started this step at {record.started:%H:%M:%S} and it is still running"
    if action.undoes and all(token.id != action.undoes for token in incident.undo):
        return "this was already taken back"
    return ""
