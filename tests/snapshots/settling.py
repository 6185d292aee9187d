"""Waiting until a picture stands still, so that a busy machine draws the same one."""

import re
from typing import Any

from textual.pilot import Pilot

SAME = 4  # looks in a row that must be alike
EVERY = 0.05  # seconds between two looks
MOST = 200  # looks, then the test fails by what it sees


async def settled(pilot: Pilot[Any]) -> None:
    """Return once nothing has moved on the screen for a while."""
    before, alike = "", 0
    for _ in range(MOST):
        await pilot.pause(EVERY)
        now = re.sub(r"terminal-\d+", "terminal", pilot.app.export_screenshot())
        before, alike = now, alike + 1 if now == before else 0
        if alike == SAME:
            return
