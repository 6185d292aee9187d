"""When a vendor that wants fewer requests may be asked again."""

from datetime import timedelta

from cockpit.core.pace import FIRST_WAIT, LONGEST_WAIT, Pace


def test_a_wait_that_is_told_is_kept_and_one_that_is_absurd_is_cut() -> None:
    assert Pace().after_refusal(100.0, timedelta(seconds=30)).left(110.0) == 20
    assert Pace().after_refusal(100.0, timedelta(days=9)).left(100.0) == LONGEST_WAIT


def test_a_wait_that_is_not_told_doubles_until_an_answer_comes() -> None:
    once = Pace().after_refusal(0.0, None)
    twice = once.after_refusal(5.0, None)
    assert (once.left(0.0), twice.left(5.0)) == (FIRST_WAIT, 2 * FIRST_WAIT)
    assert twice.after_answer().after_refusal(20.0, None).left(20.0) == FIRST_WAIT


def test_requests_are_counted_for_a_minute() -> None:
    pace = Pace()
    for at in (0.0, 30.0, 59.0, 61.0):
        pace = pace.after_asking(at)
    assert (pace.in_the_last_minute(61.0), len(pace.asked)) == (3, 3)
    assert pace.in_the_last_minute(200.0) == 0
