"""The post-mortem: a view of the journal, in Markdown, times in UTC."""

from collections.abc import Iterable, Sequence

from cockpit.core.actions import Outcome
from cockpit.core.checklist import How, Item, StepState
from cockpit.core.duration import short
from cockpit.core.events import EvidencePinned, NoteAdded, Record
from cockpit.core.fold import replay
from cockpit.core.incident import ActionRecord, Incident
from cockpit.core.timeline import timeline
from cockpit.reports.hypotheses import hypotheses
from cockpit.reports.markdown import block, plain, stamp, table
from cockpit.reports.missing import missing

UNKNOWN = "nobody said yet"


def postmortem(records: Sequence[Record], head: str) -> str:
    """The report of the incident these records tell of; `head` is the hash of the last one."""
    incident = replay(records)
    parts = (
        _summary(incident),
        _severity(incident),
        _timeline(records),
        _steps(incident),
        hypotheses(incident),
        _actions(incident.actions),
        missing(incident),
        _evidence(records),
        _notes(records),
        _messages(incident),
        _follow_ups(incident),
        _open(incident),
        [
            "---",
            "",
            f"Journal: {incident.seq} records, head `{head}`.",
            f"Check it with `cockpit journal verify {plain(incident.id)}`.",
        ],
    )
    return "\n".join(line for part in parts if part for line in (*part, "")).rstrip() + "\n"


def _summary(incident: Incident) -> list[str]:
    end = incident.resolved or incident.closed
    lasted = short(end - incident.t0) if end and incident.t0 else "not resolved"
    rows = [
        ("Incident", incident.id + (" (drill)" if incident.drill else "")),
        ("System", incident.profile),
        ("Severity", incident.severity or "pending"),
        ("Began (T0)", stamp(incident.t0)),
        ("Declared", stamp(incident.declared)),
        ("Resolved", stamp(incident.resolved)),
        ("Lasted", lasted),
        ("Cause", incident.cause or incident.confirmed or UNKNOWN),
    ]
    return [
        f"# {plain(incident.title or 'Incident')}",
        "",
        "## Summary",
        "",
        plain(incident.symptom or "No symptom was written down."),
        "",
        *table(("", "UTC"), rows),
    ]


def _severity(incident: Incident) -> list[str]:
    rows = [
        (stamp(change.at), change.level, change.reason or "first choice", change.by)
        for change in incident.severity_history
    ]
    return ["## Severity history", "", *(table(("At", "Level", "Why", "Who"), rows) or ["Never chosen."])]


def _timeline(records: Iterable[Record]) -> list[str]:
    rows = [
        (stamp(entry.moment), entry.by, entry.says + (f" (written {entry.at:%H:%M:%S})" if entry.about else ""))
        for entry in timeline(records)
    ]
    return ["## Timeline (UTC)", "", *table(("At", "Who", "What"), rows)]


def _steps(incident: Incident) -> list[str]:
    checklist = incident.checklist
    if not checklist.items:
        return ["## Steps", "", "No runbook was opened."]
    tally = checklist.tally
    counts = f"{tally.done} done ({tally.by_hand} by hand), {tally.skipped} skipped, {tally.open} open."
    rows = [(item.step.phase, item.step.title, _state(item), item.reason or item.evidence) for item in checklist.items]
    return [
        f"## Steps: {plain(checklist.title)}",
        "",
        f"{counts} Version `{checklist.digest[:12]}`.",
        "",
        *table(("Phase", "Step", "State", "Evidence or reason"), rows),
    ]


def _state(item: Item) -> str:
    by_hand = item.how is How.MANUAL and item.state is StepState.DONE
    return f"{item.state} by hand" if by_hand else str(item.state)


def _actions(actions: Iterable[ActionRecord]) -> list[str]:
    lines = ["## Actions", ""]
    for record in actions:
        outcome = record.outcome or Outcome.UNKNOWN
        where = f"{record.action.target} ({record.environment})"
        rows = "" if record.rows is None else f", {record.rows} rows"
        lines += [
            f"### {stamp(record.started)} {plain(record.action.verb)} on {plain(where)}: {outcome.upper()}{rows}",
            "",
            f"By {plain(record.by)}, {plain(record.confirmed)}. {plain(record.says)}",
            "",
            *block("\n".join(record.request)),
            "",
        ]
        if record.columns and record.sample:
            lines += [*table(tuple(map(plain, record.columns)), record.sample[:20]), ""]
    return lines if len(lines) > 2 else [*lines, "None."]


def _evidence(records: Iterable[Record]) -> list[str]:
    pinned = [(record, record.event) for record in records if isinstance(record.event, EvidencePinned)]
    rows = [(stamp(event.of or record.at), event.source, event.text) for record, event in pinned]
    return ["## Evidence", "", *(table(("At", "From", "What"), rows) or ["Nothing was pinned."])]


def _notes(records: Iterable[Record]) -> list[str]:
    notes = [(record, record.event) for record in records if isinstance(record.event, NoteAdded)]
    lines = [
        f"- {stamp(event.about or record.at)} {plain(record.by.user)}: {plain(event.text)}" for record, event in notes
    ]
    return ["## Notes", "", *(lines or ["None."])]


def _messages(incident: Incident) -> list[str]:
    rows = [(stamp(sent.at), sent.channel or "by hand", sent.text) for sent in incident.messages]
    return ["## Messages", "", *(table(("At", "To", "Text"), rows) or ["Nobody was told."])]


def _follow_ups(incident: Incident) -> list[str]:
    rows = [(one.text, one.owner or UNKNOWN, one.due or UNKNOWN) for one in incident.follow_ups]
    return ["## Follow-ups", "", *(table(("What", "Owner", "Due"), rows) or ["None yet."])]


def _open(incident: Incident) -> list[str]:
    lines = [f"- still open: {plain(state.says)} since {stamp(state.since)}" for state in incident.open_states]
    lines += [f"- {plain(says)}" for says in incident.still_missing.values()]
    lines += [f"- outcome unknown: {plain(one.action.verb)} on {plain(one.action.target)}" for one in incident.unknown]
    lines += [f"- due: {plain(clock.says)} at {stamp(clock.due)}" for clock in incident.clocks]
    return ["## Left open", "", *(lines or ["Nothing."])]
