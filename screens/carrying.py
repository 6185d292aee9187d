"""What the panes ask for, carried up: as a request to the engine, or as the beginning of a flow."""

from collections.abc import Callable
from datetime import timedelta

from textual import on
from textual.screen import Screen

from cockpit.engine import requests as r
from screens.board import Board
from screens.desk import Desk
from widgets.audit_panel import AuditPanel
from widgets.checklist_panel import ChecklistPanel
from widgets.log_panel import LogPanel
from widgets.queue_panel import QueuePanel
from widgets.severity_panel import SeverityPanel
from widgets.timeline_panel import TimelinePanel

NARROWEST, WIDEST = timedelta(minutes=1), timedelta(days=1)


class CarryingScreen(Screen[None]):
    """A screen with a board of panes. One handler for each thing a pane can ask for; none of them decides anything."""

    desk: Desk

    def __init__(self, submit: Callable[[r.Request], None], board: Board) -> None:
        super().__init__()
        self.submit = submit
        self.board = board

    @on(ChecklistPanel.RunRequested)
    def _run(self, event: ChecklistPanel.RunRequested) -> None:
        self.submit(r.RunAction(step=event.step, index=event.index))

    @on(ChecklistPanel.MarkRequested)
    def _mark(self, event: ChecklistPanel.MarkRequested) -> None:
        self.submit(r.MarkStep(step=event.step, state=event.state))

    @on(ChecklistPanel.SkipRequested)
    def _skip(self, event: ChecklistPanel.SkipRequested) -> None:
        self.desk.begin("steps:skip", event.step)

    @on(ChecklistPanel.CancelRequested)
    def _cancel(self, event: ChecklistPanel.CancelRequested) -> None:
        self.desk.begin("steps:cancel", event.step)

    @on(ChecklistPanel.ResolveRequested)
    def _settle(self, event: ChecklistPanel.ResolveRequested) -> None:
        self.desk.begin("steps:settle_step", event.step)

    @on(ChecklistPanel.ViewRequested)
    def _view(self, event: ChecklistPanel.ViewRequested) -> None:
        self.desk.begin("reading:result", event.step)

    @on(ChecklistPanel.ReconcileRequested)
    def _reconcile(self, event: ChecklistPanel.ReconcileRequested) -> None:
        self.desk.begin("reconciling:reconcile", event.comparison)

    @on(ChecklistPanel.OpenRequested)
    def _open_runbook(self) -> None:
        self.desk.begin("steps:open_runbook")

    @on(ChecklistPanel.TrustRequested)
    def _trust(self) -> None:
        self.desk.begin("steps:trust")

    @on(ChecklistPanel.UndoRequested)
    def _undo(self) -> None:
        self.desk.begin("steps:undo")

    @on(SeverityPanel.ChooseRequested)
    def _choose(self) -> None:
        self.desk.begin("begin:choose_severity")

    @on(SeverityPanel.MessageRequested)
    def _message(self) -> None:
        self.desk.begin("tell:message")

    @on(SeverityPanel.StatesRequested)
    def _states(self) -> None:
        self.desk.begin("tell:open_states")

    @on(QueuePanel.RefreshRequested)
    def _refresh(self) -> None:
        self.submit(r.Refresh())

    @on(AuditPanel.WindowRequested)
    def _window(self, event: AuditPanel.WindowRequested) -> None:
        audit = self.board.audit
        audit.window = min(max(audit.window * event.factor, NARROWEST), WIDEST)
        self.submit(r.SetAudit(window=audit.window))

    @on(AuditPanel.PersonRequested)
    def _person(self, event: AuditPanel.PersonRequested) -> None:
        self.board.audit.person = event.person
        self.submit(r.SetAudit(person=event.person))

    @on(AuditPanel.TimeZeroRequested)
    def _time_zero(self, event: AuditPanel.TimeZeroRequested) -> None:
        self.submit(r.SetTimeZero(t0=event.t0, evidence=event.evidence))

    @on(LogPanel.TimeZeroChosen)
    def _time_zero_of_line(self, event: LogPanel.TimeZeroChosen) -> None:
        self.submit(r.SetTimeZero(t0=event.at, evidence=event.text))

    @on(AuditPanel.Pinned)
    def _pin(self, event: AuditPanel.Pinned) -> None:
        self.submit(r.PinEvidence(source=event.source, text=event.text, of=event.of))

    @on(LogPanel.Pinned)
    def _pin_line(self, event: LogPanel.Pinned) -> None:
        self.submit(r.PinEvidence(source=event.source, text=event.text, of=event.at))

    @on(LogPanel.Commented)
    def _comment_line(self, event: LogPanel.Commented) -> None:
        self.submit(r.AddNote(text=f"{event.says} (on {event.source}: {event.text})", about=event.at))

    @on(LogPanel.FindRequested)
    def _find(self, event: LogPanel.FindRequested) -> None:
        self.desk.begin("finding:find", event.begun)

    @on(LogPanel.CountRequested)
    def _count(self, event: LogPanel.CountRequested) -> None:
        self.desk.begin("reading:counts", event)

    @on(LogPanel.RowOpened)
    def _open_row(self, event: LogPanel.RowOpened) -> None:
        self.desk.begin("reading:row", event.parsed, event.raw)

    @on(AuditPanel.ReadRequested)
    @on(TimelinePanel.ReadRequested)
    def _read(self, event: AuditPanel.ReadRequested | TimelinePanel.ReadRequested) -> None:
        self.desk.begin("reading:lines", event.title, event.lines)

    @on(ChecklistPanel.CopyRequested)
    @on(AuditPanel.CopyRequested)
    @on(TimelinePanel.CopyRequested)
    def _copy(self, event: ChecklistPanel.CopyRequested | AuditPanel.CopyRequested) -> None:
        self.desk.copy(event.text)

    @on(LogPanel.Copied)
    def _copy_line(self, event: LogPanel.Copied) -> None:
        self.desk.copy(event.text)
