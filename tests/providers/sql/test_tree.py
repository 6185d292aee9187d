"""Who blocks whom, drawn as a tree whatever the locks look like."""

from hypothesis import given
from hypothesis import strategies as st

from cockpit.providers.sql.activity.sessions import Session
from cockpit.providers.sql.activity.tree import tree


def session(pid: int, *held_by: int) -> Session:
    return Session(
        pid=pid,
        began="t",
        who="ana",
        application="app",
        base="shop",
        state="active",
        waits_for="Lock" if held_by else "",
        age=1.0,
        asked="t",
        query="select 1",
        held_by=held_by,
    )


def drawn(*sessions: Session) -> list[tuple[int, int, int]]:
    return [(branch.pid, branch.depth, branch.holds_up) for branch in tree(sessions)]


def test_those_that_wait_stand_under_the_one_they_wait_for_the_worst_first() -> None:
    found = drawn(session(1), session(2, 1), session(3, 2), session(4), session(5, 4), session(6))
    assert found == [(1, 0, 2), (2, 1, 1), (3, 2, 0), (4, 0, 1), (5, 1, 0)]


def test_one_that_waits_for_two_stands_once_and_names_the_other() -> None:
    branches = tree([session(1), session(2), session(3, 1, 2)])
    assert [(branch.pid, branch.depth, branch.also_held_by) for branch in branches] == [
        (1, 0, ()),
        (3, 1, (2,)),
        (2, 0, ()),
    ]


def test_a_circle_has_a_beginning_and_a_prepared_transaction_no_session() -> None:
    assert [pid for pid, _, _ in drawn(session(1, 2), session(2, 1))] == [1, 2]
    branches = tree([session(7, 0)])
    assert [(branch.pid, branch.session is None) for branch in branches] == [(0, True), (7, False)]


@given(st.dictionaries(st.integers(1, 40), st.lists(st.integers(0, 40), max_size=4), max_size=40))
def test_everyone_who_blocks_or_waits_stands_in_it_exactly_once(held: dict[int, list[int]]) -> None:
    sessions = [session(pid, *sorted(set(by))) for pid, by in held.items()]
    waits = {pid for pid, by in held.items() if set(by) - {pid}}
    blocks = {one for pid, by in held.items() for one in by if one != pid}
    found = [branch.pid for branch in tree(sessions)]
    assert sorted(found) == sorted(waits | blocks)


def test_a_thousand_in_one_line_are_drawn() -> None:
    line = [session(1), *(session(pid, pid - 1) for pid in range(2, 1001))]
    assert drawn(*line)[0] == (1, 0, 999)
