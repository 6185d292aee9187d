"""Every pane at every size, with values and without."""

from collections.abc import Callable

import pytest
from textual.widget import Widget

from cockpit.core.checklist import StepState
from tests.widgets.painted import Holding, text_of
from tests.widgets.values import ALARMS, INCIDENT, NOW, QUEUE, RUNBOOK, SCALE, STATUS, T0, audit, item, steps
from widgets.audit_panel import AuditPanel
from widgets.checklist_panel import ChecklistPanel
from widgets.footer_bar import FooterBar
from widgets.lines import Lines
from widgets.queue_panel import QueuePanel
from widgets.severity_panel import SeverityPanel
from widgets.status_bar import StatusBar
from widgets.tab_strip import Tab, TabStrip
from widgets.timeline_panel import TimelinePanel


def checklist() -> ChecklistPanel:
    shown = ChecklistPanel()
    shown.checklist, shown.runbook, shown.now = steps(look=item("look", StepState.UNKNOWN, reason="x")), RUNBOOK, NOW
    return shown


def severity() -> SeverityPanel:
    shown = SeverityPanel()
    shown.scale, shown.incident, shown.signals, shown.statuses, shown.now = SCALE, INCIDENT, ALARMS, (STATUS,), NOW
    return shown


def queue() -> QueuePanel:
    shown = QueuePanel()
    shown.held, shown.signals, shown.now = (QUEUE,), ALARMS, NOW
    return shown


def rows() -> AuditPanel:
    shown = AuditPanel()
    shown.held, shown.t0, shown.now = audit(), T0, NOW
    return shown


def timeline() -> TimelinePanel:
    shown = TimelinePanel()
    shown.lines, shown.t0 = ((T0, "it began"),), T0
    return shown


def status() -> StatusBar:
    shown = StatusBar()
    shown.incident, shown.scale, shown.now = INCIDENT, SCALE, NOW
    return shown


def tabs() -> TabStrip:
    shown = TabStrip()
    shown.tabs = (Tab(1, "Checklist"),)
    return shown


FILLED = (checklist, severity, queue, rows, timeline, status, tabs)
EMPTY = (ChecklistPanel, SeverityPanel, QueuePanel, AuditPanel, TimelinePanel, StatusBar, TabStrip, FooterBar)


@pytest.mark.parametrize("make", [*FILLED, *EMPTY], ids=lambda make: make.__name__)
async def test_it_fits_any_terminal(make: Callable[[], Widget]) -> None:
    shown = make()
    async with Holding(shown).run_test(size=(80, 24)) as pilot:
        for size in ((1, 1), (20, 5), (80, 24), (200, 60), (3, 2)):
            await pilot.resize_terminal(*size)
            await pilot.press("down", "pagedown", "end", "up", "home")
            if isinstance(shown, Lines):
                assert all(len(row) <= size[0] for row in text_of(shown).splitlines())


@pytest.mark.parametrize("make", [checklist, severity, queue, rows, timeline], ids=lambda make: make.__name__)
async def test_a_pane_has_help_and_every_key_has_an_id_and_a_tooltip(make: Callable[[], Widget]) -> None:
    shown = make()
    assert len(shown.HELP or "") > 80
    bindings = [binding for kept in shown._bindings.key_to_bindings.values() for binding in kept]
    assert bindings
    assert all(binding.id and binding.tooltip for binding in bindings)
    assert len({binding.id for binding in bindings if binding.show}) <= 5


@pytest.mark.parametrize("make", [checklist, severity, queue, rows, timeline], ids=lambda make: make.__name__)
async def test_focus_is_seen_without_colour(make: Callable[[], Widget]) -> None:
    shown = make()
    async with Holding(shown).run_test(size=(80, 24)) as pilot:
        assert text_of(shown).startswith("┏━")
        pilot.app.set_focus(None)
        await pilot.pause()
        assert text_of(shown).startswith("╭─")
