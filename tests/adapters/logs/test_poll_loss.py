"""Ten minutes of a log that is asked again and again, with late rows and three drops: events in are rows out."""

import pytest

from bench.poll_loss import polled


@pytest.mark.parametrize("seed", [1, 2])
async def test_late_rows_and_three_drops_lose_and_double_nothing(seed: int) -> None:
    found = await polled(600, 20, seed)
    assert (found.events, found.rows, found.doubled, found.missing) == (12_000, 12_000, 0, 0)
    assert [says.split(" ")[0] for says in found.notices] == ["not", "read"] * 3


async def test_what_is_more_than_the_vendor_hands_out_is_missing_and_said() -> None:
    found = await polled(600, 60)
    assert found.missing > 0
    assert (found.doubled, found.untold) == (0, 0)
    assert found.requests / 13 <= 10 + 2, "a minute: 5 pages every 30 s, and what was tried again"
