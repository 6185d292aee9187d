"""What the incident screen knows: the fold of the updates that came. Nothing here draws."""

import msgspec
from msgspec.structs import replace

from cockpit.core.bugsigns import Match, likely
from cockpit.core.comparing import Comparing
from cockpit.core.incident import ActionRecord, Incident
from cockpit.core.profile import AuditSpec, FreshSpec, Profile, QueueSpec, StatusSpec
from cockpit.core.readings import Held
from cockpit.core.runbook import Runbook
from cockpit.core.severity import Suggestion
from cockpit.core.signals import Signal
from cockpit.core.timeline import Entry
from cockpit.engine import updates as u
from cockpit.ports import Finder, LogView

TIMELINE_LINES = 2_000
OUTPUT_LINES = 200  # newest lines of a running action that are kept to be shown


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panes show, as values."""

    incident: Incident = Incident()
    head: str = ""
    runbook: Runbook | None = None
    trusted: bool = False
    log: LogView | None = None
    finder: Finder | None = None
    queues: dict[str, Held] = {}
    audits: dict[str, Held] = {}
    statuses: dict[str, Held] = {}
    timeline: tuple[Entry, ...] = ()
    signals: tuple[Signal, ...] = ()
    suggestion: Suggestion | None = None
    wrong_targets: dict[str, str] = {}
    """Targets that are not what the profile names, and why."""
    causes: tuple[Match, ...] = ()
    """What rows look like, by class of bug."""
    left_out: int = 0
    """Rows that came too fast to be looked at for it."""
    comparing: dict[str, Comparing] = {}
    """How the profile's comparisons stand, by name."""
    probes: dict[str, str] = {}
    """Words about a step's probe, by step."""
    output: dict[str, tuple[str, ...]] = {}
    """Newest lines of output, by step."""
    walks: dict[str, u.ChainWalking] = {}
    """How far the walk along each hash chain is."""

    @property
    def results(self) -> dict[str, ActionRecord]:
        """The newest action with rows to show, by step."""
        here = ("", self.incident.checklist.runbook)
        return {
            record.action.step: record
            for record in self.incident.actions
            if record.sample and record.action.step and record.action.runbook in here
        }

    @property
    def done_blocks(self) -> dict[str, frozenset[int]]:
        """The numbers of the blocks that were done, by step."""
        items = self.incident.checklist.items
        return {item.step.id: done for item in items if (done := self.incident.done_blocks(item.step.id))}

    @property
    def likely(self) -> tuple[Match, ...]:
        """What rows look like and nobody raised yet."""
        return likely(self.causes, self.incident.hypotheses)

    @property
    def alarms(self) -> tuple[Signal, ...]:
        """The raised signals."""
        return tuple(signal for signal in self.signals if signal.raised)


def waiting(profile: Profile) -> View:
    """Before anything came: every source of the profile is there, and not read yet."""
    return View(
        queues={name: Held(source=name) for name in profile.sources_of(QueueSpec)},
        audits={name: Held(source=name) for name in profile.sources_of(AuditSpec)},
        statuses={name: Held(source=name) for kind in (StatusSpec, FreshSpec) for name in profile.sources_of(kind)},
    )


def seen(view: View, update: u.Update) -> View:
    """The view after one more update; updates that only ask or say something change nothing."""
    match update:
        case u.Ready():
            return replace(view, log=update.log, finder=update.finder)
        case u.IncidentChanged():
            return replace(view, incident=update.incident, head=update.head)
        case u.TimelineGrew():
            return replace(view, timeline=(*view.timeline, *update.entries)[-TIMELINE_LINES:])
        case u.RunbookShown():
            return replace(view, runbook=update.runbook, trusted=update.trusted, probes={}, output={})
        case u.SourceRead():
            return _read(view, update)
        case u.SignalsChanged():
            return replace(view, signals=update.signals, suggestion=update.suggestion)
        case u.TargetsChecked():
            return replace(view, wrong_targets=update.wrong)
        case u.CausesSuggested():
            return replace(view, causes=update.matches, left_out=update.left_out)
        case u.ComparingChanged():
            return replace(view, comparing={**view.comparing, update.comparing.comparison: update.comparing})
        case u.ProbeSaid():
            return replace(view, probes={**view.probes, update.step: update.says})
        case u.ChainWalking():
            return replace(view, walks={**view.walks, update.chain: update})
        case u.ActionSaid():
            record = view.incident.action(update.action)
            here = ("", view.incident.checklist.runbook)
            if record is None or not record.action.step or record.action.runbook not in here:
                return view
            step = record.action.step
            lines = (*view.output.get(step, ()), update.line)[-OUTPUT_LINES:]
            return replace(view, output={**view.output, step: lines})
        case _:
            return view


def _read(view: View, update: u.SourceRead) -> View:
    held = update.held
    match update.kind:
        case "queue":
            return replace(view, queues={**view.queues, held.source: held})
        case "audit":
            return replace(view, audits={**view.audits, held.source: held})
        case _:
            return replace(view, statuses={**view.statuses, held.source: held})
