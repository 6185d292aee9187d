"""What every provider must hold to, whatever it talks to: subclass `ProviderContract` and give it a `subject`."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Target, UndoToken
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Provider, Run

ROWS_IN_A_RECEIPT = 200


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A provider with a world to act on, and one action of each kind."""

    provider: Provider
    target: Target
    change: Action
    """Has exactly one effect on the world when executed."""
    refused: Action
    """The provider or the world says no: in the plan or in the receipt."""
    effects: Callable[[], Awaitable[int]]
    """How many effects the world has seen so far, counted past the provider."""
    read: Action | None = None
    """Reads; more rows than a receipt holds, if it reads rows."""
    unanswered: Action | None = None
    """Reaches the world, whose answer never comes. None: this provider has no such case, said in its test."""
    unanswered_target: Target | None = None
    dead: Target | None = None
    """A target at which nothing answers."""
    secret: str = ""
    """The value of the credential in use: must be in nothing the provider returns."""


class ProviderContract:
    """The tests. Plans are made and executed as the engine does: once each, in order."""

    async def test_its_verbs_and_settings_are_documented(self, subject: Subject) -> None:
        provider = subject.provider
        assert provider.name
        assert provider.verbs
        assert all(
            verb.name == name and verb.says and isinstance(verb.risk, Risk) for name, verb in provider.verbs.items()
        )
        assert all(provider.settings.values())
        assert set(subject.target.settings) <= set(provider.settings)

    async def test_a_plan_says_everything_and_changes_nothing(self, subject: Subject) -> None:
        before = await subject.effects()
        plan = await self._planned(subject, subject.change)
        assert await subject.effects() == before
        assert plan.action == subject.change
        assert plan.target == subject.target
        assert any(line.strip() for line in plan.request)
        assert plan.says
        assert plan.confirm is not Confirm.NOTHING, "only a read does not ask"
        assert plan.confirm is not Confirm.TYPE or plan.phrase
        assert plan.way_back or plan.irreversible or subject.provider.verbs[plan.action.verb].risk is Risk.READS

    async def test_two_plans_of_the_same_action_are_the_same(self, subject: Subject) -> None:
        plans = [await self._planned(subject, subject.change) for _ in range(2)]
        stable = [msgspec.structs.replace(plan, sample=()) for plan in plans]  # ages in a sample move on
        assert stable[0] == stable[1]

    async def test_executing_a_plan_has_its_effect_once(self, subject: Subject, run: Run) -> None:
        before = await subject.effects()
        receipt = await subject.provider.execute(await self._planned(subject, subject.change), run)
        assert receipt.outcome is Outcome.DONE, receipt.says
        assert await subject.effects() == before + 1
        assert len(receipt.sample) <= ROWS_IN_A_RECEIPT
        if receipt.undo is not None:
            assert receipt.undo.of == subject.change.id
            assert receipt.undo.action.undoes == receipt.undo.id
            assert receipt.undo.action.verb in subject.provider.verbs

    async def test_a_read_asks_nothing_and_changes_nothing(self, subject: Subject, run: Run) -> None:
        if subject.read is None:
            pytest.skip("this provider has nothing to read")
        before = await subject.effects()
        plan = await self._planned(subject, subject.read)
        assert plan.confirm is Confirm.NOTHING
        receipt = await subject.provider.execute(plan, run)
        assert receipt.outcome is Outcome.DONE, receipt.says
        assert await subject.effects() == before
        assert len(receipt.sample) <= ROWS_IN_A_RECEIPT

    async def test_a_refusal_is_a_result_not_an_exception(self, subject: Subject, run: Run) -> None:
        before = await subject.effects()
        plan = await subject.provider.plan(subject.refused, subject.target)
        if not plan.refused:
            receipt = await subject.provider.execute(plan, run)
            assert receipt.outcome is Outcome.FAILED
            assert _one_line(receipt.says)
        else:
            assert _one_line(plan.refused)
        assert await subject.effects() == before

    async def test_an_unknown_verb_is_refused_in_the_plan(self, subject: Subject, run: Run) -> None:
        plan = await subject.provider.plan(msgspec.structs.replace(subject.change, verb="juggle"), subject.target)
        assert "juggle" in plan.refused
        assert any(verb in plan.refused for verb in subject.provider.verbs), "it says what there is instead"
        assert (await subject.provider.execute(plan, run)).outcome is Outcome.FAILED

    async def test_no_answer_is_unknown_and_not_tried_again(self, subject: Subject, run: Run) -> None:
        if subject.unanswered is None:
            pytest.skip("nothing this provider does can be sent and stay unanswered")
        target = subject.unanswered_target or subject.target
        before = await subject.effects()
        plan = await subject.provider.plan(subject.unanswered, target)
        assert not plan.refused, plan.refused
        receipt = await subject.provider.execute(plan, run)
        assert receipt.outcome is Outcome.UNKNOWN, receipt.says
        assert _one_line(receipt.says)
        assert await subject.effects() <= before + 1

    async def test_checking_changes_nothing(self, subject: Subject, run: Run) -> None:
        plan = await self._planned(subject, subject.change)
        await subject.provider.execute(plan, run)
        before = await subject.effects()
        receipt = await subject.provider.check(plan, run.folder)
        assert receipt.outcome in {Outcome.DONE, Outcome.UNKNOWN}
        assert await subject.effects() == before

    async def test_a_dead_target_is_one_clear_sentence(self, subject: Subject, run: Run) -> None:
        if subject.dead is None:
            pytest.skip("this provider's target cannot be dead")
        with pytest.raises(SourceError) as raised:
            await subject.provider.ping(subject.dead)
        assert _one_line(str(raised.value))
        assert subject.secret not in str(raised.value) or not subject.secret
        plan = await subject.provider.plan(subject.change, subject.dead)
        if not plan.refused:
            assert (await subject.provider.execute(plan, run)).outcome is not Outcome.DONE

    async def test_it_answers_a_ping(self, subject: Subject) -> None:
        assert _one_line(await subject.provider.ping(subject.target))

    async def test_no_secret_is_in_anything_it_returns(self, subject: Subject, run: Run) -> None:
        if not subject.secret:
            pytest.skip("this provider needs no credential here")
        plan = await self._planned(subject, subject.change)
        receipt = await subject.provider.execute(plan, run)
        refused = await subject.provider.plan(subject.refused, subject.target)
        checked = await subject.provider.check(plan, run.folder)
        kept = await asyncio.to_thread(_contents, run.folder)
        shown = " ".join(map(repr, (subject.provider, plan, receipt, refused, checked, kept)))
        assert subject.secret not in shown

    async def test_the_way_back_takes_the_change_back(self, subject: Subject, run: Run) -> None:
        receipt = await subject.provider.execute(await self._planned(subject, subject.change), run)
        if receipt.undo is None:
            pytest.skip("this change has no way back")
        back = await self._undone(subject, receipt.undo)
        assert (await subject.provider.execute(back, run)).outcome is Outcome.DONE
        again = await subject.provider.plan(subject.change, subject.target)
        assert not again.refused, "after the way back the change can be made again"

    async def _planned(self, subject: Subject, action: Action) -> Plan:
        plan = await subject.provider.plan(action, subject.target)
        assert not plan.refused, plan.refused
        return plan

    async def _undone(self, subject: Subject, token: UndoToken) -> Plan:
        plan = await subject.provider.plan(token.action, subject.target)
        assert not plan.refused, plan.refused
        return plan


def _one_line(text: str) -> bool:
    return bool(text) and "\n" not in text and "Traceback" not in text


def _contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
