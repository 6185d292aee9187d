"""Actions of several requests: whatever happens to the second of three, nothing is claimed that is not so."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit.core.actions import Outcome, Receipt
from cockpit.drill.vendors.loopback import Asked, Behaviour, Reply, loopback
from cockpit.drill.vendors.shopify import ShopifyLab, writes
from cockpit.drill.vendors.stripe import StripeLab
from cockpit.ports import Run
from tests.providers import test_shopify, test_stripe

DONE_FIRST = {
    "the answer is lost": Reply(200, b"{", reset=True),
    "500 after it was done": Reply(500, b"{}"),
    "silence after it was done": Reply(hang=True),
    "half an answer": Reply(200, b'{"data":', {"content-type": "application/json"}),
}
NOT_DONE = {
    "500": Reply(500, b"{}"),
    "the line is cut": Reply(200, b"{", reset=True),
    "403": Reply(403, b'{"error": {"message": "no"}}', {"content-type": "application/json"}),
    "429": Reply(429, b"{}", {"retry-after": "3"}),
    "a redirect": Reply(307, b"", {"location": "https://elsewhere.example/"}),
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(folder=tmp_path, progress=lambda line: None, cancelled=asyncio.Event())


def second(usual: Behaviour, is_change: Callable[[Asked], bool], reply: Reply, done: bool) -> Behaviour:
    """The second change is answered with `reply`, `done` or not; everything else as usual."""
    seen = [0]

    def answer(asked: Asked) -> Reply:
        seen[0] += is_change(asked)
        if not is_change(asked) or seen[0] != 2:
            return usual(asked)
        if done:
            usual(asked)
        return reply

    return answer


@pytest.mark.parametrize("fault", [*DONE_FIRST, *NOT_DONE])
async def test_of_three_events_the_first_is_sent_and_the_third_is_not_tried(run: Run, fault: str) -> None:
    lab = StripeLab(shop="whsec_1")
    lab.endpoint("we_1", "whsec_1")
    for number in (1, 2, 3):
        lab.sale(number, 5, hours_ago=number)
    with loopback(lab) as server:
        world = test_stripe.World(server, lab, patience=1.0)
        plan = await world.plan("resend", "all")
        server.behaviour = second(lab, lambda asked: asked.method != "GET", _reply(fault), fault in DONE_FIRST)
        receipt = await world.provider.execute(plan, run)
        await world.provider.close()
        assert len(world.changes) == 2
    _honest(receipt, fault, lab.effects)
    refused = fault in ("403", "429", "a redirect")
    assert receipt.outcome is (Outcome.FAILED if refused else Outcome.UNKNOWN), receipt.says
    assert "1 of 3 were sent again" in receipt.says


@pytest.mark.parametrize("fault", [*DONE_FIRST, *NOT_DONE])
async def test_of_three_subscriptions_whatever_is_gone_can_be_made_again(run: Run, fault: str) -> None:
    lab = ShopifyLab()
    for number in (1, 2, 3):
        lab.hook(number, f"TOPIC_{number}")
    with loopback(lab) as server:
        world = test_shopify.World(server, lab, patience=1.0)
        plan = await world.plan("off", "all")
        server.behaviour = second(lab, writes, _reply(fault), fault in DONE_FIRST)
        receipt = await world.provider.execute(plan, run)
        assert len(world.changes) == 2
        server.behaviour = lab
        _honest(receipt, fault, lab.effects)
        assert receipt.outcome is Outcome.UNKNOWN, "some are gone, so it is not just failed"
        assert receipt.undo is not None
        await world.clock.sleep(5)
        back = await world.provider.plan(receipt.undo.action, world.target)
        assert (await world.provider.execute(back, run)).outcome is Outcome.DONE
        await world.provider.close()
    assert {hook["topic"] for hook in lab.hooks} == {"TOPIC_1", "TOPIC_2", "TOPIC_3"}


def _reply(fault: str) -> Reply:
    return {**DONE_FIRST, **NOT_DONE}[fault]


def _honest(receipt: Receipt, fault: str, effects: int) -> None:
    assert effects == (2 if fault in DONE_FIRST else 1)
    assert receipt.outcome is not Outcome.DONE
    assert receipt.says.isprintable()
