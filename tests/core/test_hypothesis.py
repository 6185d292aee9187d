"""Hypotheses as the journal tells of them."""

from cockpit.core import events as e
from cockpit.core.fold import replay
from cockpit.core.hypothesis import Speaks, Standing
from cockpit.core.timeline import timeline
from cockpit.reports.brief import brief
from cockpit.reports.postmortem import postmortem
from tests.fakes import ACTOR, START

EVENTS: tuple[e.AnyEvent, ...] = (
    e.IncidentDeclared(incident="inc-1", profile="kitchen", title="orders fail", t0=START),
    e.HypothesisRaised(hypothesis="h1", text="orders.total is empty", confirms="the form", refutes="a full body"),
    e.EvidenceWeighed(
        hypothesis="h1", cause="orders.total is empty", speaks=Speaks.FOR, text="NOT NULL failed", source="api"
    ),
    e.EvidenceWeighed(hypothesis="nobody", cause="?", speaks=Speaks.FOR, text="lost"),
    e.HypothesisRaised(hypothesis="h2", text="the disk | is full"),
    e.EvidenceWeighed(hypothesis="h2", cause="the disk | is full", speaks=Speaks.AGAINST, text="41 % free"),
    e.HypothesisSettled(hypothesis="h2", cause="the disk | is full", standing=Standing.REFUTED, reason="41 % free"),
    e.HypothesisSettled(hypothesis="nobody", cause="?", standing=Standing.CONFIRMED),
)
CONFIRMED = e.HypothesisSettled(hypothesis="h1", cause="orders.total is empty", standing=Standing.CONFIRMED)


def told(*events: e.AnyEvent) -> list[e.Record]:
    return [e.Record(seq=n, at=START, by=ACTOR, event=event, prev="") for n, event in enumerate(events, start=1)]


def test_evidence_and_verdicts_stay_with_their_hypothesis_and_unknown_ones_change_nothing() -> None:
    incident = replay(told(*EVENTS))
    assert [(one.id, one.standing, one.says) for one in incident.hypotheses] == [
        ("h1", Standing.OPEN, "being tested"),
        ("h2", Standing.REFUTED, "refuted"),
    ]
    assert [one.text for one in incident.hypotheses[0].speaking(Speaks.FOR)] == ["NOT NULL failed"]
    assert incident.hypotheses[0].speaking(Speaks.AGAINST) == ()
    assert incident.confirmed == ""


def test_a_hypothesis_raised_twice_under_one_id_is_the_first() -> None:
    again = e.HypothesisRaised(hypothesis="h1", text="something else")
    assert replay(told(*EVENTS, again)).hypotheses == replay(told(*EVENTS)).hypotheses


def test_opened_again_it_has_no_time_of_settling() -> None:
    back = e.HypothesisSettled(hypothesis="h2", cause="", standing=Standing.OPEN)
    assert replay(told(*EVENTS)).hypotheses[1].settled == START
    assert replay(told(*EVENTS, back)).hypotheses[1].settled is None


def test_the_timeline_tells_of_each_in_words_that_stand_alone() -> None:
    says = [line.says for line in timeline(told(*EVENTS, CONFIRMED))]
    assert "suspected: orders.total is empty" in says
    assert "speaks for “orders.total is empty”: NOT NULL failed (api)" in says
    assert "hypothesis refuted: the disk | is full — 41 % free" in says
    assert "hypothesis confirmed: orders.total is empty" in says


def test_the_post_mortem_has_the_confirmed_first_the_refuted_as_well_and_the_cause() -> None:
    text = postmortem(told(*EVENTS, CONFIRMED), "0" * 64)
    assert text.index("### CONFIRMED: orders.total is empty") < text.index(r"### REFUTED: the disk \| is full")
    assert "| Cause | orders.total is empty |" in text
    assert "| for | api | NOT NULL failed |" in text
    assert "Would refute it: a full body" in text
    assert "Nobody wrote down a possible cause." in postmortem(told(EVENTS[0]), "0" * 64)


def test_the_cause_a_person_wrote_is_the_cause() -> None:
    resolved = e.IncidentResolved(cause="the form sent nothing")
    assert "| Cause | the form sent nothing |" in postmortem(told(*EVENTS, CONFIRMED, resolved), "0" * 64)


def test_the_brief_says_what_is_being_tested_and_what_was_ruled_out() -> None:
    text = brief(replay(told(*EVENTS)), START, "0" * 64)
    assert "may be: orders.total is empty (1 for, 0 against)" in text
    assert "not: the disk | is full (41 % free)" in text
