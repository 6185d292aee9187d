import pytest

from widgets.trend import direction, sparkline


@pytest.mark.parametrize(
    ("values", "word"),
    [((1, 2, 3), "rising"), ((9, 5, 1), "falling"), ((5, 5, 5.1), "flat"), ((0, 0, 0), "flat"), ((1, 2), "")],
)
def test_the_direction_is_a_word(values: tuple[float, ...], word: str) -> None:
    assert direction(values) == word


def test_bars_go_from_low_to_high_and_only_the_last_ones_fit() -> None:
    assert sparkline((0, 1, 2, 3), 3) == "▁▅█"
    assert sparkline((), 10) == ""
    assert sparkline((4, 4), 10) == "▁▁"
