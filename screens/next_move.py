"""What to do now, in one sentence, where that is not a step of the checklist."""

from cockpit.core.incident import Phase
from screens.view import View


def next_move(view: View) -> str:
    """The one obvious next step; empty while the checklist says it."""
    incident, suggestion = view.incident, view.suggestion
    match incident.phase:
        case Phase.NONE if suggestion:
            because = "; ".join(suggestion.evidence)
            return f"Press d to declare an incident: {suggestion.level} is suggested, because {because}."
        case Phase.NONE:
            return "Watching. Press d to declare an incident."
        case Phase.OPEN if not incident.checklist.items:
            return "No runbook yet. Press o to open one."
        case Phase.OPEN if not incident.severity:
            return "Severity is pending. Press S to choose it."
        case Phase.OPEN if incident.checklist.current is None and incident.checklist.back_to:
            return f"{incident.checklist.title} is finished. Press B to go back to where you came from."
        case Phase.OPEN if incident.checklist.current is None:
            return "Every step is finished. Press R to resolve, or o for another runbook."
        case Phase.RESOLVED if incident.checklist.current is not None and _afterwards(view):
            return "Resolved. What is to be done afterwards is below; press P for the report."
        case Phase.RESOLVED if incident.left_open:
            return f"Resolved, but not put back yet: {'; '.join(incident.left_open)}. Type :open-states."
        case Phase.RESOLVED:
            return "Resolved. Press P for the report, then type :close."
        case Phase.CLOSED:
            return "Closed. Press P for the report, d to declare a new incident."
    return ""


def _afterwards(view: View) -> bool:
    """Whether the open runbook was opened because the incident was resolved."""
    resolved = view.incident.resolved
    return resolved is not None and any(left.runbook for left in view.incident.left)
