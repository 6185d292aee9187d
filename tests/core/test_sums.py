"""A calculation that ends a sentence, and what is left as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.sums import worked


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("7 items, one call each: 7 * 1.5 =", "7 items, one call each: 7 * 1.5 = 10.5"),
        ("(5 + 7) × 1.5 / 2 = ", "(5 + 7) × 1.5 / 2 = 9"),
        ("timeout 5 − 10.5=", "timeout 5 − 10.5= -5.5"),
        ("100 ÷ 3 =", "100 ÷ 3 = 33.3333"),
    ],
)
def test_what_ends_in_an_equals_sign_is_worked_out(text: str, result: str) -> None:
    assert worked(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "7 * 1.5",
        "status = 500",
        "a =",
        "1 / 0 =",
        "9 ** 9 ** 9 =",
        "7 * =",
        "7 =",
        "()=",
        "1 2 =",
        "1" * 80 + " * 2 =",
        "",
    ],
)
def test_everything_else_stays_as_it_was_written(text: str) -> None:
    assert worked(text) == text


@given(st.text(alphabet="0123456789 .()+-*/×÷−=a", max_size=80))
def test_no_text_raises_or_loses_a_word(text: str) -> None:
    assert worked(text).startswith(text.rstrip())
