"""The app around the screen: what it says is said once."""

import threading
from datetime import UTC, datetime

from cockpit.app import CockpitApp
from cockpit.engine.thread import Opened
from tests.snapshots.scenes import EMPTY


async def test_the_same_words_are_not_said_again_while_they_stand() -> None:
    over = threading.Event()

    def opening() -> Opened:
        over.wait()
        raise LookupError("over")

    app = CockpitApp(EMPTY, lambda: datetime.now(UTC), opening, read_only=False)
    try:
        async with app.run_test(notifications=True) as pilot:
            for _ in range(5):
                app.notify("This step has nothing to run.", markup=False)
            app.notify("Something else.", markup=False)
            await pilot.pause()
            shown = [str(toast.render()) for toast in app.screen.query("Toast")]
    finally:
        over.set()
    assert len(shown) == 2
