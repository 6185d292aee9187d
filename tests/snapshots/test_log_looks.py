"""Pictures of the log at work: several sources, a filter, counts, errors over time, a request found."""

import sys
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from cockpit.core.logfilter import read
from screens.dossier import DossierScreen
from screens.find import FindScreen
from screens.log_groups import LogGroupsScreen
from screens.log_histogram import LogHistogramScreen
from screens.tail import TailApp
from tests.screens.test_find import HITS, Looking
from tests.screens.test_log_counting import START, log
from tests.snapshots.scenes import ALARMED
from tests.snapshots.settling import settled
from tests.snapshots.test_looks import NARROW, USUAL, Shown, SnapCompare, picture
from tests.widgets.test_log_rows import Several, line

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the pictures are drawn by Python 3.11")

MARKS = [(START + timedelta(minutes=10), "T0"), (START + timedelta(minutes=38), "rolled back to version 6")]
TRACE = (
    b"2026-03-14 09:00:05 ERROR could not place\n"
    b"java.lang.IllegalStateException: pool is empty\n"
    b"\tat com.till.Pool.take(Pool.java:3)"
)


class Together(Several):
    sources: ClassVar[tuple[str, ...]] = ("api", "worker", "db")


TOGETHER = Together(
    *(("api", line(n, f"request {n}")) for n in range(0, 12, 2)),
    *(("worker", line(n, f"job {n}")) for n in range(1, 12, 3)),
    ("db", TRACE),
    ("db", b'2026-03-14 09:00:07 WARN slow statement "select 1" took 4 s'),
)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_several_sources_together_by_time(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    async def errors(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press("E")
        await settled(pilot)

    assert snap_compare(TailApp(TOGETHER, "together"), terminal_size=size, run_before=errors)


def shown(
    snap_compare: SnapCompare, ask: ModalScreen[str | None] | ModalScreen[datetime | None], size: tuple[int, int]
) -> None:
    picture(snap_compare, Shown(ALARMED, ask=ask), size)


def test_rows_counted_by_error(snap_compare: SnapCompare) -> None:
    shown(snap_compare, LogGroupsScreen(log(), None), NARROW)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_errors_over_time_with_a_deployment(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    shown(snap_compare, LogHistogramScreen(log(), None, MARKS, read('"deployed version"')), size)


def test_a_request_found(snap_compare: SnapCompare) -> None:
    picture(snap_compare, Shown(ALARMED, ask=FindScreen(Looking(*HITS), "r-1", HITS)), NARROW)


def test_all_about_a_request(snap_compare: SnapCompare) -> None:
    dossier = DossierScreen(HITS[1], HITS, "r-1", Looking(*HITS), log(), [])
    picture(snap_compare, Shown(ALARMED, ask=dossier), USUAL)
