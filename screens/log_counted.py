"""Ask how the rows of a log pane are to be counted, and bring what was picked back to the pane."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from textual.screen import ModalScreen

from cockpit.core.incident import Incident
from cockpit.core.loghistogram import Mark
from cockpit.core.runbook import Risk
from cockpit.core.timeline import Entry
from screens.log_groups import LogGroupsScreen
from screens.log_histogram import LogHistogramScreen
from widgets.log_panel import LogPanel

T = TypeVar("T")
TURN = 2  # the weight of what turned the incident: declared, graded, decided, told


class Ask(Protocol):
    """Puts a screen in front and waits for its answer."""

    async def __call__(self, screen: ModalScreen[T | None]) -> T | None: ...


async def counted(event: LogPanel.CountRequested, marks: Sequence[Mark], ask: Ask) -> None:
    """Show the screen for `event` and do what it returns. `marks`: what happened when, for the times."""
    panel = event.panel
    if event.over_time:
        at = await ask(LogHistogramScreen(event.view, event.rows, marks, panel.deploys))
        if at is not None:
            panel.go_to_time(at)
    else:
        typed = await ask(LogGroupsScreen(event.view, event.rows))
        if typed is not None:
            panel.narrow_to(typed)


def marks_of(timeline: Sequence[Entry], incident: Incident) -> list[Mark]:
    """What happened when, to be seen beside errors over time: turns of the incident, what was changed, T0."""
    marks = [(entry.moment, entry.says) for entry in timeline if entry.weight == TURN]
    marks += [
        (record.finished, f"{record.action.verb} on {record.action.target}: {record.says}")
        for record in incident.actions
        if record.finished is not None and record.action.risk is not Risk.READS
    ]
    return marks if incident.t0 is None else [*marks, (incident.t0, "T0")]
