"""Pictures of the reconcile workbench."""

import sys
from collections.abc import Sequence

import pytest

from cockpit.engine import updates as u
from screens.reconcile import ReconcileScreen
from screens.view import View, seen
from tests.snapshots.reconciled import CUT, EUR, NAME, READING, SHOP, WORKED, stands
from tests.snapshots.scenes import DECLARED, told
from tests.snapshots.test_looks import NARROW, USUAL, Shown, SnapCompare, picture
from widgets.bench import Bench

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the pictures are drawn by Python 3.11")


def workbench(updates: Sequence[u.Update], kind: str = "missing") -> ReconcileScreen:
    view = View()
    for update in updates:
        view = seen(view, update)
    bench = Bench(EUR, view.comparing.get(NAME), view.incident.reconciled.get(NAME))
    return ReconcileScreen(f"Reconcile {NAME}", lambda: bench, lambda what, key: None, kind)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_missing_rows_half_worked_through(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(WORKED, profile=SHOP, ask=workbench(WORKED)), size)


def test_what_was_settled_while_it_is_read_again(snap_compare: SnapCompare) -> None:
    picture(snap_compare, Shown(READING, profile=SHOP, ask=workbench(READING, "settled")), USUAL)


def test_a_side_that_was_cut(snap_compare: SnapCompare) -> None:
    cut = [*told(DECLARED), stands(CUT)]
    picture(snap_compare, Shown(cut, profile=SHOP, ask=workbench(cut)), NARROW)
