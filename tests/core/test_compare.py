"""Two answers held against each other by a key."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.compare import Difference, compare
from cockpit.core.readings import SourceError, TableReading
from tests.fakes import START


def table(name: str, columns: str, *rows: str, cut: bool = False) -> TableReading:
    return TableReading(
        source=name,
        at=START,
        columns=tuple(columns.split()),
        rows=tuple(tuple(row.split()) for row in rows),
        truncated=cut,
    )


TABLES = table("sql", "store stage orders", "north Filling 3", "north Packing 1", "south Filling 2")


def test_what_is_only_on_one_side_and_what_differs_is_told_by_its_key() -> None:
    rpc = table("rpc", "stage store orders", "Filling north 4", "Packing north 1", "Covering south 9")
    found = compare(TABLES, rpc, ["store", "stage"])
    assert found.only_left == (("south", "Filling"),)
    assert found.only_right == (("south", "Covering"),)
    assert found.differ == (Difference(key=("north", "Filling"), column="orders", left="3", right="4"),)
    assert found.values == {"same": 1, "only_left": 1, "only_right": 1, "differ": 1, "rows": 3, "equal": False}
    assert found.says == "1 only in sql, 1 only in rpc, 1 differ, 1 agree"


def test_the_same_rows_in_another_order_are_equal() -> None:
    other = table("rpc", "store stage orders", "south Filling 2", "north Filling 3", "north Packing 1")
    assert compare(TABLES, other, ["store", "stage"]).equal


@pytest.mark.parametrize(
    ("other", "key", "says"),
    [
        (table("rpc", "store orders"), ["store", "stage"], "rpc has no column 'stage'"),
        (table("rpc", "store stage orders"), ["store"], "sql has north twice; the key store is not enough"),
        (table("rpc", "store stage orders", cut=True), ["store", "stage"], "rpc has more than 0 rows"),
        (table("rpc", "store stage total", "n F 1"), ["store", "stage"], "share no column besides the key"),
        (table("rpc", "store stage orders"), [""], "has no column ''"),
    ],
)
def test_what_cannot_be_compared_says_why(other: TableReading, key: list[str], says: str) -> None:
    with pytest.raises(SourceError, match=says):
        compare(TABLES, other, key)


KEYED = st.dictionaries(st.integers(0, 20), st.integers(0, 2), max_size=20)


@given(KEYED, KEYED)
def test_every_key_is_counted_exactly_once(ours: dict[int, int], theirs: dict[int, int]) -> None:
    left = table("a", "k v", *(f"{key} {value}" for key, value in ours.items()))
    right = table("b", "k v", *(f"{key} {value}" for key, value in theirs.items()))
    found = compare(left, right, ["k"])
    counted = Counter("same" if ours[key] == theirs[key] else "differ" for key in ours.keys() & theirs.keys())
    assert (found.same, found.values["differ"]) == (counted["same"], counted["differ"])
    assert {key for (key,) in found.only_left} == {str(key) for key in ours.keys() - theirs.keys()}
    assert {key for (key,) in found.only_right} == {str(key) for key in theirs.keys() - ours.keys()}
