"""How far a walk is: rows, pace, and how long it will still take."""

from datetime import timedelta

from cockpit.core.chain import ChainWalk
from cockpit.core.chainprogress import Progress, progress
from cockpit.core.chainwalked import Walked
from cockpit.core.readings import RowPage
from tests.core.chains import COLUMNS, SPEC, chain


def walked_to(length: int, first_id: int = 1) -> Walked:
    walk = ChainWalk(SPEC)
    walk.take(RowPage(columns=COLUMNS, rows=tuple(chain(length, first_id))))
    return walk.walked


def test_share_and_time_left_follow_from_the_ids_behind_the_last_row() -> None:
    far = progress(walked_to(25, first_id=1001), 1100, 20, 2.0)
    assert (far.rows, far.of, far.share, far.left) == (25, 100, 0.25, timedelta(seconds=7.5))
    assert far.says == "25 of about 100 rows, at 1025, 10 rows/s, 7 s left"


def test_what_nobody_knows_is_not_said() -> None:
    far = progress(walked_to(5), None, 0, 0.0)
    assert (far.share, far.left, far.says) == (None, None, "5 rows, at 5")
    assert Progress().says == "0 rows"


def test_a_chain_that_grew_since_is_not_more_than_whole() -> None:
    far = progress(walked_to(9), 7, 9, 1.0)
    assert (far.of, far.share, far.left) == (9, 1.0, timedelta(0))


def test_where_it_breaks_is_known_while_it_goes_on() -> None:
    walk = ChainWalk(SPEC)
    rows = chain(9)
    del rows[3]
    walk.take(RowPage(columns=COLUMNS, rows=tuple(rows)))
    far = progress(walk.walked, 9, 8, 1.0)
    assert (far.first_break, far.breaks) == ("5", 1)
