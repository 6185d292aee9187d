"""An incident is the fold of its journal: `apply` is the only way its state changes, live and on replay."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce

from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core import missing
from cockpit.core.actions import Outcome
from cockpit.core.checklist import UNTOUCHED, Checklist, How, Item, StepState
from cockpit.core.clocks import Clock
from cockpit.core.hypothesis import Hypothesis, Standing, Weighed
from cockpit.core.incident import ActionRecord, FollowUp, Incident, Phase, Pin, Sent, SeverityChange
from cockpit.core.openstate import OpenState

PINS = 50  # newest pieces of pinned evidence the incident offers; the journal has all


def replay(records: Iterable[e.Record]) -> Incident:
    """The incident a journal tells of."""
    return reduce(apply, records, Incident())


def apply(incident: Incident, record: e.Record) -> Incident:
    """The incident after one more record."""
    return replace(_changed(incident, record), seq=record.seq)


def _changed(now: Incident, record: e.Record) -> Incident:
    at, by, event = record.at, record.by.user, record.event
    match event:
        case e.IncidentDeclared():
            return replace(
                now,
                id=event.incident,
                phase=Phase.OPEN,
                profile=event.profile,
                title=event.title,
                symptom=event.symptom,
                drill=event.drill,
                declared=at,
                t0=event.t0,
            )
        case e.SessionStarted():
            return _abandoned(now, at)
        case e.SeverityChosen():
            change = SeverityChange(at=at, level=event.level, reason=event.reason, by=by)
            return replace(now, severity=event.level, severity_history=(*now.severity_history, change))
        case e.TimeZeroSet():
            return replace(now, t0=event.t0)
        case e.RunbookOpened():
            return _opened(now, event, at)
        case e.ParameterSet():
            return replace(now, parameters={**now.parameters, event.name: event.value})
        case e.StepMoved():
            return _moved(now, event, at)
        case e.DecisionMade():
            answered = now.checklist.moved(event.step, StepState.DONE, at, How.MANUAL, event.reason, _answer(event))
            return replace(now, checklist=answered, parameters={**now.parameters, event.name: event.choice})
        case e.ResultPasted():
            first = next((line.strip() for line in event.text.splitlines() if line.strip()), "no output")
            seen = now.checklist.with_evidence(event.step, f"by hand: {first}")
            return replace(
                now, checklist=seen, by_hand=now.by_hand | {(now.checklist.runbook, event.step, event.block)}
            )
        case e.ActionStarted() | e.ActionFinished() | e.ActionResolved():
            return _acted(now, event, at, by)
        case e.SignalRaised():
            return replace(now, raised={**now.raised, event.name: event.says})
        case e.SignalCleared():
            return replace(now, raised={name: says for name, says in now.raised.items() if name != event.name})
        case e.HypothesisRaised() | e.EvidenceWeighed() | e.HypothesisSettled():
            return _suspected(now, event, at, by)
        case e.ComparisonMade() | e.MissingMarked():
            return _reconciled(now, event, at, by)
        case e.EvidencePinned():
            pin = Pin(source=event.source, text=event.text, of=event.of)
            return replace(now, pinned=(*now.pinned, pin)[-PINS:])
        case e.MessageSent():
            sent = Sent(at=at, message=event.message, channel=event.channel, text=event.text)
            return replace(now, messages=(*now.messages, sent))
        case e.ClockStarted():
            kept = tuple(clock for clock in now.clocks if clock.id != event.clock)
            clock = Clock(id=event.clock, kind=event.kind, says=event.says, due=event.due)
            return replace(now, clocks=(*kept, clock))
        case e.ClockStopped():
            return replace(now, clocks=tuple(clock for clock in now.clocks if clock.id != event.clock))
        case e.StateOpened():
            state = OpenState(id=event.state, says=event.says, since=at, undo=event.undo)
            return replace(now, open_states=(*now.open_states, state))
        case e.StateClosed():
            return replace(now, open_states=tuple(state for state in now.open_states if state.id != event.state))
        case e.FollowUpAdded():
            follow_up = FollowUp(text=event.text, owner=event.owner, due=event.due)
            return replace(now, follow_ups=(*now.follow_ups, follow_up))
        case e.IncidentResolved():
            return replace(now, phase=Phase.RESOLVED, resolved=at, cause=event.cause or now.cause)
        case e.IncidentReopened():
            return replace(now, phase=Phase.OPEN, resolved=None, closed=None)
        case e.IncidentClosed():
            return replace(now, phase=Phase.CLOSED, closed=at)
        case e.SessionEnded() | e.NoteAdded() | e.JournalMended():
            return now


def _opened(now: Incident, event: e.RunbookOpened, at: datetime) -> Incident:
    """Another runbook, or a new version of the open one.

    Ticks are kept, of this one and of those come back to, unless it is begun anew.
    """
    known = (now.checklist, *now.left)
    before = next((one for one in known if one.runbook == event.runbook), Checklist())
    kept = Checklist() if event.anew else before
    items = tuple(
        kept.item(step.id) or Item(step=step, state=StepState.ASIDE if step.condition else StepState.TODO)
        for step in event.steps
    )
    came_from = event if event.back_to else before
    opened = Checklist(
        runbook=event.runbook,
        title=event.title,
        digest=event.digest,
        items=items,
        back_to=came_from.back_to,
        of_step=came_from.of_step,
        began=at if event.anew else before.began,
    )
    by_hand = frozenset(one for one in now.by_hand if one[0] != event.runbook) if event.anew else now.by_hand
    others = tuple(one for one in (*now.left, now.checklist) if one.runbook not in ("", event.runbook))
    return replace(now, checklist=opened, left=others, by_hand=by_hand)


def _moved(now: Incident, event: e.StepMoved, at: datetime) -> Incident:
    def with_move(checklist: Checklist) -> Checklist:
        return checklist.moved(event.step, event.state, at, event.how, event.reason, event.evidence)

    book = now.checklist_of(event.runbook)
    item = book.item(event.step)
    if item and item.finished and event.state in UNTOUCHED:
        now = replace(now, by_hand=now.by_hand - {one for one in now.by_hand if one[:2] == (book.runbook, event.step)})
    if event.runbook in ("", now.checklist.runbook):
        return replace(now, checklist=with_move(now.checklist))
    return replace(now, left=tuple(with_move(one) if one.runbook == event.runbook else one for one in now.left))


def _suspected(
    now: Incident, event: e.HypothesisRaised | e.EvidenceWeighed | e.HypothesisSettled, at: datetime, by: str
) -> Incident:
    """A hypothesis is raised once; evidence and a verdict about one nobody raised change nothing."""
    if isinstance(event, e.HypothesisRaised):
        if now.hypothesis(event.hypothesis) is not None:
            return now
        raised = Hypothesis(
            id=event.hypothesis,
            text=event.text,
            confirms=event.confirms,
            refutes=event.refutes,
            look=event.look,
            mend=event.mend,
            bug_class=event.bug_class,
            raised=at,
            by=by,
        )
        return replace(now, hypotheses=(*now.hypotheses, raised))

    def told(one: Hypothesis) -> Hypothesis:
        if isinstance(event, e.HypothesisSettled):
            settled = None if event.standing is Standing.OPEN else at
            return replace(one, standing=event.standing, reason=event.reason, settled=settled)
        weighed = Weighed(at=at, by=by, speaks=event.speaks, text=event.text, source=event.source, of=event.of)
        return replace(one, evidence=(*one.evidence, weighed))

    return replace(now, hypotheses=tuple(told(one) if one.id == event.hypothesis else one for one in now.hypotheses))


def _reconciled(now: Incident, event: e.ComparisonMade | e.MissingMarked, at: datetime, by: str) -> Incident:
    """Marks of a comparison that was never made change nothing."""
    before = now.reconciled.get(event.comparison)
    if isinstance(event, e.ComparisonMade):
        after = missing.compared(
            before,
            event.comparison,
            at,
            event.since,
            event.says,
            event.unit,
            event.found,
            event.there,
            event.gone,
            event.more,
        )
    elif before is None:
        return now
    else:
        after = missing.marked(before, event.keys, event.fate, event.reason, event.waived, at, by)
    return replace(now, reconciled={**now.reconciled, event.comparison: after})


def _answer(event: e.DecisionMade) -> str:
    return f"{event.question} {event.says}"


def _abandoned(now: Incident, at: datetime) -> Incident:
    """A new session begins: what was running without an outcome is unknown, and so is its step."""
    lost = {record.action.id: record.action for record in now.running}
    if not lost:
        return now
    actions = tuple(
        replace(record, outcome=Outcome.UNKNOWN, says="the cockpit ended before the outcome was known", finished=at)
        if record.action.id in lost
        else record
        for record in now.actions
    )
    now = replace(now, actions=actions)
    for action in lost.values():
        item = now.checklist_of(action.runbook).item(action.step)
        if item and not item.finished:
            unknown = e.StepMoved(
                step=action.step, runbook=action.runbook, state=StepState.UNKNOWN, reason="outcome not known"
            )
            now = _moved(now, unknown, at)
    return now


def _acted(
    now: Incident, event: e.ActionStarted | e.ActionFinished | e.ActionResolved, at: datetime, by: str
) -> Incident:
    if isinstance(event, e.ActionStarted):
        started = ActionRecord(
            action=event.action,
            environment=event.environment,
            request=event.request,
            started=at,
            by=by,
            confirmed=event.confirmed,
        )
        undo = (*now.undo, event.undo) if event.undo else now.undo
        return replace(now, actions=(*now.actions, started), undo=undo)
    actions = tuple(
        _finished(record, event, at) if record.action.id == event.action else record for record in now.actions
    )
    found = now.action(event.action)
    undo = now.undo
    if isinstance(event, e.ActionFinished) and event.undo:
        undo = (*(token for token in undo if token.id != event.undo.id), event.undo)
    if event.outcome is Outcome.DONE and found and found.action.undoes:
        undo = tuple(token for token in undo if token.id != found.action.undoes)
    if event.outcome is Outcome.FAILED:
        undo = tuple(token for token in undo if token.of != event.action)
    return replace(now, actions=actions, undo=undo)


def _finished(record: ActionRecord, event: e.ActionFinished | e.ActionResolved, at: datetime) -> ActionRecord:
    if isinstance(event, e.ActionResolved):
        return replace(record, outcome=event.outcome, says=event.reason, finished=record.finished or at)
    return replace(
        record,
        outcome=event.outcome,
        says=event.says,
        rows=event.rows,
        columns=event.columns,
        sample=event.sample,
        output=event.output,
        finished=at,
    )
