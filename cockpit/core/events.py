"""Everything that can happen in an incident. The journal is a list of these; nothing else changes an incident."""

from datetime import datetime

import msgspec

from cockpit.core.actions import Action, Outcome, UndoToken
from cockpit.core.checklist import How, StepRef, StepState
from cockpit.core.clocks import ClockKind
from cockpit.core.hypothesis import Speaks, Standing
from cockpit.core.missing import Fate, MissingRow
from cockpit.core.money import Unit


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote an event, from where, with what."""

    user: str
    host: str
    login: str = ""
    """The login user, when it differs (sudo)."""
    ssh: str = ""
    """The SSH client's address, or empty."""
    tty: str = ""
    version: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Base of all events; the tag is the class name."""


class IncidentDeclared(Event, frozen=True, kw_only=True):
    incident: str
    profile: str
    title: str
    symptom: str = ""
    t0: datetime
    drill: bool = False


class SessionStarted(Event, frozen=True, kw_only=True):
    """A cockpit opened this incident; what was running before and has no outcome is unknown from here on."""

    read_only: bool = False


class SessionEnded(Event, frozen=True, kw_only=True):
    why: str
    running: tuple[str, ...] = ()


class SeverityChosen(Event, frozen=True, kw_only=True):
    level: str
    before: str = ""
    reason: str = ""
    suggested: str = ""
    evidence: tuple[str, ...] = ()


class TimeZeroSet(Event, frozen=True, kw_only=True):
    t0: datetime
    evidence: str = ""


class RunbookOpened(Event, frozen=True, kw_only=True):
    """A runbook is pinned to the incident: its bytes are kept in the incident's folder under their digest."""

    runbook: str
    title: str
    digest: str
    steps: tuple[StepRef, ...]
    why: str = ""
    back_to: str = ""
    """The runbook to come back to when it is finished, and the step of it that opened this one; empty: none."""
    of_step: str = ""
    anew: bool = False
    """It was finished once in this incident, and all of it is to be done again."""


class ParameterSet(Event, frozen=True, kw_only=True):
    name: str
    value: str


class StepMoved(Event, frozen=True, kw_only=True):
    """`runbook` is the one the step is of; empty: the open one."""

    step: str
    runbook: str = ""
    state: StepState
    how: How | None = None
    reason: str = ""
    evidence: str = ""


class DecisionMade(Event, frozen=True, kw_only=True):
    """A person answered a step's question. The answer is kept as the value `name`, and the step is done."""

    step: str
    question: str
    name: str
    choice: str
    says: str
    reason: str = ""


class ResultPasted(Event, frozen=True, kw_only=True):
    """A person ran a block elsewhere and gave what came of it."""

    step: str
    block: int
    text: str
    why: str = ""
    """Why it was not run here."""


class ActionStarted(Event, frozen=True, kw_only=True):
    """On disk before the provider is called."""

    action: Action
    environment: str
    request: tuple[str, ...]
    plan: str = ""
    """Digest of the plan that was shown and confirmed."""
    confirmed: str = ""
    """How: not asked, asked, or what was typed."""
    undo: UndoToken | None = None


class ActionFinished(Event, frozen=True, kw_only=True):
    action: str
    outcome: Outcome
    says: str
    rows: int | None = None
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    output: str = ""
    undo: UndoToken | None = None


class ActionResolved(Event, frozen=True, kw_only=True):
    """A person said what became of an unknown action."""

    action: str
    outcome: Outcome
    reason: str


class SignalRaised(Event, frozen=True, kw_only=True):
    name: str
    says: str
    severity: str = ""


class SignalCleared(Event, frozen=True, kw_only=True):
    name: str
    says: str


class NoteAdded(Event, frozen=True, kw_only=True):
    text: str
    about: datetime | None = None
    """When what it tells of happened, if not now."""


class EvidencePinned(Event, frozen=True, kw_only=True):
    """A log line, audit row or reading kept as evidence."""

    source: str
    text: str
    of: datetime | None = None


class HypothesisRaised(Event, frozen=True, kw_only=True):
    """A person thinks this may be the cause."""

    hypothesis: str
    text: str
    confirms: str = ""
    refutes: str = ""
    look: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()
    bug_class: str = ""


class EvidenceWeighed(Event, frozen=True, kw_only=True):
    """Something speaks for a hypothesis or against it; `cause` is the hypothesis in words."""

    hypothesis: str
    cause: str
    speaks: Speaks
    text: str
    source: str = ""
    of: datetime | None = None


class HypothesisSettled(Event, frozen=True, kw_only=True):
    """Confirmed, refuted, set aside, or open again; `cause` is the hypothesis in words."""

    hypothesis: str
    cause: str
    standing: Standing
    reason: str = ""


class ComparisonMade(Event, frozen=True, kw_only=True):
    """A comparison of the profile was read whole, and what changed since the one before."""

    comparison: str
    since: datetime
    says: str
    unit: Unit = Unit()
    found: tuple[MissingRow, ...] = ()
    """Missing now and not before."""
    there: tuple[str, ...] = ()
    """Keys that were missing and are on both sides now."""
    gone: tuple[str, ...] = ()
    """Keys that were missing and are on no side now."""
    more: int = 0
    """Missing rows beyond those that are named."""


class MissingMarked(Event, frozen=True, kw_only=True):
    """A person said what became of rows a comparison found missing."""

    comparison: str
    keys: tuple[str, ...]
    fate: Fate
    reason: str = ""
    waived: int = 0
    """How many rows beyond those named are not needed either."""


class MessageSent(Event, frozen=True, kw_only=True):
    """A message went out, or was handed to a person to send (`channel` empty)."""

    message: str
    channel: str
    text: str
    head: str = ""
    """Head of the journal's chain printed with it."""


class ClockStarted(Event, frozen=True, kw_only=True):
    clock: str
    kind: ClockKind
    says: str
    due: datetime


class ClockStopped(Event, frozen=True, kw_only=True):
    clock: str
    why: str = ""


class StateOpened(Event, frozen=True, kw_only=True):
    state: str
    says: str
    undo: str = ""


class StateClosed(Event, frozen=True, kw_only=True):
    state: str
    how: str


class FollowUpAdded(Event, frozen=True, kw_only=True):
    text: str
    owner: str = ""
    due: str = ""


class JournalMended(Event, frozen=True, kw_only=True):
    """The end of the file was torn by a crash; the half line was set aside, not lost."""

    kept_as: str
    bytes: int


class IncidentResolved(Event, frozen=True, kw_only=True):
    cause: str = ""


class IncidentReopened(Event, frozen=True, kw_only=True):
    reason: str


class IncidentClosed(Event, frozen=True, kw_only=True):
    reason: str = ""


AnyEvent = (
    IncidentDeclared
    | SessionStarted
    | SessionEnded
    | SeverityChosen
    | TimeZeroSet
    | RunbookOpened
    | ParameterSet
    | StepMoved
    | DecisionMade
    | ResultPasted
    | ActionStarted
    | ActionFinished
    | ActionResolved
    | SignalRaised
    | SignalCleared
    | NoteAdded
    | EvidencePinned
    | HypothesisRaised
    | EvidenceWeighed
    | HypothesisSettled
    | ComparisonMade
    | MissingMarked
    | MessageSent
    | ClockStarted
    | ClockStopped
    | StateOpened
    | StateClosed
    | FollowUpAdded
    | JournalMended
    | IncidentResolved
    | IncidentReopened
    | IncidentClosed
)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a journal: an event, its place in the order, who and when (UTC), and the hash of the line before."""

    seq: int
    at: datetime
    by: Actor
    event: AnyEvent
    prev: str
