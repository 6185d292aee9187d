"""Values people give: what fits, the form in which it is kept, and what is said of the others."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.inputs import ValueRefusedError, kept, pattern_problem
from cockpit.core.runbook import Input, ValueKind

NOW = datetime(2026, 3, 14, 9, 26, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "is_kept"),
    [
        ("now", "2026-03-14T09:26:30Z"),
        ("09:02", "2026-03-14T09:02:00Z"),
        ("09:02:07 UTC", "2026-03-14T09:02:07Z"),
        ("23:50", "2026-03-13T23:50:00Z"),
        ("-15m", "2026-03-14T09:11:30Z"),
        ("90 seconds ago", "2026-03-14T09:25:00Z"),
        ("2026-03-14T10:00:00+01:00", "2026-03-14T09:00:00Z"),
        ("2026-03-14 09:00", "2026-03-14T09:00:00Z"),
        ("1773480390", "2026-03-14T09:26:30Z"),
    ],
)
def test_a_time_is_kept_in_utc(written: str, is_kept: str) -> None:
    assert kept(Input(name="at", kind=ValueKind.TIME), f" {written} ", NOW) == is_kept


@pytest.mark.parametrize(
    ("input", "value", "says"),
    [
        (Input(name="slug"), "  ", "slug: a value is needed"),
        (Input(name="slug", pattern="[a-z-]+", example="acme"), "a; rm", "does not match [a-z-]+, as in acme"),
        (Input(name="scope", choices=("one", "all")), "some", "one of one, all"),
        (Input(name="n", kind=ValueKind.NUMBER), "many", "is no number"),
        (Input(name="p", kind=ValueKind.PATH), "../x", "below the profile's folder"),
        (Input(name="p", kind=ValueKind.PATH), "/etc/passwd", "below the profile's folder"),
        (Input(name="at", kind=ValueKind.TIME), "25:99", "is no time"),
        (Input(name="at", kind=ValueKind.TIME), "tea time", "is no time"),
        (Input(name="x"), "a\u202eb", "characters that do not show"),
        (Input(name="x"), "a" * 2001, "longer than 2000"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(input: Input, value: str, says: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        kept(input, value, NOW)
    assert says in str(refused.value)


def test_an_optional_value_may_stay_empty() -> None:
    assert kept(Input(name="note", optional=True, pattern="[a-z]+"), "", NOW) == ""


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "a" * 201])
def test_a_pattern_that_cannot_be_matched_in_linear_time_is_named(pattern: str) -> None:
    assert pattern_problem(pattern)


def test_a_pattern_made_to_be_slow_is_not() -> None:
    with pytest.raises(ValueRefusedError):
        kept(Input(name="x", pattern="(a+)+$"), "a" * 1_900 + "b", NOW)


@given(st.sampled_from(list(ValueKind)), st.text(max_size=60))
def test_whatever_is_typed_is_kept_or_refused(kind: ValueKind, value: str) -> None:
    try:
        once = kept(Input(name="x", kind=kind), value, NOW)
    except ValueRefusedError:
        return
    assert kept(Input(name="x", kind=kind), once, NOW) == once
