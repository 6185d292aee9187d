"""Two shops side by side: the trail of each is a key away and says whose it is."""

from msgspec.structs import replace

from cockpit.core.profile import AuditSpec
from tests.screens.test_causes import shown
from tests.snapshots.scenes import AUDIT, FULL, held
from tests.widgets.painted import all_text, until

TWO = replace(FULL, sources={"staff": AuditSpec(query="acts"), "bolt-staff": AuditSpec(query="bolt-acts")})


async def test_n_shows_the_trail_of_the_next_shop_and_new_readings_stay_with_theirs() -> None:
    bolt = replace(AUDIT, source="bolt-staff", rows=AUDIT.rows[:1])
    updates = [held("audit", one) for one in (AUDIT, bolt)]
    async with shown(updates, (80, 24), TWO) as (app, pilot):
        await pilot.press("5")
        await until(pilot, lambda: "staff (1 of 2, n)" in all_text(app))
        assert f"{len(AUDIT.rows)} rows" in all_text(app)
        await pilot.press("n")
        await until(pilot, lambda: "bolt-staff (2 of 2, n)" in all_text(app))
        assert "1 row" in all_text(app)
        app.cockpit.receive(updates[0])
        await pilot.pause()
        assert "bolt-staff (2 of 2, n)" in all_text(app)
        await pilot.press("n")
        await until(pilot, lambda: "staff (1 of 2, n)" in all_text(app))
