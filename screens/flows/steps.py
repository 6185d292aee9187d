"""Work the checklist: confirm, skip, settle, take back, open, trust."""

from cockpit.core.actions import Outcome
from cockpit.core.checklist import StepState
from cockpit.core.incident import ActionRecord
from cockpit.core.profile import ENVIRONMENTS
from cockpit.engine import requests as r
from cockpit.engine.updates import PlanMade, TrustWanted
from screens.ask.confirm import ConfirmScreen
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.ask.text import TextScreen
from screens.flows.choices import choices
from screens.flows.console import Console


async def confirm(console: Console, made: PlanMade) -> None:
    """Show what would be done; run it only if a person says so."""
    plan = made.plan
    environment = ENVIRONMENTS.get(plan.target.environment, ENVIRONMENTS["production"])
    typed = await console.ask(ConfirmScreen(plan, environment))
    if typed is None:
        console.submit(r.Decline(plan=plan.digest))
        console.tell("nothing was done")
    else:
        console.submit(r.Confirm(plan=plan.digest, typed=typed))


async def go_back(console: Console) -> None:
    """To the runbook this one was opened from."""
    console.submit(r.GoBack())


async def skip(console: Console, step: str) -> None:
    """A skipped step keeps its reason."""
    reason = await console.ask(
        TextScreen("Skip this step", "Why is it not needed? The report keeps the reason.", required=True)
    )
    if reason is not None:
        console.submit(r.MarkStep(step=step, state=StepState.SKIPPED, reason=reason))


async def settle_step(console: Console, step: str) -> None:
    """Settle the unknown action of `step`."""
    found = [record for record in console.view.incident.unknown if record.action.step == step]
    if not found:
        console.tell("nothing of this step is unknown", "warning")
        return
    await settle(console, found[-1])


async def settle_any(console: Console) -> None:
    """Choose an unknown action and settle it."""
    unknown = {record.action.id: record for record in console.view.incident.unknown}
    if not unknown:
        console.tell("nothing is unknown")
        return
    options = [(id, f"{record.action.verb} on {record.action.target}: {record.says}") for id, record in unknown.items()]
    chosen = await console.ask(PickScreen("What became of it is unknown", choices(options)))
    if chosen is not None:
        await settle(console, unknown[chosen])


async def settle(console: Console, record: ActionRecord) -> None:
    """Check it (sends nothing that changes anything), or say what became of it and how that is known."""
    options = [
        ("check", "Check: read the target and what the action left behind"),
        (Outcome.DONE, "It happened"),
        (Outcome.FAILED, "It did not happen"),
    ]
    choice = await console.ask(PickScreen(f"{record.action.verb} on {record.action.target}: unknown", choices(options)))
    if choice == "check":
        console.submit(r.CheckAction(action=record.action.id))
    elif choice is not None:
        reason = await console.ask(
            TextScreen("How do you know?", "What did you look at? The report keeps it.", required=True)
        )
        if reason is not None:
            console.submit(r.ResolveAction(action=record.action.id, outcome=Outcome(choice), reason=reason))


async def undo(console: Console) -> None:
    """List the ways back; the chosen one is planned, shown and confirmed like any action."""
    options = [(token.id, token.says) for token in reversed(console.view.incident.undo)]
    if not options:
        console.tell("there is nothing to take back")
        return
    token = await console.ask(PickScreen("Ways back, newest first", choices(options)))
    if token is not None:
        console.submit(r.Undo(token=token))


async def cancel(console: Console, step: str) -> None:
    """Ask the running action of `step` to stop."""
    running = [record for record in console.view.incident.running if record.action.step == step]
    if not running:
        console.tell("nothing of this step is running", "warning")
        return
    console.submit(r.CancelAction(action=running[-1].action.id))


async def open_runbook(console: Console) -> None:
    """Choose a runbook; it is pinned to the incident."""
    if not console.view.incident.id:
        console.tell("no incident yet: press d to declare one", "warning")
        return
    options = [(id, f"{title} — {when}" if when else title) for id, title, when in console.runbooks]
    if not options:
        console.tell("the profile names no runbook; add [runbooks] paths to it", "warning")
        return
    chosen = await console.ask(PickScreen("Open a runbook", choices(options)))
    if chosen is not None:
        console.submit(r.OpenRunbook(runbook=chosen, why="chosen"))


async def trust(console: Console) -> None:
    """Let the blocks of the open runbook run, after one more look at which those are."""
    if console.view.runbook is None or console.view.trusted:
        console.tell("there is nothing to trust here")
        return
    console.submit(r.ReviewTrust())


async def trust_asked(console: Console, wanted: TrustWanted) -> None:
    """Show every block that would run and what changed, then ask."""
    await console.ask(ReadScreen(f"What “{wanted.title}” may run once it is trusted", wanted.lines))
    options = [("no", "No, only read it"), ("yes", "Yes, I have read it; what it holds may be run")]
    title = f"Trust “{wanted.title}” ({wanted.digest[:12]})?"
    if await console.ask(PickScreen(title, choices(options))) == "yes":
        console.submit(r.TrustRunbook(digest=wanted.digest))
