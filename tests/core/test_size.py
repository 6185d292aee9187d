"""Sizes are read as people write them and shown in a unit that fits."""

import pytest

from cockpit.core.size import parse_size, size


@pytest.mark.parametrize(
    ("text", "count"),
    [("1 GB", 10**9), ("500MB", 500 * 10**6), ("1.5 gb", 1_500_000_000), ("256 MiB", 256 << 20), ("17 B", 17)],
)
def test_a_size_is_read(text: str, count: int) -> None:
    assert parse_size(text) == count


@pytest.mark.parametrize("text", ["", "1", "GB", "-1 GB", "1 GB 2 MB", "1e9 B", "١ GB", "9" * 30 + " GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 B"), (999, "999 B"), (2_140, "2.1 kB"), (64_000_000, "64 MB"), (10**9, "1 GB")]
)
def test_a_size_is_shown_in_a_unit_that_fits(count: int, shown: str) -> None:
    assert size(count) == shown
