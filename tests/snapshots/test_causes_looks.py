"""Pictures of the board of possible causes, and of the mark that leads there."""

import sys

import pytest

from screens.ask.causes import CausesScreen
from screens.ask.read import ReadScreen
from screens.view import View, seen
from tests.snapshots.scenes import ALARMED, FULL
from tests.snapshots.suspected import EMPTY_COLUMN, SUGGESTED, SUSPECTED
from tests.snapshots.test_looks import NARROW, USUAL, Shown, SnapCompare, picture
from widgets.cause_lines import in_full

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the pictures are drawn by Python 3.11")


def known() -> View:
    view = View()
    for update in SUSPECTED:
        view = seen(view, update)
    return view


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_the_board_of_possible_causes(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(SUSPECTED, ask=CausesScreen(known)), size)


def test_a_hypothesis_in_full(snap_compare: SnapCompare) -> None:
    view = known()
    lines = list(in_full(view.incident.hypotheses[1], EMPTY_COLUMN))
    picture(snap_compare, Shown(SUSPECTED, ask=ReadScreen("A possible cause", lines)), NARROW)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_causes_that_look_likely_beside_alarms(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown([*ALARMED, SUGGESTED], profile=FULL), size)


def test_nothing_suspected_yet(snap_compare: SnapCompare) -> None:
    picture(snap_compare, Shown(ALARMED, ask=CausesScreen(View)), NARROW)
