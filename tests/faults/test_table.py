"""The table of faults is whole, and names tests that are there."""

import pytest

from tests.faults.table import PAGE, TABLE, Fault, is_there, page, read

IDS = [f"{letter}{number:02}" for letter, most in (("D", 8), ("N", 7), ("Q", 7)) for number in range(1, most + 1)]
HEAD = "id\tinjected\tasserted\theld\ttests\tnote\n"


def rows() -> tuple[Fault, ...]:
    return read(TABLE.read_text(encoding="utf-8"))


def test_every_fault_of_the_three_sections_is_there_once() -> None:
    assert [row.id for row in rows()] == IDS


def test_every_fault_has_a_test_and_every_test_it_names_is_there() -> None:
    assert [row.id for row in rows() if not row.tests] == []
    assert [f"{row.id}: {test}" for row in rows() for test in row.tests if not is_there(test)] == []


@pytest.mark.parametrize("test", ["tests/faults/test_table.py::test_nothing", "tests/nowhere.py::test_x", "read", ""])
def test_a_test_that_is_not_there_is_found_out(test: str) -> None:
    assert not is_there(test)


def test_the_page_shows_the_table_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(rows()), "run: make coverage"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id\ttests\n", "the columns are"),
        (HEAD + "D01\tx\n", "line 2: 2 columns"),
        (HEAD + "D01\tx\ty\tperhaps\tt\t\n", "'perhaps' is none of"),
        (HEAD + "D01\tx\ty\tpartly\tt\t\n", "what is missing"),
    ],
)
def test_a_broken_table_is_told_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(text)
