"""plan, confirm, execute, verify: what is asked, what is written down, what is never done twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.core.actions import Outcome, Plan, Receipt, UndoToken
from cockpit.core.checklist import How, StepState
from cockpit.core.clocks import ClockKind
from cockpit.core.events import ActionStarted, StepMoved
from cockpit.engine import requests as r
from tests.engine.desk import Desk, desk
from tests.fakes import settle


async def declared(d: Desk) -> None:
    await d.ask(r.Declare(title="queue is stuck"), r.OpenRunbook(runbook="backlog"))


async def confirmed(d: Desk, step: str = "unlock") -> None:
    await d.ask(r.RunAction(step=step))
    await d.ask(r.Confirm(plan=d.plan.plan.digest))


async def test_a_read_runs_without_asking_and_completes_its_step(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="look"))
        item = d.incident.checklist.item("look")
        assert d.plans == 0
        assert item and (item.state, item.how) == (StepState.DONE, How.ACTION)


async def test_a_change_waits_for_its_confirmation(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        assert d.plans == 1
        assert d.provider.executed == []
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert len(d.provider.executed) == 1


async def test_the_intent_is_in_the_journal_before_the_provider_is_called(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        seen: list[int] = []

        def look(plan: Plan) -> Receipt:
            seen.append(len(d.journal.events(ActionStarted)))
            return Receipt(outcome=Outcome.DONE, says="ok")

        d.provider.answer = look
        await confirmed(d)
        assert seen == [1]


async def test_an_action_that_raises_is_unknown_not_failed(tmp_path: Path) -> None:
    def explode(plan: Plan) -> Receipt:
        raise RuntimeError("sk_live_123")

    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.answer = explode
        await confirmed(d)
        [record] = d.incident.unknown
        assert record.action.verb == "unlock"
        assert "sk_live_123" not in str(d.journal.records)
        item = d.incident.checklist.item("unlock")
        assert item and item.state is StepState.UNKNOWN


async def test_a_plan_confirmed_twice_runs_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        digest = d.plan.plan.digest
        await d.ask(r.Confirm(plan=digest), r.Confirm(plan=digest))
        assert len(d.provider.executed) == 1


async def test_a_declined_plan_never_runs(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        digest = d.plan.plan.digest
        await d.ask(r.Decline(plan=digest), r.Confirm(plan=digest))
        assert d.provider.executed == []


async def test_a_plan_that_waited_too_long_is_shown_again_when_the_world_changed(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        digest = d.plan.plan.digest
        d.provider.rows = 99
        await d.clock.forward(61)
        await d.ask(r.Confirm(plan=digest))
        assert d.provider.executed == []
        assert d.plan.plan.rows == 99
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert len(d.provider.executed) == 1


async def test_when_the_journal_cannot_be_written_nothing_is_done(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        d.journal.full = True
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert d.provider.executed == []
        assert any("disk is full" in said for said in d.said)


async def test_of_two_people_who_start_the_same_step_one_is_told_about_the_other(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        action = d.plan.plan.action
        d.journal.intruder = [ActionStarted(action=action, environment="production", request=())]
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert d.provider.executed == []
        assert any("not run" in said for said in d.said)


async def test_the_second_person_is_named_even_with_another_action_id(tmp_path: Path) -> None:
    from msgspec.structs import replace

    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        theirs = replace(d.plan.plan.action, id="b7")
        d.journal.intruder = [ActionStarted(action=theirs, environment="production", request=())]
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert d.provider.executed == []
        assert any("ben started this step" in said for said in d.said)


async def test_missing_parameters_are_asked_for_once_per_incident(tmp_path: Path) -> None:
    from cockpit.engine.updates import ParametersWanted

    async with desk(tmp_path) as d:
        await declared(d)
        await d.ask(r.RunAction(step="person"))
        [wanted] = [update for update in d.updates if isinstance(update, ParametersWanted)]
        assert [input.name for input in wanted.inputs] == ["who"]
        await d.ask(r.SetParameters(values={"who": "7"}), r.RunAction(step="person"))
        assert d.provider.executed[-1].parameters == {"who": "7"}


async def test_nothing_in_an_untrusted_runbook_runs(tmp_path: Path) -> None:
    async with desk(tmp_path, trusted=False) as d:
        await declared(d)
        await d.ask(r.RunAction(step="look"))
        assert d.provider.executed == []
        await d.ask(r.TrustRunbook(digest="d" * 64), r.RunAction(step="look"))
        assert len(d.provider.executed) == 1


async def test_a_read_only_cockpit_plans_no_change(tmp_path: Path) -> None:
    async with desk(tmp_path, read_only=True) as d:
        await declared(d)
        await d.ask(r.RunAction(step="unlock"))
        assert d.plans == 0
        assert any("read-only" in said for said in d.said)


async def test_a_refusal_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.refuse = "there is no table work_queue"
        await d.ask(r.RunAction(step="unlock"))
        assert d.said[-1] == "there is no table work_queue"
        assert d.journal.events(ActionStarted) == []


async def test_a_failed_action_fails_its_step_and_says_why(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.FAILED, says="5 rows, 3 were shown")
        await confirmed(d)
        item = d.incident.checklist.item("unlock")
        assert item and (item.state, item.evidence) == (StepState.FAILED, "5 rows, 3 were shown")


async def test_the_way_back_can_be_taken_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.answer = lambda plan: Receipt(
            outcome=Outcome.DONE,
            says="unlocked",
            undo=UndoToken(id=f"undo-{plan.action.id}", of=plan.action.id, says="lock again", action=plan.action)
            if not plan.action.undoes
            else None,
        )
        await confirmed(d)
        [token] = d.incident.undo
        await d.ask(r.Undo(token=token.id))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert d.provider.executed[-1].undoes == token.id
        assert d.incident.undo == ()
        await d.ask(r.Undo(token=token.id))
        assert "taken already" in d.said[-1]


async def test_an_incident_does_not_close_while_something_is_open(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.DONE, says="paused", opens="queue paused")
        await confirmed(d)
        await d.ask(r.Resolve(cause="x"), r.Close())
        assert "queue paused" in d.said[-1]
        await d.ask(r.CloseState(state=d.incident.open_states[0].id, how="resumed by hand"), r.Close())
        assert d.incident.phase == "closed"


async def test_what_others_bear_for_a_time_is_a_clock_until_the_way_back_is_taken(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        opening = Receipt(outcome=Outcome.DONE, says="off", opens="hooks off", within=timedelta(hours=4))
        d.provider.answer = lambda plan: (
            Receipt(outcome=Outcome.DONE, says="on")
            if plan.action.undoes
            else replace(opening, undo=UndoToken(id="u", of=plan.action.id, says="on again", action=plan.action))
        )
        await confirmed(d)
        [clock] = [one for one in d.incident.clocks if one.kind is ClockKind.PROVIDER]
        assert (clock.says, clock.due - d.clock.now()) == ("hooks off", timedelta(hours=4))
        await d.ask(r.Undo(token="u"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert d.incident.open_states == ()
        assert not [one for one in d.incident.clocks if one.kind is ClockKind.PROVIDER]


async def test_what_turns_out_to_have_been_done_is_left_open_too(tmp_path: Path) -> None:
    truth = Receipt(outcome=Outcome.DONE, says="it is off", opens="hooks off", within=timedelta(hours=4))
    async with desk(tmp_path, truth=truth) as d:
        await declared(d)
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.UNKNOWN, says="no answer")
        await confirmed(d)
        before = len(d.incident.open_states)
        assert before == 0
        await d.ask(r.CheckAction(action=d.incident.unknown[0].action.id))
        [left] = d.incident.open_states
        assert left.says == "hooks off"
        assert [clock.says for clock in d.incident.clocks if clock.kind is ClockKind.PROVIDER] == ["hooks off"]


async def test_an_incident_does_not_close_over_an_unknown_action(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.UNKNOWN, says="no answer")
        await confirmed(d)
        await d.ask(r.Close())
        assert d.incident.phase == "open"
        action = d.incident.unknown[0].action.id
        await d.ask(r.ResolveAction(action=action, outcome=Outcome.DONE, reason="saw it in the table"))
        assert d.incident.unknown == ()


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.FAILED])
async def test_checking_an_unknown_action_sends_nothing_and_settles_it(tmp_path: Path, outcome: Outcome) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.UNKNOWN, says="no answer")
        await confirmed(d)
        d.provider.truth = Receipt(outcome=outcome, says="the table says so")
        await d.ask(r.CheckAction(action=d.incident.unknown[0].action.id))
        assert d.incident.unknown == ()
        assert len(d.provider.executed) == 1


async def test_closing_the_cockpit_names_what_is_still_running(tmp_path: Path) -> None:
    from cockpit.core.events import SessionEnded

    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.gate.clear()
        await confirmed(d)
        assert d.incident.running
        journal = d.journal
    [ended] = journal.events(SessionEnded)
    assert isinstance(ended, SessionEnded)
    assert ended.running


async def test_after_a_crash_what_ran_is_unknown_and_nothing_is_sent_again(tmp_path: Path) -> None:
    async with desk(tmp_path / "one") as d:
        await declared(d)
        d.provider.gate.clear()
        await confirmed(d)
        journal = d.journal
        crashed = list(journal.records)
    journal.records[:] = crashed  # as if the closing words had never been written
    async with desk(tmp_path / "two", journal=journal) as after:
        [record] = after.incident.unknown
        item = after.incident.checklist.item("unlock")
        assert record.action.verb == "unlock"
        assert item and item.state is StepState.UNKNOWN
        assert after.provider.executed == []


async def test_a_second_cockpit_on_a_live_incident_leaves_running_actions_to_the_first(tmp_path: Path) -> None:
    async with desk(tmp_path / "one") as d:
        await declared(d)
        d.provider.gate.clear()
        await confirmed(d)
        d.journal.alone = False
        truth = Receipt(outcome=Outcome.FAILED, says="nothing was sent yet")
        async with desk(tmp_path / "two", journal=d.journal, truth=truth) as second:
            assert second.incident.unknown == ()
            assert len(second.incident.running) == 1


async def test_after_a_crash_an_outcome_that_was_left_behind_is_found(tmp_path: Path) -> None:
    async with desk(tmp_path / "one") as d:
        await declared(d)
        d.provider.gate.clear()
        await confirmed(d)
        journal = d.journal
    async with desk(tmp_path / "two", journal=journal, truth=Receipt(outcome=Outcome.DONE, says="exit 0")) as after:
        assert after.incident.unknown == ()
        assert after.incident.actions[-1].says == "checked: exit 0"


async def test_a_cancelled_action_is_asked_to_stop(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await declared(d)
        d.provider.gate.clear()
        await confirmed(d)
        action = d.incident.running[0].action.id
        await d.ask(r.CancelAction(action=action))
        d.provider.gate.set()
        await settle()
        assert d.incident.running == ()
        assert len(d.journal.events(StepMoved)) >= 2


async def test_what_is_perhaps_off_is_left_open_until_somebody_knows(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.provider.answer = lambda plan: Receipt(
            outcome=Outcome.UNKNOWN,
            says="1 of 2 deleted, then no answer",
            opens="partly off",
            within=timedelta(hours=4),
        )
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert [state.says for state in d.incident.open_states] == ["partly off"]
        [record] = d.incident.unknown
        d.provider.truth = Receipt(outcome=Outcome.DONE, says="both are gone", opens="off")
        await d.ask(r.CheckAction(action=record.action.id))
        assert [state.says for state in d.incident.open_states] == ["partly off"], "once, and not forgotten"


async def test_what_did_not_happen_is_not_left_open(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.UNKNOWN, says="no answer", opens="perhaps off")
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        [record] = d.incident.unknown
        await d.ask(r.ResolveAction(action=record.action.id, outcome=Outcome.FAILED, reason="looked at the shop"))
        assert d.incident.open_states == ()
