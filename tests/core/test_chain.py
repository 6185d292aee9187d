"""A hash chain walked: what is missing, what was changed, and the same answer however it is cut into pages."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.chain import Cell, ChainError, Columns, Walk

NAMES = ("id", "at", "action", "prev_chain_hash", "chain_hash")
RECIPE = Columns(recipe="{prev_chain_hash}|{at}|{action}")
Row = tuple[Cell, ...]


def chained(count: int, first: int = 1) -> list[Row]:
    """Rows as an application writes them."""
    rows: list[Row] = []
    link = ""
    for number in range(first, first + count):
        at, action = f"2026-03-14 09:{number % 60:02}", None if number % 7 == 0 else f"sale {number} 100 %"
        made = hashlib.sha256(f"{link}|{at}|{action or ''}".encode()).hexdigest()
        rows.append((number, at, action, link, made))
        link = made
    return rows


def walked(rows: list[Row], size: int = 1000, columns: Columns = RECIPE) -> Walk:
    walk = Walk(columns)
    for start in range(0, len(rows), size):
        walk.page(NAMES, rows[start : start + size])
    return walk


def test_a_whole_chain_holds() -> None:
    walk = walked(chained(100))
    assert (walk.ok, walk.rows, walk.gaps, walk.last) == (True, 100, [], 100)


def test_a_row_that_is_gone_is_a_gap_and_the_row_behind_it_the_break() -> None:
    rows = chained(10)
    del rows[4:6]
    walk = walked(rows)
    assert walk.first_break is not None
    assert (walk.first_break.id, walk.first_break.kind) == (7, "gap")
    assert (walk.first_break.expected, walk.first_break.found) == (rows[3][4], rows[4][3])
    assert (walk.first_break.before[0], walk.first_break.row[0]) == ("4", "7")
    assert [(gap.after, gap.before, gap.missing, gap.linked) for gap in walk.gaps] == [(4, 7, 2, False)]


def test_ids_that_were_never_used_are_told_and_break_nothing() -> None:
    rows = [(*row[:0], int(str(row[0])) * (1 if int(str(row[0])) < 5 else 3), *row[1:]) for row in chained(6)]
    walk = walked(rows)
    assert walk.ok
    assert [(gap.after, gap.before, gap.linked) for gap in walk.gaps] == [(4, 15, True), (15, 18, True)]


def test_a_link_that_was_rewritten_is_a_mismatch() -> None:
    rows = chained(10)
    rows[5] = (*rows[5][:3], "forged", rows[5][4])
    found = walked(rows, columns=Columns()).first_break
    assert found is not None and (found.id, found.kind, found.found) == (6, "mismatch", "forged")


def test_changed_content_is_found_by_the_recipe_and_by_nothing_else() -> None:
    rows = chained(10)
    rows[5] = (rows[5][0], rows[5][1], "refund", *rows[5][3:])
    assert walked(rows, columns=Columns()).ok
    found = walked(rows).first_break
    assert found is not None and (found.id, found.kind) == (6, "recompute")


def test_a_walk_can_be_gone_on_with_from_where_it_stood() -> None:
    rows = chained(20)
    first = walked(rows[:8])
    second = Walk(RECIPE, first.last, str(first.link))
    second.page(NAMES, rows[8:])
    assert (second.ok, second.rows, second.gaps) == (True, 12, [])


@pytest.mark.parametrize(
    ("names", "rows", "says"),
    [
        (NAMES[1:], [("x",) * 4], "returns no column id"),
        (NAMES, [("1", "", "", "", "")], "order the query by it"),
        (NAMES, [(2, "", "", "", ""), (1, "", "", "", "")], "1 does not follow 2"),
    ],
)
def test_rows_that_are_no_chain_are_said(names: tuple[str, ...], rows: list[Row], says: str) -> None:
    with pytest.raises(ChainError, match=says):
        Walk(Columns()).page(names, rows)


@given(st.sets(st.integers(0, 39), max_size=6), st.integers(0, 39), st.integers(1, 41))
def test_pages_change_nothing(gone: set[int], changed: int, size: int) -> None:
    rows = chained(40)
    rows[changed] = (rows[changed][0], "other", *rows[changed][2:])
    rows = [row for at, row in enumerate(rows) if at not in gone]
    whole, cut = walked(rows, 1000), walked(rows, size)
    assert (whole.first_break, whole.gaps, whole.rows) == (cut.first_break, cut.gaps, cut.rows)
