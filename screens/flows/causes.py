"""Possible causes: the board, and what is asked before one is raised, weighed or settled."""

import asyncio

from cockpit.core.hypothesis import Hypothesis, Speaks, Standing
from cockpit.core.incident import Incident, Pin
from cockpit.engine import requests as r
from screens.ask.causes import CausesScreen, Chosen
from screens.ask.form import Field, FormScreen
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.ask.text import TextScreen
from screens.flows.console import Console
from widgets.cause_lines import SUGGESTED, in_full, of_match
from widgets.pick_list import Option

PINS = 10  # newest kept rows offered as evidence
PATIENCE = 40  # looks for a row that is being kept
LOOK_EVERY = 0.05  # seconds between them

SIDES = {"for": Speaks.FOR, "against": Speaks.AGAINST}
VERDICTS: dict[str, tuple[Standing, str, str]] = {
    "confirm": (Standing.CONFIRMED, "Confirm", "What shows it? Empty: the evidence above does."),
    "refute": (Standing.REFUTED, "Refute", "What rules it out? Empty: the evidence above does."),
    "aside": (Standing.ASIDE, "Set aside", "Why is it not followed now?"),
    "open": (Standing.OPEN, "Open again", "Why is it open again?"),
}


async def board(console: Console) -> None:
    """Shows the board until it is closed; each answer comes back to it."""
    here = ""
    while chosen := await console.ask(CausesScreen(lambda: console.view, here, console.profile.causes)):
        here = chosen.id
        if chosen.what == "runbook" and _runbook_opened(console, chosen.id):
            return
        await _do(console, chosen)


async def _do(console: Console, chosen: Chosen) -> None:
    if chosen.what == "new":
        await _new(console)
    elif chosen.what == "runbook":
        return
    elif chosen.id.startswith(SUGGESTED):
        await _suggested(console, chosen)
    elif chosen.what == "read":
        await _read(console, chosen.id)
    elif chosen.what in SIDES:
        await _weigh(console, chosen.id, SIDES[chosen.what])
    else:
        await _settle(console, chosen.id, *VERDICTS[chosen.what])


async def _new(console: Console) -> None:
    fields = (
        Field("text", "What may be the cause?", example="the disk is full"),
        Field("confirms", "What would confirm it?", required=False, example="df shows 100 %"),
        Field("refutes", "What would refute it?", required=False, example="writes go through"),
    )
    if not console.view.incident.id:
        console.tell("no incident yet: press d to declare one", "warning")
        return
    values = await console.ask(FormScreen("A possible cause", fields))
    if values is not None:
        console.submit(r.RaiseHypothesis(**values))


def _runbook_opened(console: Console, id: str) -> bool:
    """Whether the profile names a runbook for this class of bug: it is asked for, and the board makes way for it."""
    raised = console.view.incident.hypothesis(id)
    bug_class = raised.bug_class if raised else id.removeprefix(SUGGESTED)
    runbook = console.profile.causes.get(bug_class, "")
    if runbook:
        why = next((one.says for one in console.view.causes if one.bug_class.id == bug_class), bug_class)
        console.submit(r.OpenRunbook(runbook=runbook, why=f"looks like: {why}"))
    else:
        console.tell("the profile names no runbook for that; see [causes]", "warning")
    return bool(runbook)


async def _suggested(console: Console, chosen: Chosen) -> None:
    """What only looks like one: raise it, read its rows first, or have it suggested no more."""
    bug_class = chosen.id.removeprefix(SUGGESTED)
    match = next((one for one in console.view.causes if one.bug_class.id == bug_class), None)
    if match is None:
        return
    if chosen.what != "aside":
        asked = [
            Option("raise", "Raise it", ("a hypothesis with these rows as its first evidence",)),
            Option("read", "Read its rows first"),
            Option("no", "Not now"),
        ]
        answer = await console.ask(PickScreen(match.says, asked))
        if answer == "read":
            await console.ask(ReadScreen("Looks like a known bug", list(of_match(match))))
        elif answer == "raise":
            console.submit(r.RaiseSuggested(bug_class=bug_class))
        return
    console.submit(r.DismissCause(bug_class=bug_class))
    console.tell("not suggested again while this cockpit runs")


async def _read(console: Console, id: str) -> None:
    found = console.view.incident.hypothesis(id)
    if found is not None:
        match = next((one for one in console.view.causes if one.bug_class.id == found.bug_class), None)
        await console.ask(ReadScreen("A possible cause", list(in_full(found, match))))


async def _weigh(console: Console, id: str, side: Speaks) -> None:
    """Words, the row under the cursor of the log or the audit pane, or a row that was kept before."""
    pins = list(reversed(console.view.incident.pinned))[:PINS]
    title = f"What speaks {side} it?"
    choice: str | None = "words"
    if pins or console.row_pane:
        here = [Option("here", f"The row under the cursor of the {console.row_pane}")] if console.row_pane else []
        kept = [Option(f"{place}", f"{pin.source}: {pin.text}", right=_at(pin)) for place, pin in enumerate(pins)]
        choice = await console.ask(PickScreen(title, [*here, Option("words", "My own words"), *kept]))
    if choice is None:
        return
    if choice == "words":
        text = await console.ask(
            TextScreen(
                title, "What was seen? A sum that ends in = is worked out. (b on a log or audit row keeps it for here.)"
            )
        )
        if text is not None:
            console.submit(r.WeighEvidence(hypothesis=id, speaks=side, text=text))
        return
    pin = await _kept_now(console) if choice == "here" else pins[int(choice)]
    if pin is None:
        console.tell("there is no row under the cursor", "warning")
        return
    console.submit(r.WeighEvidence(hypothesis=id, speaks=side, text=pin.text, source=pin.source, of=pin.of))


async def _kept_now(console: Console) -> Pin | None:
    """The row under the cursor, once it is kept as evidence; None: there was none."""
    before = _told(console.view.incident)
    console.keep_row()
    for _ in range(PATIENCE):
        await asyncio.sleep(LOOK_EVERY)
        incident = console.view.incident
        if _told(incident) != before and incident.pinned:
            return incident.pinned[-1]
    return None


async def _settle(console: Console, id: str, standing: Standing, title: str, prompt: str) -> None:
    found = console.view.incident.hypothesis(id)
    if found is None:
        return
    if found.standing is standing:
        console.tell(f"it is {standing} already")
        return
    needed = standing is Standing.ASIDE
    reason = await console.ask(TextScreen(f"{title}: {found.text}", prompt, required=needed))
    if reason is not None:
        console.submit(r.SettleHypothesis(hypothesis=id, standing=standing, reason=reason))
        if standing is Standing.CONFIRMED and (reason or found.speaking(Speaks.FOR)):
            await _mend(console, found)


async def _mend(console: Console, confirmed: Hypothesis) -> None:
    """What mends it is to be done after the incident, unless somebody noted it already."""
    noted = {one.text for one in console.view.incident.follow_ups}
    mend = [one for one in confirmed.mend if one not in noted]
    if not mend:
        return
    asked = [Option("yes", "Yes, note them", tuple(mend)), Option("no", "No")]
    if await console.ask(PickScreen("Follow-ups: what mends it?", asked)) == "yes":
        for text in mend:
            console.submit(r.AddFollowUp(text=text))


def _told(incident: Incident) -> tuple[int, Pin | None]:
    return incident.seq, incident.pinned[-1] if incident.pinned else None


def _at(pin: Pin) -> str:
    return f"{pin.of:%H:%M:%S}" if pin.of else ""
