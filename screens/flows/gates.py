"""What has to be given before a step goes on: values, an answer, the result of work done by hand."""

from functools import partial

from cockpit.core.inputs import ValueRefusedError, kept
from cockpit.core.runbook import Choice, Input, Leads, ValueKind
from cockpit.engine import requests as r
from cockpit.engine.updates import ByHandWanted, DecisionWanted, FieldsWanted, ParametersWanted, SecretWanted
from screens.ask.byhand import ByHandScreen
from screens.ask.form import Field, FormScreen
from screens.ask.pick import PickScreen
from screens.ask.secret import SecretScreen
from screens.ask.text import TextScreen
from screens.flows.console import Console
from widgets.pick_list import Option


async def fill_in(console: Console, wanted: ParametersWanted) -> None:
    """Ask for values once per incident, then run the step."""
    values = await _given(console, "Needed to run this step; asked once per incident", wanted.inputs)
    if values is not None:
        console.submit(r.SetParameters(values=values))
        console.submit(r.RunAction(step=wanted.step, index=wanted.index))


async def secret(console: Console, wanted: SecretWanted) -> None:
    """Ask for the value a block sends where nobody can read it, then plan the block with it."""
    typed = await console.ask(SecretScreen(wanted.name, wanted.says, wanted.why))
    if typed is None:
        console.tell("nothing was done")
    else:
        console.submit(r.GiveSecret(step=wanted.step, index=wanted.index, secret=typed))


async def fields(console: Console, wanted: FieldsWanted) -> None:
    """Ask for what the step wants to know, then tick it."""
    values = await _given(console, "Before this step is done", wanted.fields)
    if values is not None:
        console.submit(r.GiveFields(step=wanted.step, values=values))


async def decide(console: Console, wanted: DecisionWanted) -> None:
    """Ask the step's question; the answer says where to go on."""
    decision = wanted.decision
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
        console.submit(r.Decide(step=wanted.step, choice=chosen, reason=reason))


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
