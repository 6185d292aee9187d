"""Begins, grades, resolves and closes the incident."""

from cockpit.core import events as e
from cockpit.core.incident import Phase
from cockpit.engine import comms
from cockpit.engine import requests as r
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.signals import SignalWatch
from cockpit.engine.steps import RefusedError


class Lifecycle:
    """The incident from declaration to close."""

    def __init__(self, kit: Kit, ledger: Ledger, watch: SignalWatch) -> None:
        self._kit = kit
        self._ledger = ledger
        self._watch = watch

    def declare(self, request: r.Declare) -> None:
        """Create the journal and begin. Raises RefusedError while another incident is open, JournalError."""
        if self._ledger.opened and self._ledger.incident.phase not in (Phase.NONE, Phase.CLOSED):
            raise RefusedError(f"{self._ledger.incident.id} is still open; close it before declaring another")
        now = self._kit.clock.now()
        name, journal = self._kit.incidents.create(now)
        self._ledger.attach(journal)
        self._ledger.record(
            e.IncidentDeclared(
                incident=name,
                profile=self._kit.profile.name,
                title=request.title,
                symptom=request.symptom,
                t0=request.t0 or now,
                drill=self._kit.drill,
            )
        )
        self._watch.declared()
        if request.severity:
            self.choose(r.ChooseSeverity(level=request.severity))

    def choose(self, request: r.ChooseSeverity) -> None:
        """Set the level; a change needs a reason. Arms the level's clocks. Raises RefusedError, JournalError."""
        before = self._ledger.incident.severity
        level = self._kit.profile.scale.level(request.level)
        if level is None:
            raise RefusedError(f"the profile has no severity {request.level!r}")
        if before and before != request.level and not request.reason.strip():
            raise RefusedError("say why the severity changes")
        suggestion = self._watch.suggestion
        self._ledger.record(
            e.SeverityChosen(
                level=request.level,
                before=before,
                reason=request.reason,
                suggested=suggestion.level if suggestion else "",
                evidence=suggestion.evidence if suggestion else (),
            )
        )
        self._ledger.record_all(comms.severity_clocks(level, self._ledger.incident, self._kit.clock.now()))

    def end(self, request: r.Resolve | r.Reopen | r.Close) -> None:
        """Resolve, reopen or close. Nothing may run; to close, nothing may be open or unknown. Raises RefusedError."""
        incident = self._ledger.incident
        if isinstance(request, r.Reopen):
            self._ledger.record(e.IncidentReopened(reason=request.reason))
            return
        if incident.running:
            raise RefusedError("an action is still running; wait for it or cancel it")
        if isinstance(request, r.Resolve):
            self._ledger.record(e.IncidentResolved(cause=request.cause))
            level = self._kit.profile.scale.level(incident.severity)
            self._ledger.record_all(comms.resolved_clocks(level, self._kit.clock.now()))
            return
        level = self._kit.profile.scale.level(incident.severity)
        after = incident.checklist_of(level.afterwards) if level and level.afterwards else None
        if after and after.tally.open:
            count = "an open step" if after.tally.open == 1 else f"{after.tally.open} open steps"
            raise RefusedError(f"{after.title} has {count}: finish it first, or skip with a reason")
        if incident.left_open:
            raise RefusedError(f"cannot close while something is open: {'; '.join(incident.left_open)}")
        self._ledger.record(e.IncidentClosed(reason=request.reason))
