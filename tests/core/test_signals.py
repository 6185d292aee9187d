"""A signal is raised when it held long enough, cleared with a gap, and never by missing data."""

from datetime import UTC, datetime, timedelta

from cockpit.core.signals import Signal, SignalState, Threshold, measured

START = datetime(2026, 3, 14, 9, tzinfo=UTC)


def after(threshold: Threshold, *values: dict[str, float | None], step: int = 10) -> list[SignalState]:
    signal, states = Signal(threshold=threshold), []
    for number, reading in enumerate(values):
        signal = measured(signal, reading, START + timedelta(seconds=step * number))
        states.append(signal.state)
    return states


def test_without_a_length_it_is_raised_at_once() -> None:
    states = after(Threshold(name="t", source="s", expr="a > 15"), {"a": 10}, {"a": 16})
    assert states == [SignalState.CALM, SignalState.RAISED]


def test_with_a_length_it_is_pending_until_it_has_held_that_long() -> None:
    threshold = Threshold(name="t", source="s", expr="a > 15", hold=timedelta(seconds=20))
    states = after(threshold, {"a": 16}, {"a": 16}, {"a": 16}, {"a": 9})
    assert states == [SignalState.PENDING, SignalState.PENDING, SignalState.RAISED, SignalState.CALM]


def test_a_dip_in_between_starts_the_length_again() -> None:
    threshold = Threshold(name="t", source="s", expr="a > 15", hold=timedelta(seconds=20))
    states = after(threshold, {"a": 16}, {"a": 1}, {"a": 16}, {"a": 16})
    assert states[-1] is SignalState.PENDING


def test_it_is_cleared_only_below_its_own_limit() -> None:
    threshold = Threshold(name="t", source="s", expr="a > 15", clear="a < 5")
    states = after(threshold, {"a": 16}, {"a": 10}, {"a": 4})
    assert states == [SignalState.RAISED, SignalState.RAISED, SignalState.CALM]


def test_missing_data_clears_nothing() -> None:
    states = after(Threshold(name="t", source="s", expr="a > 15"), {"a": 16}, {"a": None}, {})
    assert states == [SignalState.RAISED] * 3


def test_before_anything_was_measured_it_is_unknown_not_calm() -> None:
    assert after(Threshold(name="t", source="s", expr="a > 15"), {}) == [SignalState.UNKNOWN]


def test_it_says_what_was_measured_and_the_limit() -> None:
    signal = measured(
        Signal(threshold=Threshold(name="t", source="s", expr="a > 15 or b > 500")), {"a": 16.25, "b": 3}, START
    )
    assert signal.says == "a 16.2, b 3 (limit: a > 15 or b > 500)"


def test_an_alarm_that_outlasts_its_limit_says_when_it_is_over() -> None:
    threshold = Threshold(name="t", source="s", expr="a > 15", clear="a < 5")
    raised = measured(Signal(threshold=threshold), {"a": 16}, START)
    assert measured(raised, {"a": 15}, START).says == "a 15 (over when a < 5; the limit was a > 15)"
    assert measured(raised, {"a": 17}, START).says == "a 17 (limit: a > 15)"
