"""A message by hand: shown exactly, sent by nobody."""

import asyncio
from pathlib import Path

from cockpit.adapters.clock import SystemClock
from cockpit.core.actions import Action, Outcome, Target
from cockpit.core.secret import Secret
from cockpit.ports import ProviderContext, Run
from cockpit.providers.copy import build

OWNER = Target(name="owner", provider="copy", settings={"to": "the shop owner's phone"})


async def no_secret(name: str) -> Secret | None:
    raise AssertionError(f"{name} was asked for; nothing is sent, so nothing needs a credential")


PROVIDER = build(ProviderContext(secret_of=no_secret, who="cockpit/ana", clock=SystemClock()))


def message(text: str, verb: str = "send", **parameters: str) -> Action:
    return Action(id="m1", provider="copy", verb=verb, target="owner", text=text, parameters=parameters)


async def test_the_text_to_copy_is_shown_exactly_and_done_means_given_to_a_person(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(message("Orders of {shop} are late.\nMore at 10:30."), OWNER)
    filled = await PROVIDER.plan(message("Orders of {shop} are late.", shop="North Street"), OWNER)
    assert plan.request == ("Orders of {shop} are late.", "More at 10:30.")
    assert filled.request == ("Orders of North Street are late.",)
    assert "nothing is sent by machine" in plan.says
    receipt = await PROVIDER.execute(plan, Run(folder=tmp_path, progress=print, cancelled=asyncio.Event()))
    assert receipt.outcome is Outcome.DONE
    assert receipt.says == "given to a person to send to the shop owner's phone"
    assert (await PROVIDER.check(plan, tmp_path)).outcome is Outcome.UNKNOWN
    assert "by a person" in await PROVIDER.ping(OWNER)


async def test_an_empty_message_and_another_verb_are_refused() -> None:
    assert "empty" in (await PROVIDER.plan(message(" "), OWNER)).refused
    assert "only send" in (await PROVIDER.plan(message("x", verb="delete"), OWNER)).refused


async def test_hidden_characters_are_named() -> None:
    plan = await PROVIDER.plan(message("pay\u200bme"), OWNER)
    assert plan.request == ("pay⟨U+200B⟩me",)
    assert plan.warnings
