"""The incident is the fold of its journal."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cockpit.core import events as e
from cockpit.core.actions import Action, Outcome, UndoToken
from cockpit.core.checklist import How, StepRef, StepState
from cockpit.core.clocks import ClockKind
from cockpit.core.fold import apply, replay
from cockpit.core.incident import Incident, Phase
from cockpit.core.timeline import timeline
from tests.fakes import ACTOR, START

ACTION = Action(id="a1", provider="fake", verb="unlock", target="db", text="", step="s2")
BACK = UndoToken(id="u1", of="a1", says="lock again", action=ACTION)
DECLARED = e.IncidentDeclared(incident="inc-1", profile="p", title="t", t0=START)
OPENED = e.RunbookOpened(
    runbook="r",
    title="R",
    digest="d",
    steps=(StepRef(id="s1", phase="A", title="one"), StepRef(id="s2", phase="A", title="two")),
)


def records(*events: e.AnyEvent) -> list[e.Record]:
    return [
        e.Record(seq=number, at=START + timedelta(seconds=number), by=ACTOR, event=event, prev="")
        for number, event in enumerate(events, start=1)
    ]


def test_an_empty_journal_is_no_incident() -> None:
    assert replay([]) == Incident()


def test_a_session_that_begins_finds_what_was_running_unknown() -> None:
    started = e.ActionStarted(action=ACTION, environment="production", request=())
    incident = replay(records(DECLARED, OPENED, started, e.SessionStarted()))
    assert [record.action.id for record in incident.unknown] == ["a1"]
    item = incident.checklist.item("s2")
    assert item and item.state is StepState.UNKNOWN


def test_a_finished_action_stays_finished_over_sessions() -> None:
    started = e.ActionStarted(action=ACTION, environment="production", request=())
    finished = e.ActionFinished(action="a1", outcome=Outcome.DONE, says="ok")
    incident = replay(records(DECLARED, OPENED, started, finished, e.SessionStarted()))
    assert incident.unknown == ()


def test_the_way_back_is_kept_from_before_the_act_and_dropped_when_it_failed() -> None:
    started = e.ActionStarted(action=ACTION, environment="production", request=(), undo=BACK)
    assert replay(records(DECLARED, started)).undo == (BACK,)
    unknown = e.ActionFinished(action="a1", outcome=Outcome.UNKNOWN, says="?")
    assert replay(records(DECLARED, started, unknown)).undo == (BACK,)
    failed = e.ActionFinished(action="a1", outcome=Outcome.FAILED, says="no")
    assert replay(records(DECLARED, started, failed)).undo == ()


def test_a_step_that_regressed_comes_before_the_next_open_one() -> None:
    done = e.StepMoved(step="s1", state=StepState.DONE, how=How.EVIDENCE)
    bad = e.StepMoved(step="s1", state=StepState.REGRESSED, how=How.EVIDENCE)
    current = replay(records(DECLARED, OPENED, done, bad)).checklist.current
    assert current and current.step.id == "s1"


def test_a_clock_started_again_replaces_the_old_one() -> None:
    def clock(minutes: int) -> e.ClockStarted:
        return e.ClockStarted(
            clock="update", kind=ClockKind.UPDATE, says="next", due=START + timedelta(minutes=minutes)
        )

    incident = replay(records(DECLARED, clock(15), clock(30)))
    assert [one.due for one in incident.clocks] == [START + timedelta(minutes=30)]


def test_reopening_brings_an_incident_back() -> None:
    incident = replay(records(DECLARED, e.IncidentResolved(cause="x"), e.IncidentReopened(reason="again")))
    assert (incident.phase, incident.resolved) == (Phase.OPEN, None)


EVENTS: list[e.AnyEvent] = [
    DECLARED,
    OPENED,
    e.SessionStarted(),
    e.SessionEnded(why="w"),
    e.SeverityChosen(level="P1"),
    e.TimeZeroSet(t0=START),
    e.ParameterSet(name="x", value="1"),
    e.StepMoved(step="s1", state=StepState.DONE, how=How.MANUAL),
    e.ActionStarted(action=ACTION, environment="production", request=(), undo=BACK),
    e.ActionFinished(action="a1", outcome=Outcome.UNKNOWN, says="?"),
    e.ActionResolved(action="a1", outcome=Outcome.DONE, reason="saw it"),
    e.SignalRaised(name="n", says="s"),
    e.SignalCleared(name="n", says="s"),
    e.NoteAdded(text="x", about=START),
    e.EvidencePinned(source="log", text="x"),
    e.MessageSent(message="m", channel="c", text=""),
    e.ClockStarted(clock="c", kind=ClockKind.DEADLINE, says="x", due=START),
    e.ClockStopped(clock="c"),
    e.StateOpened(state="s", says="paused"),
    e.StateClosed(state="s", how="by hand"),
    e.FollowUpAdded(text="x"),
    e.JournalMended(kept_as="f", bytes=3),
    e.IncidentResolved(),
    e.IncidentReopened(reason="r"),
    e.IncidentClosed(),
]


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_any_order_of_events_folds_and_has_words(events: list[e.AnyEvent]) -> None:
    told = records(*events)
    incident = replay(told)
    assert incident.seq == len(told)
    assert all(entry.says for entry in timeline(told, least=0))


@given(st.lists(st.sampled_from(EVENTS), max_size=30), st.integers(0, 30))
def test_a_fold_can_be_stopped_and_gone_on_with(events: list[e.AnyEvent], cut: int) -> None:
    told = records(*events)
    incident = replay(told[:cut])
    for record in told[cut:]:
        incident = apply(incident, record)
    assert incident == replay(told)
