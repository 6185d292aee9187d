"""Patches change their own lines and nothing else, whatever the file looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.runbooks.lint.finding import Patch
from cockpit.runbooks.lint.lint import changes, mended, patched
from tests.runbooks.lint.cases import CASES
from tests.runbooks.lint.pages import found, looker

PIECES = [text for bad, good in CASES.values() for text in (*bad, *good)]
ODD = st.text(
    alphabet="`~#-*>|[](){}<>=?;:'\"\\/.\n\r\t $abcdeSELECT wrangler d1import\u200b\ufeff\u202e–“0123", max_size=200
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("tail", ["", "last line without an end", "trailing blanks   "])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_no_patch_names_stays_byte_for_byte(end: str, tail: str, mark: str) -> None:
    lines = ["# A  ", "", "```sh", "git revert abc", "```", "\t- odd   ", ""]
    text = mark + end.join(lines) + end + tail
    assert mended(text, looker()) == text.replace("revert abc", "revert --no-edit abc")


def test_a_patch_may_have_more_lines_than_it_replaces_and_keeps_the_ends_of_lines() -> None:
    text = "a\r\nb\r\nc"
    assert patched(text, [Patch(from_line=2, to_line=2, text="x\ny")]) == "a\r\nx\r\ny\r\nc"
    assert patched(text, [Patch(from_line=2, to_line=3, text="x")]) == "a\r\nx"


def test_patches_of_one_file_do_not_move_each_other() -> None:
    text = "a\nb\nc\n"
    two = [Patch(from_line=1, to_line=1, text="x\nx"), Patch(from_line=3, to_line=3, text="z")]
    assert patched(text, two) == "x\nx\nb\nz\n"


def test_the_diff_names_hidden_characters() -> None:
    shown = changes("a l\u200bs\n", "a ls\n", "x.md")
    assert "-a l⟨U+200B⟩s" in shown
    assert "+a ls" in shown


@given(ODD)
def test_no_text_is_too_odd_to_lint_and_mending_ends(text: str) -> None:
    once = mended(text, looker())
    for finding in looker()(once):
        assert 1 <= finding.line <= once.count("\n") + once.count("\r") + 1
    assert mended(once, looker()) == once


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
def test_mending_a_mixture_of_mistakes_comes_to_an_end(pieces: list[str]) -> None:
    once = mended("\n\n".join(pieces), looker())
    assert mended(once, looker()) == once


def test_findings_come_in_the_order_of_the_lines() -> None:
    lines = [finding.line for finding in looker()("TODO\n\nTBD\n\n<add name>\n")]
    assert lines == sorted(lines)
    assert found("TODO\n\nTBD\n", "unwritten")[1].line == 3
