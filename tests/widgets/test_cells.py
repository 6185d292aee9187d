from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets.cells import broken, cut, padded, wrapped

printables = st.text(st.characters(categories=["L", "N", "P", "Zs", "So"]))


@given(printables, st.integers(2, 40))
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int) -> None:
    rows = wrapped(text, width)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


@given(st.text("ab 漢字", max_size=60), st.integers(2, 40))
def test_a_block_is_broken_without_losing_a_character(text: str, width: int) -> None:
    rows = broken(text, width)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join(rows) == text


@given(st.text("ab 漢字", max_size=60), st.integers(0, 40))
def test_a_cut_text_fits_and_a_padded_one_is_exact(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(padded(text, width)) == width


def test_the_lines_of_a_block_stay_apart() -> None:
    assert broken("a\n  b\n", 20) == ["a", "  b", ""]
