"""Work the checklist: confirm, skip, fill in, settle, take back."""

from functools import partial

from cockpit.core.actions import Outcome, Plan
from cockpit.core.checklist import StepState
from cockpit.core.incident import ActionRecord
from cockpit.core.inputs import ValueRefusedError, kept
from cockpit.core.profile import ENVIRONMENTS
from cockpit.core.runbook import Choice, Decision, Input, Leads, ValueKind
from cockpit.engine import requests as r
from cockpit.engine.updates import ByHandWanted, TrustWanted
from screens.ask.byhand import ByHandScreen
from screens.ask.confirm import ConfirmScreen
from screens.ask.form import Field, FormScreen
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.ask.text import TextScreen
from screens.flows.choices import choices
from screens.flows.console import Console
from widgets.pick_list import Option


async def confirm(console: Console, plan: Plan) -> None:
    """Show what would be done; run it only if a person says so."""
    environment = ENVIRONMENTS.get(plan.target.environment, ENVIRONMENTS["production"])
    typed = await console.ask(ConfirmScreen(plan, environment))
    if typed is None:
        console.submit(r.Decline(plan=plan.digest))
        console.tell("nothing was done")
    else:
        console.submit(r.Confirm(plan=plan.digest, typed=typed))


async def fill_in(console: Console, step: str, index: int, inputs: tuple[Input, ...]) -> None:
    """Ask for values once per incident, then run the step."""
    values = await _given(console, "Needed to run this step; asked once per incident", inputs)
    if values is not None:
        console.submit(r.SetParameters(values=values))
        console.submit(r.RunAction(step=step, index=index))


async def fields(console: Console, step: str, inputs: tuple[Input, ...]) -> None:
    """Ask for what the step wants to know, then tick it."""
    values = await _given(console, "Before this step is done", inputs)
    if values is not None:
        console.submit(r.GiveFields(step=step, values=values))


async def decide(console: Console, step: str, decision: Decision) -> None:
    """Ask the step's question; the answer says where to go on."""
    first = [choice for choice in decision.choices if choice.id == decision.default]
    others = [choice for choice in decision.choices if choice.id != decision.default]
    options = [Option(id=one.id, title=one.says, right=_leads(one)) for one in (*first, *others)]
    chosen = await console.ask(PickScreen(decision.question, options))
    if chosen is None:
        return
    reason: str | None = ""
    if decision.reason:
        reason = await console.ask(TextScreen(decision.question, "Why? The report keeps the reason.", required=True))
    if reason is not None:
        console.submit(r.Decide(step=step, choice=chosen, reason=reason))


async def by_hand(console: Console, wanted: ByHandWanted) -> None:
    """Show the block to copy and keep what came of it."""
    result = await console.ask(ByHandScreen(wanted, console.copy))
    if result is not None:
        console.submit(r.GiveResult(step=wanted.step, index=wanted.index, text=result, why=wanted.why))


async def _given(console: Console, title: str, inputs: tuple[Input, ...]) -> dict[str, str] | None:
    def wrong(input: Input, value: str) -> str:
        try:
            kept(input, value, console.now)
        except ValueRefusedError as error:
            return str(error)
        return ""

    asked = [
        Field(
            one.name,
            prompt=_prompt(one),
            value=one.default,
            required=not one.optional,
            example=one.example,
            wrong=partial(wrong, one),
        )
        for one in inputs
    ]
    return await console.ask(FormScreen(title, asked))


def _prompt(one: Input) -> str:
    """`scope: who is hit (one user, one org, all)`."""
    words = f"{one.name}: {one.says}" if one.says else one.name
    hint = ", ".join(one.choices) or {ValueKind.TIME: "14:02 UTC, 15m ago or now"}.get(one.kind, "")
    return f"{words} ({hint})" if hint else words


def _leads(choice: Choice) -> str:
    match choice.leads:
        case Leads.STEP:
            return f"to {choice.to}"
        case Leads.RUNBOOK:
            return f"opens {choice.to}"
        case Leads.BACK:
            return "back"
        case Leads.ON:
            return ""


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
