"""A cockpit that dies, comes back or is asked twice: one effect at most, and no false word about it."""

from pathlib import Path

import pytest

from bench.killed import FINE, FLAKY, Answers, killed
from cockpit.core.actions import Action, Outcome, Receipt
from cockpit.core.checklist import StepState
from cockpit.core.events import ActionStarted, IncidentDeclared
from cockpit.engine import requests as r
from tests.engine.desk import desk
from tests.fakes import ACTOR, START, ListJournal

HOUR = 3600


@pytest.mark.parametrize(("answers", "rounds"), [(FINE, 12), (FLAKY, 15)], ids=["well", "flaky"])
def test_killed_at_any_moment_an_intent_has_one_effect_at_most_and_its_state_is_true(
    tmp_path: Path, answers: Answers, rounds: int
) -> None:
    tally = killed(tmp_path, rounds, answers)
    assert tally.wrong == []
    assert tally.sent_on_resume == 0
    assert tally.intents > 0, "some rounds got so far"
    if answers is FLAKY:
        assert set(tally.states) <= {"unknown", "nothing begun"}, "never done and never failed"


@pytest.mark.parametrize("count", [1, 5, 50])
async def test_with_any_number_of_unknown_actions_a_resume_sends_nothing_and_lists_them(
    tmp_path: Path, count: int
) -> None:
    journal = ListJournal(tmp_path)
    journal.append(IncidentDeclared(incident="inc-1", profile="kitchen", title="t", symptom="", t0=START), ACTOR, START)
    for number in range(count):
        action = Action(id=f"a{number}", provider="fake", verb="unlock", target="db", text="")
        journal.append(ActionStarted(action=action, environment="production", request=()), ACTOR, START)
    async with desk(tmp_path / "after", journal=journal) as d:
        assert len(d.incident.unknown) == count
        assert d.provider.executed == []
        await d.ask(r.ResolveAction(action="a0", outcome=Outcome.DONE, reason="seen in the table"))
        assert len(d.incident.unknown) == count - 1


@pytest.mark.parametrize("hours", [1, 25])
async def test_an_unanswered_intent_is_never_sent_again_however_long_it_waited(tmp_path: Path, hours: int) -> None:
    async with desk(tmp_path) as d:
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.UNKNOWN, says="no answer")
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        digest = d.plan.plan.digest
        await d.ask(r.Confirm(plan=digest))
        d.clock.jump(hours * HOUR)
        await d.clock.forward(1)
        await d.ask(r.Confirm(plan=digest))
        assert len(d.provider.executed) == 1
        assert "no longer waiting" in d.said[-1]
        [unknown] = d.incident.unknown
        await d.ask(r.CheckAction(action=unknown.action.id))
        assert len(d.provider.executed) == 1
        await d.ask(r.RunAction(step="unlock"))
        assert d.plan.plan.action.id != unknown.action.id, "a new decision is a new intent"


async def test_a_step_whose_check_disagrees_with_its_action_is_not_done(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.queue.stuck = 4
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.DONE, says="success")
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        await d.clock.forward(30)
        item = d.incident.checklist.item("unlock")
        assert item and item.state is not StepState.DONE
        d.queue.stuck = 0
        await d.clock.forward(30)
        item = d.incident.checklist.item("unlock")
        assert item and item.state is StepState.DONE
