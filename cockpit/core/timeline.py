"""One line of words for each event: what the timeline pane and the report say happened."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from cockpit.core import events as e
from cockpit.core.checklist import How
from cockpit.core.text import clipped


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the timeline. `about` differs from `at` when a note tells of an earlier moment. Times are UTC."""

    seq: int
    at: datetime
    by: str
    says: str
    about: datetime | None = None
    weight: int = 1
    """0: only for the full journal; 1: ordinary; 2: a turn of the incident."""

    @property
    def moment(self) -> datetime:
        """When it happened."""
        return self.about or self.at


def entry(record: e.Record) -> Entry:
    """The line for one record."""
    says, weight = _told(record.event)
    about = record.event.about if isinstance(record.event, e.NoteAdded) else None
    return Entry(seq=record.seq, at=record.at, by=record.by.user, says=says, about=about, weight=weight)


def timeline(records: Iterable[e.Record], least: int = 1) -> tuple[Entry, ...]:
    """The lines of weight `least` or more in order of what happened when."""
    entries = [line for line in map(entry, records) if line.weight >= least]
    return tuple(sorted(entries, key=lambda line: (line.moment, line.seq)))


def _told(event: e.AnyEvent) -> tuple[str, int]:
    match event:
        case e.IncidentDeclared():
            return f"declared: {event.title}" + (f" — {event.symptom}" if event.symptom else ""), 2
        case e.SessionStarted():
            return "a cockpit opened the incident", 0
        case e.SessionEnded():
            return f"the cockpit was closed: {event.why}" + _list(" — still running: ", event.running), 0
        case e.SeverityChosen():
            change = f"severity {event.before} → {event.level}" if event.before else f"severity {event.level}"
            return change + (f": {event.reason}" if event.reason else ""), 2
        case e.TimeZeroSet():
            return f"T0 set to {event.t0:%Y-%m-%d %H:%M:%S} UTC" + _from(event.evidence), 1
        case e.RunbookOpened():
            return f"runbook opened: {event.title} ({event.digest[:12]})" + _from(event.why), 1
        case e.ParameterSet():
            return f"{event.name} = {event.value}", 0
        case e.StepMoved():
            return _step(event)
        case e.DecisionMade():
            return f"decided: {event.question} {event.says}" + _from(event.reason), 2
        case e.ResultPasted():
            return f"step {event.step}: block {event.block + 1} run by hand" + _from(event.why), 1
        case e.ActionStarted():
            where = f"{event.action.target} ({event.environment})"
            return f"started {event.action.verb} on {where}, {event.confirmed}", 1
        case e.ActionFinished():
            return f"{event.outcome.upper()}: {event.says}", 1
        case e.ActionResolved():
            return f"unknown action settled as {event.outcome}: {event.reason}", 1
        case e.SignalRaised():
            return f"signal {event.name} raised: {event.says}", 1
        case e.SignalCleared():
            return f"signal {event.name} is over: {event.says}", 1
        case e.NoteAdded():
            return f"note: {event.text}", 1
        case e.EvidencePinned():
            return f"evidence from {event.source}: {event.text}", 1
        case e.HypothesisRaised():
            return f"suspected: {event.text}", 1
        case e.EvidenceWeighed():
            return f"speaks {event.speaks} {_quoted(event.cause)}: {event.text}" + _from(event.source), 1
        case e.HypothesisSettled():
            reason = f" — {event.reason}" if event.reason else ""
            return f"hypothesis {event.standing}: {event.cause}" + reason, 2
        case e.ComparisonMade():
            return f"compared {event.comparison}: {event.says}" + _changes(event), 1
        case e.MissingMarked():
            keys = f"{len(event.keys)} rows" if len(event.keys) != 1 else event.keys[0]
            return f"{keys} of {event.comparison}: {event.fate}" + _from(event.reason), 1
        case e.MessageSent():
            first = event.text.splitlines()[0] if event.text else ""
            return f"told {event.channel or 'by hand'} ({event.message}): {first}", 2
        case e.ClockStarted():
            return f"clock: {event.says} due {event.due:%Y-%m-%d %H:%M} UTC", 0
        case e.ClockStopped():
            return f"clock {event.clock} stopped" + _from(event.why), 0
        case e.StateOpened():
            return f"left open: {event.says}", 1
        case e.StateClosed():
            return f"put back: {event.how}", 1
        case e.FollowUpAdded():
            return f"follow-up: {event.text}", 0
        case e.JournalMended():
            return f"the journal's end was torn by a crash; {event.bytes} bytes kept as {event.kept_as}", 1
        case e.IncidentResolved():
            return "resolved" + (f": {event.cause}" if event.cause else ""), 2
        case e.IncidentReopened():
            return f"reopened: {event.reason}", 2
        case e.IncidentClosed():
            return "closed" + (f": {event.reason}" if event.reason else ""), 2


def _step(event: e.StepMoved) -> tuple[str, int]:
    by_hand = " by hand" if event.how is How.MANUAL else ""
    words = event.reason or event.evidence
    weight = 1 if event.state in ("done", "failed", "unknown", "skipped", "regressed") else 0
    return f"step {event.step}: {event.state}{by_hand}" + (f" — {words}" if words else ""), weight


def _changes(event: e.ComparisonMade) -> str:
    counts = ((len(event.found), "newly missing"), (len(event.there), "re-created"), (len(event.gone), "gone"))
    said = ", ".join(f"{count} {words}" for count, words in counts if count)
    return f" ({said})" if said else ""


def _quoted(words: str) -> str:
    return f"“{clipped(words, 60)}”"


def _from(words: str) -> str:
    return f" ({words})" if words else ""


def _list(lead: str, names: tuple[str, ...]) -> str:
    return lead + ", ".join(names) if names else ""
