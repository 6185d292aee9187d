"""Tell people, and keep track of what was promised or left open."""

from cockpit.engine import requests as r
from cockpit.engine.comms import drafted
from cockpit.engine.updates import MessageWanted
from screens.ask.message import MessageScreen
from screens.ask.pick import PickScreen
from screens.ask.text import TextScreen
from screens.flows.choices import choices
from screens.flows.console import Console
from screens.flows.reconciling import reconcile


async def message(console: Console) -> None:
    """Choose a template, edit the text, see it once more, send it or copy it."""
    messages = console.profile.messages
    if not console.view.incident.id:
        console.tell("no incident yet: press d to declare one", "warning")
        return
    if not messages:
        console.tell("the profile has no messages; add [messages.start] to it", "warning")
        return
    options = [(name, f"{name}: {template.title or template.text}") for name, template in messages.items()]
    name = await console.ask(PickScreen("Which message?", choices(options)))
    if name is None:
        return
    template = messages[name]
    draft = drafted(template, console.view.incident, console.profile, console.now, {})
    text = await console.ask(MessageScreen(name, draft, template.channel, template.promise))
    if text is None:
        return
    if template.channel:
        console.submit(r.SendMessage(message=name, text=text))
        return
    if await _sent_by_hand(console, text):
        console.submit(r.MessageGiven(message=name, text=text, promise=template.promise))


async def of_step(console: Console, wanted: MessageWanted) -> None:
    """A step's message: fill in what is missing; then it is planned, or copied and sent by a person."""
    text = await console.ask(MessageScreen(wanted.message, wanted.text, wanted.channel, wanted.promise))
    if text is None:
        return
    if wanted.channel:
        console.submit(
            r.SendMessage(
                message=wanted.message,
                text=text,
                channel=wanted.channel,
                promise=wanted.promise,
                step=wanted.step,
                block=wanted.index,
            )
        )
        return
    if await _sent_by_hand(console, text):
        given = r.MessageGiven(
            message=wanted.message, text=text, promise=wanted.promise, step=wanted.step, block=wanted.index
        )
        console.submit(given)


async def _sent_by_hand(console: Console, text: str) -> bool:
    console.copy(text)
    sent = [("yes", "Yes, I have sent it"), ("no", "No, not yet")]
    return await console.ask(PickScreen("Copied. Have you sent it?", choices(sent))) == "yes"


async def note(console: Console) -> None:
    """A line for the timeline."""
    text = await console.ask(TextScreen("Note", "What happened, or what was decided?", required=True))
    if text is not None:
        console.submit(r.AddNote(text=text))


async def follow_up(console: Console) -> None:
    """Something to be done after the incident."""
    text = await console.ask(TextScreen("Follow-up", "What is to be done? (owner: what, by when)", required=True))
    if text is not None:
        owner, colon, what = text.partition(":")
        console.submit(r.AddFollowUp(text=what.strip() if colon else text, owner=owner.strip() if colon else ""))


async def open_states(console: Console) -> None:
    """What was left off or paused: put it back by its undo, or say that it was put back by hand."""
    states = {state.id: state for state in console.view.incident.open_states}
    missing = console.view.incident.still_missing
    if not states and not missing:
        console.tell("nothing is left open")
        return
    listed = [*((id, one.says) for id, one in states.items()), *((f"={name}", says) for name, says in missing.items())]
    chosen = await console.ask(PickScreen("Left open; choose what to put back", choices(listed)))
    if chosen is None:
        return
    if chosen.removeprefix("=") in missing and chosen not in states:
        await reconcile(console, chosen.removeprefix("="))
        return
    if states[chosen].undo:
        console.submit(r.Undo(token=states[chosen].undo))
        return
    how = await console.ask(TextScreen("Put back by hand", "How was it put back?", required=True))
    if how is not None:
        console.submit(r.CloseState(state=chosen, how=how))
