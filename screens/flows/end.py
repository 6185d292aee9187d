"""Resolve, close, reopen, report."""

from cockpit.core.incident import Phase
from cockpit.engine import requests as r
from screens.ask.pick import PickScreen
from screens.ask.text import TextScreen
from screens.flows.choices import choices
from screens.flows.console import Console


async def resolve(console: Console) -> None:
    """It is over: say why it happened as far as that is known."""
    if console.view.incident.phase is not Phase.OPEN:
        console.tell("there is no open incident to resolve", "warning")
        return
    cause = await console.ask(
        TextScreen(
            "Resolve",
            "What was the cause? Leave it empty if nobody knows yet.",
            console.view.incident.confirmed,
            required=False,
        )
    )
    if cause is not None:
        console.submit(r.Resolve(cause=cause))
        console.tell("resolved; press P for the report, :close when everything is put back")


async def close(console: Console) -> None:
    """Nothing may be open, running or unknown."""
    incident = console.view.incident
    if incident.phase is not Phase.RESOLVED:
        console.tell("resolve the incident first (press R)", "warning")
        return
    if incident.left_open:
        console.tell(f"cannot close: {'; '.join(incident.left_open)}", "warning")
        return
    if (
        await console.ask(PickScreen(f"Close {incident.id}?", choices([("no", "Not yet"), ("yes", "Close it")])))
        == "yes"
    ):
        console.submit(r.Close())


async def reopen(console: Console) -> None:
    """It came back."""
    if console.view.incident.phase not in (Phase.RESOLVED, Phase.CLOSED):
        console.tell("only a resolved incident can be reopened", "warning")
        return
    reason = await console.ask(TextScreen("Reopen", "What came back?", required=True))
    if reason is not None:
        console.submit(r.Reopen(reason=reason))


async def report(console: Console) -> None:
    """Write the post-mortem as it stands; it is shown when it is ready."""
    if not console.view.incident.id:
        console.tell("no incident yet: press d to declare one", "warning")
        return
    console.submit(r.MakeReport())
