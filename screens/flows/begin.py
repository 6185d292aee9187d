"""Begin an incident and say how bad it is."""

from cockpit.core.incident import Phase
from cockpit.engine import requests as r
from screens.ask.declare import DeclareScreen
from screens.ask.severity import SeverityScreen
from screens.flows.console import Console


async def declare(console: Console) -> None:
    """At most three answers: what is wrong, how bad (or pending), since when."""
    incident = console.view.incident
    if incident.phase in (Phase.OPEN, Phase.RESOLVED):
        console.tell(f"{incident.id} is still open; close it before declaring another", "warning")
        return
    alarms = [f"{signal.threshold.name}: {signal.says}" for signal in console.view.alarms]
    asked = DeclareScreen(console.profile.scale, lambda: console.now, symptom=alarms[0] if alarms else "")
    answer = await console.ask(asked)
    if answer is not None:
        console.submit(answer)


async def choose_severity(console: Console) -> None:
    """Definitions and examples beside the choice; a change needs a reason."""
    view = console.view
    if not view.incident.id:
        console.tell("no incident yet: press d to declare one", "warning")
        return
    answer = await console.ask(SeverityScreen(console.profile.scale, view.suggestion, view.incident.severity))
    if answer is None:
        return
    for question, yes in answer.answers.items():
        console.submit(r.Answer(question=question, yes=yes))
    console.submit(r.ChooseSeverity(level=answer.level, reason=answer.reason))
    chosen = console.profile.scale.level(answer.level)
    if chosen and chosen.response:
        console.tell(f"{chosen.label}: {chosen.response}")
