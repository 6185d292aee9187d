"""A queue that is read again and again also tells how fast it grows."""

from pathlib import Path

import pytest

from cockpit.core.readings import QueueReading
from cockpit.engine.updates import SourceRead
from tests.engine.desk import desk


@pytest.mark.parametrize(("more", "grows"), [(2, True), (0, False)])
async def test_a_backlog_that_grows_has_a_slope(tmp_path: Path, more: int, grows: bool) -> None:
    async with desk(tmp_path) as d:
        for _ in range(60):
            d.queue.pending += more
            await d.clock.forward(1)
        read = [
            update.held.reading for update in d.updates if isinstance(update, SourceRead) and update.kind == "queue"
        ]
        newest = read[-1]
        assert isinstance(newest, QueueReading)
        slope = newest.values["slope"]
        assert slope == pytest.approx(60 * more, abs=2.0) if grows else slope == 0
