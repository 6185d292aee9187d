"""Messages that are the same for any cause are told from those that say something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.generic import PHRASES, advice, generic


@pytest.mark.parametrize(
    "text",
    [
        "Internal Server Error",
        "500",
        "500 Internal Server Error",
        "Error: Internal server error",
        "HTTP 500",
        "HTTP/500: Internal Server Error.",
        "Something went wrong",
        "Something went wrong. Please try again later.",
        "Oops! Something went wrong",
        "An unexpected error occurred",
        "An unexpected error occurred, please contact support.",
        "Request failed with status code 500",
        "Error: Request failed with status code 503",
        "Unknown error",
        "undefined",
        "[object Object]",
        "Uncaught exception",
        "Error",
        *sorted(PHRASES),
    ],
)
def test_a_message_without_a_cause_is_generic(text: str) -> None:
    assert generic(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "charge failed",
        "TypeError: Cannot read properties of undefined (reading 'id')",
        "ECONNREFUSED 10.0.0.7:5432",
        "404",
        "Request failed with status code 404",
        "took 500 ms",
        "order 500",
        "POST /api/checkout 500",
        "Internal Server Error: deadlock detected",
        "the deposit has something wrong",
        "user is undefined",
        "x" * 1000,
        "Something went wrong with the oven door",
    ],
)
def test_a_message_that_says_something_is_not(text: str) -> None:
    assert not generic(text)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert generic(text) in (True, False)


@pytest.mark.parametrize(
    ("request_id", "traced", "says"),
    [
        ("", True, "says nothing of the cause: the trace below does"),
        ("r-9", False, "says nothing of the cause: look for r-9 in every source"),
        ("", False, "says nothing of the cause: look for the request id or the trace above"),
    ],
)
def test_what_to_do_next_is_said_with_what_the_row_has(request_id: str, traced: bool, says: str) -> None:
    assert advice(request_id, traced) == says
