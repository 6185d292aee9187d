"""An incident is the fold of its journal: `apply` is the only way its state changes, live and on replay."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import reduce

import msgspec
from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core.actions import Action, Outcome, UndoToken
from cockpit.core.checklist import Checklist, Item, StepState
from cockpit.core.clocks import Clock
from cockpit.core.openstate import OpenState


class Phase(StrEnum):
    """Where the incident stands."""

    NONE = "none"
    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"


class SeverityChange(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    level: str
    reason: str
    by: str


class ActionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An action and what became of it; `outcome` None while it runs."""

    action: Action
    environment: str
    request: tuple[str, ...]
    started: datetime
    by: str
    confirmed: str = ""
    outcome: Outcome | None = None
    says: str = ""
    rows: int | None = None
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    output: str = ""
    finished: datetime | None = None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    message: str
    channel: str
    text: str


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    owner: str
    due: str


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about one incident. All times are aware, in UTC."""

    id: str = ""
    phase: Phase = Phase.NONE
    profile: str = ""
    title: str = ""
    symptom: str = ""
    drill: bool = False
    declared: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    cause: str = ""
    t0: datetime | None = None
    severity: str = ""
    """A level id; empty while pending."""
    severity_history: tuple[SeverityChange, ...] = ()
    checklist: Checklist = Checklist()
    parameters: dict[str, str] = {}
    actions: tuple[ActionRecord, ...] = ()
    undo: tuple[UndoToken, ...] = ()
    """Ways back not yet taken, newest last."""
    open_states: tuple[OpenState, ...] = ()
    clocks: tuple[Clock, ...] = ()
    messages: tuple[Sent, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    raised: dict[str, str] = {}
    """Names of the signals now raised, and what they say."""
    seq: int = 0
    """The last record folded in."""

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    @property
    def unknown(self) -> tuple[ActionRecord, ...]:
        """Actions whose outcome nobody knows."""
        return tuple(record for record in self.actions if record.outcome is Outcome.UNKNOWN)

    @property
    def running(self) -> tuple[ActionRecord, ...]:
        """Actions started and not finished."""
        return tuple(record for record in self.actions if record.outcome is None)

    @property
    def left_open(self) -> tuple[str, ...]:
        """What stands between the incident and its close, in words."""
        states = tuple(f"{state.says} (since {state.since:%H:%M})" for state in self.open_states)
        running = tuple(f"{record.action.verb} on {record.action.target} is running" for record in self.running)
        return (*states, *running, *(f"{one.action.verb} on {one.action.target}: unknown" for one in self.unknown))

    def action(self, id: str) -> ActionRecord | None:
        """The action called `id`, or None."""
        return next((record for record in self.actions if record.action.id == id), None)


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
            items = tuple(now.checklist.item(step.id) or Item(step=step) for step in event.steps)
            if event.runbook != now.checklist.runbook:
                items = tuple(Item(step=step) for step in event.steps)
            return replace(
                now, checklist=Checklist(runbook=event.runbook, title=event.title, digest=event.digest, items=items)
            )
        case e.ParameterSet():
            return replace(now, parameters={**now.parameters, event.name: event.value})
        case e.StepMoved():
            moved = now.checklist.moved(event.step, event.state, at, event.how, event.reason, event.evidence)
            return replace(now, checklist=moved)
        case e.ActionStarted() | e.ActionFinished() | e.ActionResolved():
            return _acted(now, event, at, by)
        case e.SignalRaised():
            return replace(now, raised={**now.raised, event.name: event.says})
        case e.SignalCleared():
            return replace(now, raised={name: says for name, says in now.raised.items() if name != event.name})
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
        case e.SessionEnded() | e.NoteAdded() | e.EvidencePinned() | e.JournalMended():
            return now


def _abandoned(now: Incident, at: datetime) -> Incident:
    """A new session begins: what was running without an outcome is unknown, and so is its step."""
    lost = {record.action.id: record.action.step for record in now.running}
    if not lost:
        return now
    actions = tuple(
        replace(record, outcome=Outcome.UNKNOWN, says="the cockpit ended before the outcome was known", finished=at)
        if record.action.id in lost
        else record
        for record in now.actions
    )
    checklist = now.checklist
    for step in lost.values():
        item = checklist.item(step)
        if item and not item.finished:
            checklist = checklist.moved(step, StepState.UNKNOWN, at, None, "outcome not known")
    return replace(now, actions=actions, checklist=checklist)


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
