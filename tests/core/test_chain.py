"""Whatever is done to one row of a chain is found, at that row, and told apart."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.chain import MOST_GAPS, ChainWalk
from cockpit.core.chainwalked import Kind
from cockpit.core.readings import RowPage, SourceError
from tests.core.chains import COLUMNS, SPEC, Row, chain, walked

LINKS_ONLY = msgspec.structs.replace(SPEC, fields=())
lengths = st.integers(2, 30)
pages = st.integers(1, 9)


@given(lengths, pages)
def test_an_untouched_chain_holds_whatever_the_page(length: int, page: int) -> None:
    found = walked(chain(length), page=page)
    assert (found.ok, found.rows, found.gap_count, found.last_id) == (True, length, 0, str(length))
    assert found.head == chain(length)[-1][4]


@given(lengths, pages, st.data())
def test_a_changed_cell_is_found_at_its_row(length: int, page: int, data: st.DataObject) -> None:
    rows, place = chain(length), data.draw(st.integers(0, length - 1))
    column = data.draw(st.sampled_from([1, 2, 3, 4]))
    changed = list(rows[place])
    changed[column] = f"{changed[column]}x"
    rows[place] = tuple(changed)
    found = walked(rows, page=page)
    assert found.first_break is not None
    assert found.first_break.id == str(place + 1)
    assert found.first_break.kind is (Kind.MISMATCH if column == 3 else Kind.RECOMPUTE)


@given(st.integers(3, 30), pages, st.data())
def test_a_row_taken_out_is_a_gap_where_the_next_one_does_not_follow(
    length: int, page: int, data: st.DataObject
) -> None:
    rows, place = chain(length), data.draw(st.integers(1, length - 2))
    del rows[place]
    found = walked(rows, page=page)
    assert found.first_break is not None
    assert (found.first_break.id, found.first_break.kind) == (str(place + 2), Kind.GAP)
    assert [(gap.missing, gap.linked) for gap in found.gaps] == [(1, False)]
    assert found.first_break.expected == chain(length)[place - 1][4]
    assert found.first_break.found == chain(length)[place][4]


@given(st.integers(2, 30), pages)
def test_the_first_row_taken_out_is_found_when_the_beginning_is_known(length: int, page: int) -> None:
    found = walked(chain(length)[1:], page=page)
    assert found.first_break is not None
    assert (found.first_break.id, found.first_break.expected) == ("2", "")
    assert walked(chain(length)[1:], msgspec.structs.replace(SPEC, first=None), page).ok


@given(lengths, pages, st.data())
def test_two_rows_that_change_places_are_found(length: int, page: int, data: st.DataObject) -> None:
    rows = chain(length)
    one, other = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)))
    rows[one], rows[other] = rows[other], rows[one]
    found = walked(rows, page=page)
    assert found.first_break is not None
    assert found.first_break.id == str(other + 1)  # stands where `one` was
    assert not found.ok


@given(lengths, pages, st.data())
def test_contents_that_change_places_under_their_ids_are_found(length: int, page: int, data: st.DataObject) -> None:
    rows = chain(length)
    one, other = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)))
    rows[one], rows[other] = (one + 1, *rows[other][1:]), (other + 1, *rows[one][1:])
    found = walked(rows, LINKS_ONLY, page=page)
    assert found.first_break is not None
    assert found.first_break.id == str(one + 1)


@given(lengths, pages, st.data())
def test_a_row_put_in_is_found(length: int, page: int, data: st.DataObject) -> None:
    rows, place = chain(length), data.draw(st.integers(0, length - 1))
    rows.insert(place + 1, chain(1, first_id=place + 1)[0])
    found = walked(rows, page=page)
    assert found.first_break is not None
    assert not found.ok
    assert found.first_break.kind in (Kind.DUPLICATE, Kind.MISMATCH)
    assert found.first_break.id in (str(place + 1), str(place + 2))


@given(lengths, pages, st.data())
def test_a_page_judged_at_once_and_row_by_row_say_the_same(length: int, page: int, data: st.DataObject) -> None:
    rows: list[Row] = chain(length)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(rows) - 1))
        match data.draw(st.sampled_from(["drop", "double", "change", "none"])):
            case "drop" if len(rows) > 2:
                del rows[place]
            case "double":
                rows.insert(place, rows[place])
            case "change":
                rows[place] = (*rows[place][:2], "changed", *rows[place][3:])
    one, other = walked(rows, page=page), walked(rows, page=1)
    assert one == other
    assert walked(rows, page=len(rows)).ok == (rows == chain(len(rows)))


def test_missing_ids_across_which_the_chain_holds_are_no_break() -> None:
    rows, later = chain(3), []
    previous = rows[-1][4]
    for id in (10, 11):
        later.append((id, "t", "a", previous, f"h{id}"))
        previous = f"h{id}"
    found = walked([*rows, *later], LINKS_ONLY)
    assert found.ok
    assert [(gap.after, gap.before, gap.missing, gap.linked) for gap in found.gaps] == [("3", "10", 6, True)]
    assert found.says.endswith("ids missing in 1 place")


def test_no_row_at_all_is_no_chain_that_holds() -> None:
    found = walked([])
    assert found.first_break is not None
    assert (found.ok, found.first_break.kind) == (False, Kind.EMPTY)


def test_a_walk_that_was_stopped_does_not_hold() -> None:
    walk = ChainWalk(SPEC)
    walk.take(RowPage(columns=COLUMNS, rows=tuple(chain(3))))
    assert not walk.walked.ok
    assert "holds so far" in walk.walked.says


def test_a_walk_goes_on_behind_the_row_whose_hash_is_known() -> None:
    rows = chain(9)
    for head, holds in ((str(rows[4][4]), True), ("0" * 64, False)):
        walk = ChainWalk(SPEC, "5", head)
        walk.take(RowPage(columns=COLUMNS, rows=tuple(rows[5:])))
        walk.end()
        assert walk.walked.ok is holds
    repeated = ChainWalk(SPEC, "5", str(rows[4][4]))
    assert repeated.take(RowPage(columns=COLUMNS, rows=tuple(rows[4:]))) == 4
    nothing_new = ChainWalk(SPEC, "9", str(rows[8][4]))
    nothing_new.end()
    assert nothing_new.walked.ok


def test_a_broken_row_is_shown_between_its_neighbours_even_across_pages() -> None:
    rows = chain(8)
    rows[3] = (*rows[3][:2], "changed\x1b[2J", *rows[3][3:])
    broken = walked(rows, page=4).first_break
    assert broken is not None
    assert broken.before and broken.row and broken.after
    assert [link.id for link in (broken.before, broken.row, broken.after)] == ["3", "4", "5"]
    assert broken.before.previous == rows[2][3]
    assert "\x1b" not in "".join(broken.row.cells)


def test_an_id_that_stands_twice_is_told_as_such() -> None:
    rows = chain(5)
    rows.insert(3, (3, "t", "a", "p", "h"))
    broken = walked(rows, page=9).first_break
    assert broken is not None
    assert (broken.kind, broken.id, broken.found) == (Kind.DUPLICATE, "3", "3")


def test_ids_that_are_no_numbers_have_no_gaps() -> None:
    rows = [(f"01J{row[0]}", *row[1:]) for row in chain(12)]
    assert walked(rows, LINKS_ONLY).ok
    assert not walked([*rows[:4], *rows[5:]], LINKS_ONLY).ok


def test_a_sequence_beside_ids_tells_what_is_missing() -> None:
    rows = [(f"u{row[0]}", *row) for row in chain(6)]
    spec = msgspec.structs.replace(LINKS_ONLY, id="uuid", sequence="id")
    del rows[2]
    found = walked(rows, spec, columns=("uuid", *COLUMNS))
    assert found.first_break is not None
    assert (found.first_break.kind, found.first_break.id) == (Kind.GAP, "u4")


def test_many_gaps_are_counted_and_not_all_kept() -> None:
    rows: list[Row] = [(2 * id, "t", "a", f"h{id - 1}", f"h{id}") for id in range(1, MOST_GAPS + 12)]
    found = walked(rows, msgspec.structs.replace(LINKS_ONLY, first=None), page=100)
    assert (found.ok, found.gap_count, len(found.gaps)) == (True, MOST_GAPS + 10, MOST_GAPS)


@pytest.mark.parametrize("cell", ["half \ud800", {1: 2}])
def test_a_value_that_has_no_text_is_an_error_in_words(cell: object) -> None:
    rows = chain(3)
    rows[1] = (*rows[1][:2], cell, *rows[1][3:])
    with pytest.raises(SourceError, match="from 1 to 3 has a value that has no text"):
        walked(rows)


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(SourceError, match="no column 'seal' \\(it has: id, at, action, prev_hash, hash\\)"):
        walked(chain(2), msgspec.structs.replace(SPEC, hash="seal"))
