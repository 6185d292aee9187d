"""A value a person types for one action: asked for when it is missing, held once, forgotten, never written down."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from cockpit.adapters.typed import Typed
from cockpit.core.actions import Action, Plan, Target
from cockpit.core.runbook import Risk
from cockpit.core.secret import Redactor, Secret
from cockpit.engine import requests as r
from cockpit.engine.executor import PLAN_FILE
from cockpit.engine.updates import ByHandWanted, SecretWanted
from cockpit.ports import Verb
from tests.engine.desk import Desk, desk
from tests.fakes import FakeProvider

NAME = "KEY of db"
VALUE = "canary-typed-for-one-action"


class Sending(FakeProvider):
    """Its `unlock` sends a value that must be typed."""

    verbs: Mapping[str, Verb] = {
        **FakeProvider.verbs,
        "unlock": Verb(name="unlock", risk=Risk.CHANGES, says="send a value", secret="its new value"),
    }

    def __init__(self, typed: Typed) -> None:
        super().__init__()
        self.typed = typed
        self.sent: list[str] = []

    async def plan(self, action: Action, target: Target) -> Plan:
        plan = msgspec.structs.replace(await super().plan(action, target), secret=NAME)
        if self.typed.get(NAME) is None:
            return msgspec.structs.replace(plan, refused="no value is kept", elsewhere=True)
        return plan


async def asked(d: Desk) -> SecretWanted:
    await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
    return [update for update in d.updates if isinstance(update, SecretWanted)][-1]


def given(wanted: SecretWanted, value: str = VALUE) -> r.GiveSecret:
    return r.GiveSecret(step=wanted.step, index=wanted.index, secret=Secret(wanted.name, value))


async def test_a_missing_value_is_asked_for_and_the_block_is_planned_with_it(tmp_path: Path) -> None:
    typed = Typed(Redactor())
    provider = Sending(typed)
    async with desk(tmp_path, provider=provider, typed=typed) as d:
        wanted = await asked(d)
        assert (wanted.name, wanted.says, wanted.why) == (NAME, "its new value", "no value is kept")
        assert d.plans == 0
        await d.ask(given(wanted))
        assert d.plans == 1
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert [action.verb for action in provider.executed] == ["unlock"]
        assert typed.get(NAME) is None, "it was for this once"
        assert VALUE not in repr(d.updates) + repr(d.journal.records) + repr(given(wanted))
        [plan] = d.journal.folder.glob(f"actions/*/{PLAN_FILE}")
        assert VALUE.encode() not in plan.read_bytes()
        await d.ask(r.RunAction(step="unlock"))
        assert sum(isinstance(update, SecretWanted) for update in d.updates) == 2


async def test_a_declined_plan_forgets_the_value(tmp_path: Path) -> None:
    typed = Typed(Redactor())
    async with desk(tmp_path, provider=Sending(typed), typed=typed) as d:
        await d.ask(given(await asked(d)))
        assert typed.get(NAME) is not None
        await d.ask(r.Decline(plan=d.plan.plan.digest))
        assert typed.get(NAME) is None


async def test_a_value_that_cannot_be_sent_is_refused_without_repeating_it(tmp_path: Path) -> None:
    typed = Typed(Redactor())
    async with desk(tmp_path, provider=Sending(typed), typed=typed) as d:
        await d.ask(given(await asked(d), "canary\nline"))
        assert "holds a line break" in d.said[-1]
        assert "canary" not in d.said[-1]
        assert typed.get(NAME) is None


async def test_where_nothing_can_be_typed_the_block_is_a_persons(tmp_path: Path) -> None:
    async with desk(tmp_path, provider=Sending(Typed(Redactor()))) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        assert [update.why for update in d.updates if isinstance(update, ByHandWanted)] == ["no value is kept"]


async def test_what_was_typed_is_redacted_also_after_it_is_forgotten() -> None:
    redactor = Redactor()
    typed = Typed(redactor)
    typed.take(Secret(NAME, VALUE))
    typed.forget(NAME)
    assert redactor.clean(f"error: {VALUE}") == f"error: ‹secret {NAME}›"
