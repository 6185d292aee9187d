"""CSV that a spreadsheet only shows."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.sheet import inert, sheet


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "  =1", "\ufeff=1", "|x", "%0A=1"]
)
def test_what_looks_like_a_formula_gets_a_quote_in_front(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["450", "-5", "+4.50", "pi_1", "a=b", "", "2026-03-14T09:26:00Z"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_any_cell_can_be_read_back_and_begins_no_formula(cells: list[str]) -> None:
    text = sheet(["c"] * len(cells), [cells])
    back = list(csv.reader(io.StringIO(text, newline="")))[-1]
    assert [
        cell.removeprefix("'") if cell != given_ else cell for cell, given_ in zip(back, cells, strict=True)
    ] == cells
    assert all(cell.lstrip()[:1] not in ("=", "@") for cell in back if cell)
