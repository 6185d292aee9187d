"""Text from outside can do nothing but be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.text import MAX_SHOWN, decoded, hidden, printable, printable_lines, revealed
from tests.fakes import NASTY


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("naïve 注文", "naïve 注文"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("a\x1b]52;c;cm0gLXJm\x07b", "ab"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("a\x1bP1$r0m\x1b\\b", "ab"),
        ("a\x1bcb", "ab"),
        ("a\x1b[2J\x1b[Hb", "ab"),
        ("a\x1b", "a\ufffd"),
        ("a\x1b[", "a"),
        ("a\tb", "a    b"),
        ("a\nb", "a ⏎ b"),
        ("a\r\nb", "a ⏎ b"),
        ("a\rb", "a\ufffdb"),
        ("a\x00\x08b", "a\ufffd\ufffdb"),
        ("a\u202eb", "a\ufffdb"),
        ("a\u200db", "a\ufffdb"),
        ("a\udc9bb", "a\ufffdb"),
        ("a\U000e0041b", "a\ufffdb"),
    ],
)
def test_controls_go_and_what_cannot_be_seen_is_seen(raw: str, shown: str) -> None:
    assert printable(raw) == shown


@given(
    st.text(alphabet=st.characters(codec=None), max_size=300)
    | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1"))
)
def test_nothing_printable_lets_a_control_through(raw: str) -> None:
    for text in (printable(raw), revealed(raw).replace("\n", "")):
        assert not any(ord(one) < 32 or 127 <= ord(one) < 160 for one in text)
        assert not hidden(text)


@given(st.text(max_size=200))
def test_making_printable_twice_changes_nothing_more(raw: str) -> None:
    once = printable(raw)
    assert printable(once, limit=10 * MAX_SHOWN) == once


def test_a_long_line_says_how_much_is_left_out() -> None:
    assert printable("x" * 5000).endswith("… 904 more characters")


def test_a_pile_of_combining_marks_is_cut() -> None:
    assert printable("x" + "\u0301" * 3000) == "x" + "\u0301" * 8


def test_lines_are_split_before_they_are_cleaned() -> None:
    assert printable_lines("a\r\nb\x1b[31m\nc\rd") == ["a", "b", "c", "d"]


def test_what_is_confirmed_names_its_hidden_characters() -> None:
    assert revealed("rm \u202efdp.txt\x1b[8m") == "rm ⟨U+202E⟩fdp.txt⟨U+001B⟩[8m"
    assert hidden(NASTY)
    assert not hidden("rm -rf build\n")


def test_bytes_that_are_not_utf8_show_as_such() -> None:
    assert decoded(b"ok \xff\xfe") == "ok \ufffd\ufffd"
