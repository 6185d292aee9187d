"""Pictures of an import: both sides at three sizes, and after corrections. Look at every one before taking it over."""

import sys
from collections.abc import Sequence

import pytest
from textual.pilot import Pilot

from cockpit.core.imported import Correction, Imported
from cockpit.runbooks.importing.imported import import_text
from cockpit.runbooks.importing.rows import rows_of
from screens.importing import ImportApp, ImportScreen
from tests.fakes import NASTY
from tests.snapshots.settling import settled
from tests.snapshots.test_looks import HUGE, NARROW, USUAL, SnapCompare

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the pictures are drawn by Python 3.11")

TEXT = f"""\
Skip to main content
Broken checkout
Carts stay open and nobody can pay.
| Level | Means |
|---|---|
P1 (all shops) | nobody can pay
First response
- Tell the shops.
- See what hangs:
kubectl get pods -n shop --field-selector status.phase=Pending - Look at the setting in
config/shop.jsonfor the timeout.
# what waits
psql "$SHOP_DB" -c "select status, count(*) from jobs group by status"
Step 2: Restart the worker (5-10 minutes)
1) Drain it
2) {NASTY}
Post-incident
• Write down what happened
"""


def shown() -> ImportApp:
    def remade(corrections: Sequence[Correction]) -> Imported:
        return import_text(TEXT, source_id="checkout", corrections=corrections)

    return ImportApp([row.text for row in rows_of(TEXT)], remade, lambda imported: "", "checkout.txt")


def picture(compare: SnapCompare, size: tuple[int, int], press: Sequence[str] = ()) -> None:
    app = shown()

    async def before(pilot: Pilot[Imported]) -> None:
        while not isinstance(app.screen, ImportScreen) or app.screen.focused is None or not app.screen.line:
            await pilot.pause(0.05)
        await pilot.press(*press)
        await settled(pilot)

    assert compare(app, terminal_size=size, run_before=before)  # type: ignore[arg-type]  # an app of any result


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_both_sides_at_a_repaired_line(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, size, press=["down"] * 7)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_after_corrections(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, size, press=["down", "down", "s", *["down"] * 3, "x", "down", "p"])
