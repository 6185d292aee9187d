"""The incident from declaration to close, as a person asks for it."""

from datetime import timedelta
from pathlib import Path

from cockpit.core.actions import Outcome, Receipt
from cockpit.core.checklist import How, StepState
from cockpit.core.events import MessageSent, SeverityChosen, SignalCleared, SignalRaised
from cockpit.core.fold import replay
from cockpit.core.runbook import Phase, Runbook, RunbookAction, Step
from cockpit.engine import requests as r
from cockpit.engine.updates import ProbeSaid, SignalsChanged, SourceRead
from tests.engine.desk import Desk, desk
from tests.fakes import START


async def test_declaring_starts_a_journal_with_t0_and_no_severity(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="queue is stuck", symptom="orders wait"))
        assert (d.incident.severity, d.incident.t0, d.incident.title) == ("", START, "queue is stuck")


async def test_a_second_incident_is_refused_while_one_is_open(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="one"), r.Declare(title="two"))
        assert len(d.shelf.journals) == 1
        assert "still open" in d.said[-1]


async def test_the_incident_on_screen_is_the_fold_of_the_journal(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(
            r.Declare(title="t"),
            r.ChooseSeverity(level="P1"),
            r.OpenRunbook(runbook="backlog"),
            r.RunAction(step="look"),
            r.AddNote(text="saw it"),
            r.Resolve(cause="a stuck worker"),
        )
        assert replay(d.journal.records) == d.incident


async def test_choosing_a_severity_arms_the_update_clock(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.ChooseSeverity(level="P1"))
        [clock] = d.incident.clocks
        assert clock.due - START == timedelta(minutes=15)


async def test_changing_a_severity_needs_a_reason(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t", severity="P1"), r.ChooseSeverity(level="P2"))
        assert d.incident.severity == "P1"
        await d.ask(r.ChooseSeverity(level="P2", reason="one store only"))
        assert d.incident.severity == "P2"
        assert [event.reason for event in d.journal.events(SeverityChosen) if isinstance(event, SeverityChosen)] == [
            "",
            "one store only",
        ]


async def test_a_yes_to_a_question_suggests_its_level(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Answer(question="Are orders blocked?", yes=True))
        suggestion = [update for update in d.updates if isinstance(update, SignalsChanged)][-1].suggestion
        assert suggestion
        assert (suggestion.level, suggestion.evidence) == ("P1", ("yes: Are orders blocked?",))


async def test_a_raised_signal_suggests_its_severity_and_opens_its_runbook_at_declaration(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.queue.oldest_min = 17.0
        await d.ask(r.Refresh())
        suggestion = [update for update in d.updates if isinstance(update, SignalsChanged)][-1].suggestion
        assert suggestion and suggestion.level == "P2"
        assert "oldest_min 17" in suggestion.evidence[0]
        await d.ask(r.Declare(title="backlog"))
        assert d.incident.checklist.runbook == "backlog"
        assert len(d.journal.events(SignalRaised)) == 1


async def test_a_signal_that_clears_is_journaled(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.queue.oldest_min = 17.0
        await d.ask(r.Refresh())
        await d.ask(r.Declare(title="backlog"))
        d.queue.oldest_min = 2.0
        await d.ask(r.Refresh())
        assert len(d.journal.events(SignalCleared)) == 1
        assert d.incident.raised == {}


async def test_a_refresh_that_fails_keeps_the_old_value_and_calls_it_stale(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.queue.broken = "db: connection refused"
        await d.ask(r.Refresh())
        held = [update.held for update in d.updates if isinstance(update, SourceRead) and update.kind == "queue"][-1]
        assert held.stale
        assert held.reading and held.reading.at == START
        assert held.error == "db: connection refused"


async def test_a_step_ticks_itself_after_enough_good_readings_in_a_row(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.queue.stuck = 3
        await ready_to_unlock(d)
        d.queue.stuck = 0
        await d.clock.forward(2)
        assert state(d, "unlock") is StepState.WAITING
        await d.clock.forward(4)
        item = d.incident.checklist.item("unlock")
        assert item and (item.state, item.how) == (StepState.DONE, How.EVIDENCE)
        assert "stuck = 0" in item.evidence


async def test_a_reading_that_failed_is_no_good_reading(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await ready_to_unlock(d, stuck=1)
        d.queue.stuck = 0
        d.queue.broken = "no answer"
        await d.clock.forward(10)
        assert state(d, "unlock") is StepState.WAITING
        says = [update.says for update in d.updates if isinstance(update, ProbeSaid)][-1]
        assert says == "not checked: no answer"


async def test_a_step_ticked_by_evidence_regresses_when_it_goes_bad_and_becomes_current(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await ready_to_unlock(d, stuck=1)
        d.queue.stuck = 0
        await d.clock.forward(8)
        assert state(d, "unlock") is StepState.DONE
        d.queue.stuck = 2
        await d.clock.forward(4)
        assert state(d, "unlock") is StepState.REGRESSED
        current = d.incident.checklist.current
        assert current and current.step.id == "unlock"


async def test_a_manual_tick_is_marked_manual_and_does_not_regress(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.queue.stuck = 2
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"))
        await d.ask(r.MarkStep(step="unlock", state=StepState.DONE))
        await d.clock.forward(6)
        item = d.incident.checklist.item("unlock")
        assert item and (item.state, item.how) == (StepState.DONE, How.MANUAL)


async def test_skipping_needs_a_reason_and_counts_as_skipped(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"))
        await d.ask(r.MarkStep(step="look", state=StepState.SKIPPED))
        assert state(d, "look") is StepState.TODO
        await d.ask(r.MarkStep(step="look", state=StepState.SKIPPED, reason="known already"))
        tally = d.incident.checklist.tally
        assert (tally.done, tally.skipped, tally.open) == (0, 1, 3)


async def test_a_message_is_shown_first_then_sent_with_the_head_of_the_journal(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t", symptom="orders wait", severity="P2"), r.SendMessage(message="start"))
        text = d.plan.plan.action.text
        assert text.startswith("P2: orders wait. Next update in 15 min.")
        assert d.incident.id in text
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert len(d.journal.events(MessageSent)) == 1
        assert [clock.id for clock in d.incident.clocks] == ["update"]


async def test_a_step_that_sends_a_message_is_done_when_it_was_sent(tmp_path: Path) -> None:
    block = RunbookAction(lang="message", text="", provider="message", verb="send", attributes={"message": "start"})
    step = Step(id="say", title="Say it", actions=(block,))
    runbook = Runbook(id="backlog", title="R", digest="d" * 64, phases=(Phase(title="Tell", steps=(step,)),))
    async with desk(tmp_path, runbook=runbook) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="say"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert state(d, "say") is StepState.DONE


async def test_a_message_that_failed_promises_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.SendMessage(message="start"))
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.FAILED, says="channel is archived")
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert d.journal.events(MessageSent) == []
        assert d.incident.clocks == ()


async def test_a_message_without_a_channel_is_given_by_hand(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.SendMessage(message="byhand"))
        assert "copy it" in d.said[-1]
        await d.ask(r.MessageGiven(message="byhand", text="call the owner"))
        [sent] = d.incident.messages
        assert sent.channel == ""


async def test_audit_windows_are_around_t0_and_widen(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        t0 = START - timedelta(hours=1)
        await d.ask(r.Declare(title="t", t0=t0))
        await d.ask(r.SetAudit(window=timedelta(minutes=60), person="7"))
        assert d.audit.asked[-1] == (t0 - timedelta(minutes=60), t0 + timedelta(minutes=60), "7")


async def test_resolving_starts_the_deadlines_and_stops_the_updates(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t", severity="P1"), r.Resolve(cause="stuck worker"))
        assert [clock.says for clock in d.incident.clocks] == ["post-mortem"]
        assert d.incident.cause == "stuck worker"


async def test_what_another_cockpit_writes_shows_here(tmp_path: Path) -> None:
    from cockpit.core.events import NoteAdded, TimeZeroSet
    from tests.fakes import ACTOR

    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"))
        d.journal.append(TimeZeroSet(t0=START - timedelta(minutes=9)), ACTOR, START)
        d.journal.append(NoteAdded(text="from the second shell"), ACTOR, START)
        await d.clock.forward(2)
        assert d.incident.t0 == START - timedelta(minutes=9)


async def ready_to_unlock(d: Desk, stuck: int = 3) -> None:
    d.queue.stuck = stuck
    await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="look"))
    await d.ask(r.RunAction(step="unlock"))
    await d.ask(r.Confirm(plan=d.plan.plan.digest))


def state(d: Desk, step: str) -> StepState:
    item = d.incident.checklist.item(step)
    assert item
    return item.state


async def test_a_parameter_that_looks_like_a_credential_is_not_written_down(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.SetParameters(values={"API_TOKEN": "abc123456"}))
        assert "abc123456" not in str(d.journal.records)
        assert "looks like a credential" in d.said[-1]
