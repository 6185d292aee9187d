"""The board: six panes in a grid, and the one place that says which value goes to which."""

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from cockpit.core.given import known
from cockpit.core.incident import Incident
from cockpit.core.logfilter import read
from cockpit.core.profile import BY_HAND, AuditSpec, LogSpec, Profile
from cockpit.ports import LogView
from screens.next_move import next_move
from screens.view import View
from widgets.audit_panel import AuditPanel
from widgets.checklist_panel import ChecklistPanel
from widgets.log_panel import LogPanel
from widgets.queue_panel import QueuePanel
from widgets.severity_panel import SeverityPanel
from widgets.timeline_panel import TimelinePanel

NAMES = ("Checklist", "Severity", "Log", "Queues", "Audit", "Timeline")
"""By number, from 1: the digit that goes there."""


class Board(Container):
    """Lays the panes out and hands each its part of the view. incident.tcss decides which are seen."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(id="board")
        self._steps, self._severity, self._log = ChecklistPanel(), SeverityPanel(), LogPanel()
        self._queues, self.audit, self._timeline = QueuePanel(), AuditPanel(), TimelinePanel()
        self._log.number = NAMES.index("Log") + 1
        self._numbered: tuple[Widget, ...] = (
            self._steps, self._severity, self._log, self._queues, self.audit, self._timeline
        )  # fmt: skip
        self._profile = profile

    def compose(self) -> ComposeResult:
        """In the order in which the grid fills."""
        yield self._steps
        yield self._severity
        yield self._queues
        yield self._log
        yield self.audit
        yield self._timeline

    def on_mount(self) -> None:
        audits = self._profile.sources_of(AuditSpec).values()
        self.audit.window = min((spec.window for spec in audits), default=self.audit.window)
        logs = self._profile.sources_of(LogSpec).values()
        self._log.columns = tuple((name, spec.columns) for name, spec in self._profile.sources_of(LogSpec).items())
        self._log.deploys = next((read(spec.deploys) for spec in logs if spec.deploys), None)
        self._log.quiet_after = min((spec.quiet_after for spec in logs), default=self._log.quiet_after)
        self._severity.scale = self._profile.scale
        self._steps.targets, self._steps.known = self._profile.default_target, self._profile.targets
        targets = self._profile.targets.items()
        self._steps.by_hand = frozenset(name for name, target in targets if target.provider == BY_HAND)

    def read(self, log: LogView | None) -> None:
        """The log pane reads `log` from now on."""
        self._log.view = log

    def show(self, view: View) -> None:
        """Every pane shows its part of `view`."""
        incident, steps, severity = view.incident, self._steps, self._severity
        steps.checklist, steps.runbook, steps.trusted = incident.checklist, view.runbook, view.trusted
        steps.parameters, steps.probe_says, steps.action_lines = self._known(incident), view.probes, view.output
        steps.done_blocks = view.done_blocks
        steps.results, steps.hint = view.results, next_move(view)
        severity.incident, severity.signals, severity.suggestion = incident, view.signals, view.suggestion
        severity.likely = len(view.likely)
        severity.statuses = tuple(view.statuses.values())
        self._queues.held, self._queues.signals = tuple(view.queues.values()), view.signals
        self.audit.trails, self.audit.t0 = tuple(view.audits.values()), incident.t0
        self._timeline.lines = tuple((entry.at, f"{entry.by}: {entry.says}") for entry in view.timeline)
        self._timeline.t0 = self._log.t0 = incident.t0

    def _known(self, incident: Incident) -> dict[str, str]:
        """Values that stand in titles, words and blocks; not how long it lasts, which changes every second."""
        began = incident.t0 or incident.declared
        if began is None:
            return {}
        values = known(incident, self._profile, began)
        return {name: value for name, value in values.items() if name != "lasted"}

    def tick(self, now: datetime) -> None:
        """The time moved on to `now` (aware)."""
        self._steps.now = self._severity.now = self._queues.now = self.audit.now = self._log.now = now

    def pane(self, number: int) -> Widget:
        """The pane with this digit."""
        return self._numbered[number - 1]

    def number_of(self, widget: Widget) -> int | None:
        """The digit of the pane that `widget` is or lies in."""
        lies_in = {widget, *widget.ancestors}
        return next((number for number, pane in enumerate(self._numbered, start=1) if pane in lies_in), None)

    def choose(self, number: int) -> None:
        """The pane that is seen where there is room for one."""
        for each, pane in enumerate(self._numbered, start=1):
            pane.set_class(each == number, "-chosen")
