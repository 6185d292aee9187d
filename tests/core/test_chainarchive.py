"""Rows around a break against an archive of them: what was changed since, and on which side."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.chainarchive import SHOWN, Archived, Side, archived
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage
from tests.core.chains import COLUMNS, SPEC, Row, chain

LINKS_ONLY = msgspec.structs.replace(SPEC, fields=())


def page(rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> RowPage:
    return RowPage(columns=columns, rows=tuple(rows))


def held(here: list[Row], there: list[Row], broken: str = "4", spec: ChainSpec = SPEC) -> Archived:
    return archived("kept", broken, page(here), page(there), spec)


def changed(column: int, id: int = 4) -> list[Row]:
    rows = chain(8)
    row = list(rows[id - 1])
    row[column] = f"{row[column]}x"
    rows[id - 1] = tuple(row)
    return rows


@pytest.mark.parametrize(("column", "side"), [(2, Side.CONTENTS), (3, Side.HASH), (4, Side.HASH)])
def test_a_changed_cell_and_a_changed_hash_are_told_apart(column: int, side: Side) -> None:
    found = held(changed(column), chain(8))
    assert (found.side, found.count, found.same) == (side, 1, 7)
    assert found.rows[0].says.startswith(f"4: {('action', 'previous hash', 'hash')[column - 2]} is ")


def test_a_row_rewritten_with_its_hash_differs_in_both() -> None:
    rows = changed(2)
    rows[3] = (*rows[3][:4], "forged")
    assert held(rows, chain(8)).side is Side.BOTH


def test_a_row_taken_out_and_one_put_in_are_named_from_the_side_that_has_them() -> None:
    rows = chain(8)
    out = held([*rows[:2], *rows[3:]], rows)
    assert (out.side, out.rows[0].says) == (Side.TAKEN_OUT, "3: only in the archive")
    put = held(rows, [*rows[:2], *rows[3:]])
    assert (put.side, put.rows[0].says) == (Side.PUT_IN, "3: only here")


def test_an_archive_that_has_the_broken_row_itself_says_that_nothing_was_changed_since() -> None:
    found = held(changed(2), changed(2))
    assert (found.side, found.count, found.same) == (Side.NOTHING, 0, 8)
    assert "the rows are just so there" in next(iter(found.lines))


def test_an_archive_that_ends_before_the_break_says_so() -> None:
    assert held(changed(2), chain(3)).side is Side.BEYOND
    assert held(changed(2), []).side is Side.BEYOND


def test_rows_behind_the_end_of_the_archive_are_no_difference() -> None:
    found = held(changed(2), chain(5))
    assert (found.count, found.same) == (1, 4)


def test_numbers_as_text_and_times_written_another_way_are_no_difference() -> None:
    rows = [(str(row[0]), str(row[1]).replace("T", " ").removesuffix("Z"), *row[2:]) for row in chain(8)]
    assert held(chain(8), rows).side is Side.NOTHING


def test_a_column_the_archive_does_not_have_is_not_compared() -> None:
    rows: list[Row] = [(*row[:2], None, *row[3:]) for row in chain(8)]
    assert (held(changed(2), rows).side, held(changed(2), rows).columns) == (Side.NOTHING, ("at",))
    without = [(row[0], row[1], *row[3:]) for row in chain(8)]
    lacking = archived("kept", "4", page(chain(8)), page(without, ("id", "at", "prev_hash", "hash")), SPEC)
    assert (lacking.side, lacking.columns) == (Side.NOTHING, ("at",))


def test_without_a_recipe_only_the_hashes_are_compared_and_it_says_so() -> None:
    found = held(changed(2), chain(8), spec=LINKS_ONLY)
    assert found.side is Side.NOTHING
    assert any("hashes only" in line for line in found.lines)


def test_many_rows_that_differ_are_counted_and_not_all_kept() -> None:
    rows: list[Row] = [(*row[:2], "x", *row[3:]) for row in chain(40)]
    found = held(rows, chain(40))
    assert (found.count, len(found.rows)) == (40, SHOWN)
    assert list(found.lines)[-1].strip() == "and 30 more"


@given(st.integers(3, 20), st.data())
def test_ids_that_are_no_numbers_are_compared_between_the_rows_both_have(length: int, data: st.DataObject) -> None:
    rows: list[Row] = [(f"u{row[0]}", *row[1:]) for row in chain(length)]
    place = data.draw(st.integers(1, length - 2))
    broken = [*rows]
    broken[place] = (*rows[place][:2], "changed", *rows[place][3:])
    found = archived("kept", f"u{place + 1}", page(broken), page(rows), SPEC)
    assert (found.side, found.count, found.same) == (Side.CONTENTS, 1, length - 1)


def test_an_archived_row_that_gives_its_own_hash_is_said_to_be_as_it_was_written() -> None:
    found = held(changed(2), chain(8))
    assert found.proved == "4"
    assert "            archived row 4 gives its own hash: it is as it was written" in found.lines
    as_text: list[Row] = [tuple(map(str, row)) for row in chain(8)]
    assert held(changed(2), as_text).proved == "4"
    assert held(chain(8), changed(2)).proved == ""
    assert held(changed(4), chain(8), spec=LINKS_ONLY).proved == ""


def test_the_broken_row_speaks_before_others_that_differ() -> None:
    rows = changed(2)
    rows[1] = (*rows[1][:4], "forged")
    found = held(rows, chain(8))
    assert (found.side, found.proved, [row.id for row in found.rows]) == (Side.CONTENTS, "4", ["2", "4"])
