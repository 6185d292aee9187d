"""Two lists of the same money: nothing is lost between them, nothing counted twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.readings import SourceError, TableReading
from cockpit.core.reconcile import judged, reconcile, total
from cockpit.core.reconciled import Differing
from tests.fakes import START


def table(name: str, *rows: str, columns: str = "pi amount at") -> TableReading:
    cells = tuple(tuple((*row.split(), "", "", "")[: len(columns.split())]) for row in rows)
    return TableReading(source=name, at=START, columns=tuple(columns.split()), rows=cells)


def test_what_is_missing_is_told_with_its_amount_and_row() -> None:
    found = reconcile(table("stripe", "pi_1 450 14:02", "pi_2 900 14:05"), table("shop", "pi_1 450.00"), "pi", "amount")
    assert [(one.key, one.amount, one.row["at"]) for one in found.only_left] == [("pi_2", "900", "14:05")]
    assert total(found.only_left) == Decimal(900)
    assert (found.left.total, found.right.total) == (Decimal(1350), Decimal("450.00"))
    assert found.matched == {"pi_1"}
    assert found.says == "1 only in stripe"
    assert not found.agree


def test_another_amount_and_a_key_that_stands_twice_are_findings() -> None:
    found = reconcile(
        table("stripe", "pi_1 450", "pi_2 900"), table("shop", "pi_1 45", "pi_2 900", "pi_2 900"), "pi", "amount"
    )
    assert found.differing == (Differing(key="pi_1", left="450", right="45"),)
    assert found.doubled == (("shop", "pi_2", 2),)
    assert found.says == "1 with another amount, 1 more than once"


def test_rows_without_a_key_stand_in_the_way_of_agreement() -> None:
    found = reconcile(
        table("stripe", columns="pi amount"),
        TableReading(source="shop", at=START, columns=("pi", "amount"), rows=((" ", "5"),)),
        "pi",
        "amount",
    )
    assert (found.right.keyless, found.agree, found.says) == (1, False, "1 without a key")


def test_a_key_that_is_null_is_none() -> None:
    found = reconcile(table("stripe", "pi_1 450"), table("shop", "pi_1 450", "∅ 20", "∅ 30"), "pi", "amount")
    assert (found.right.keyless, found.only_right, found.doubled) == (2, (), ())


def test_without_a_column_of_amounts_only_keys_count() -> None:
    found = reconcile(table("a", "o1 5"), table("b", "o1 7"), "pi")
    assert found.agree
    assert found.values["left_sum"] == 0


def test_an_amount_that_is_no_number_is_compared_as_written_and_counted() -> None:
    found = reconcile(table("a", "o1 free", "o2 NaN"), table("b", "o1 free", "o2 1e9"), "pi", "amount")
    assert [one.key for one in found.differing] == ["o2"]
    assert (found.left.uncounted, found.left.total) == (2, Decimal(0))


def test_a_column_that_is_not_there_says_how_to_name_it() -> None:
    with pytest.raises(SourceError, match=r"shop has no column 'pi'.*has: intent, amount.*as pi"):
        reconcile(table("stripe", "pi_1 5"), table("shop", "pi_1 5", columns="intent amount"), "pi", "amount")


ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(-3, 3)), max_size=30)


@given(ROWS, ROWS)
def test_every_key_is_in_exactly_one_place(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    left = table("a", *(f"k{key} {amount}" for key, amount in ours))
    right = table("b", *(f"k{key} {amount}" for key, amount in theirs))
    found = reconcile(left, right, "pi", "amount")
    only_left, only_right = {one.key for one in found.only_left}, {one.key for one in found.only_right}
    assert only_left | found.matched == {f"k{key}" for key, _ in ours}
    assert only_right | found.matched == {f"k{key}" for key, _ in theirs}
    assert not (only_left & found.matched) and not (only_right & found.matched)
    assert found.left.total == sum(amount for _, amount in ours)
    assert found.agree == (
        dict(ours) == dict(theirs) and len(dict(ours)) == len(ours) and len(dict(theirs)) == len(theirs)
    )


def test_what_is_too_new_is_counted_and_not_claimed() -> None:
    left = table("stripe", "pi_1 450 2026-03-14T09:25:30Z", "pi_2 450 2026-03-14T09:24:59Z", "pi_3 450 soon")
    right = table("shop", "pi_9 450 2026-03-14T09:25:59Z")
    found = judged(reconcile(left, right, "pi", "amount"), START - timedelta(minutes=1))
    assert [one.key for one in found.missing] == ["pi_2", "pi_3"], "of pi_3 nobody knows when it was"
    assert (found.added, found.young) == ((), 2)


def test_what_a_row_is_worth_is_summed_and_not_compared() -> None:
    left = table("shop", "o1 450", "o2 900", columns="order amount")
    right = table("ours", "o1", columns="order")
    found = reconcile(left, right, "order", worth="amount")
    assert (found.left.total, found.right.summed, total(found.missing)) == (Decimal(1350), False, Decimal(900))
    assert not found.differing


def test_the_currencies_of_a_side_are_told() -> None:
    found = reconcile(table("a", "o1 5 eur", "o2 5 usd", columns="pi amount currency"), table("b"), "pi", "amount")
    assert (found.left.currencies, found.right.currencies) == (("EUR", "USD"), ())


@pytest.mark.parametrize("cuts", [("cut", ""), ("", "cut")])
def test_a_cut_side_never_agrees_and_what_it_may_hold_is_not_claimed(cuts: tuple[str, str]) -> None:
    same = reconcile(table("a", "o1 5"), table("b", "o1 5"), "pi", "amount", cuts)
    assert not same.agree
    assert "was read" in same.says
    other = reconcile(table("a", "o1 5"), table("b", "o2 5"), "pi", "amount", cuts)
    assert (len(other.missing), len(other.added)) == ((1, 0) if cuts[0] else (0, 1))
