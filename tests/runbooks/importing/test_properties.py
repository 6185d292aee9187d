"""Whatever the text: no line is lost, nothing raises, and importing the result again changes nothing."""

import os
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.core.imported import Correction, State, What
from cockpit.runbooks.importing.corrections import corrected
from cockpit.runbooks.importing.imported import ROUNDS
from cockpit.runbooks.importing.rounds import LAST, MARKED, Round, first_round, next_round
from cockpit.runbooks.importing.rows import rows_of
from tests.runbooks.importing.texts import documents, imported, words

FACTOR = int(os.environ.get("IMPORT_EXAMPLES", "1"))
"""More examples when asked for: the run of some minutes that is reported."""

noise = st.text(alphabet="abA1.-+*#>`~|[](){}=:_\\\"'!&;<$/ \t\r\n\u202e\x1b\ufeff\x00é手•", max_size=160)


@settings(max_examples=300 * FACTOR)
@given(documents())
def test_every_line_has_a_fate_and_every_word_is_where_it_says(text: str) -> None:
    result = imported(text)
    lines = re.split(r"\r\n|\n|\r", text)
    out = result.text.split("\n")
    assert [fate.line for fate in result.fates] == [n for n, line in enumerate(lines, start=1) if line.strip()]
    for fate in result.fates:
        there = "\n".join(out[place - 1] for place in fate.out)
        missing = [word for word in words(fate.text) if word not in there]
        assert fate.state is State.LEFT_OUT or not missing, (fate, there)


@settings(max_examples=300 * FACTOR)
@given(documents())
def test_importing_twice_changes_nothing(text: str) -> None:
    once = imported(text)
    assert imported(once.text).text == once.text


@settings(max_examples=200 * FACTOR)
@given(documents() | noise)
def test_a_rule_that_was_not_worth_a_look_would_have_changed_nothing(text: str) -> None:
    rows = rows_of(text)
    looked_at = "\n" + "\n".join(row.text for row in rows)
    for hint, rule in (*MARKED, *LAST):
        assert hint(looked_at) or rule(list(rows)) == rows, rule


@settings(max_examples=200 * FACTOR)
@given(noise)
def test_no_text_is_too_odd(text: str) -> None:
    once = imported(text)
    assert {fate.line for fate in once.fates if fate.state is not State.LEFT_OUT and not fate.out} == set()


said = st.lists(
    st.builds(
        Correction,
        line=st.integers(1, 20),
        what=st.sampled_from(What),
        text=st.sampled_from(["", "sh", "sql", "# w900x"]),
    ),
    max_size=4,
)


@settings(max_examples=150 * FACTOR)
@given(documents(), said)
def test_no_correction_loses_another_line(text: str, corrections: list[Correction]) -> None:
    result = imported(text, *corrections)
    touched = {correction.line for correction in corrections}
    out = result.text.split("\n")
    for fate in result.fates:
        there = "\n".join(out[place - 1] for place in fate.out)
        if fate.line not in touched and fate.state is not State.LEFT_OUT:
            assert not [word for word in words(fate.text) if word not in there], (fate, there)


@settings(max_examples=150 * FACTOR)
@given(documents(), said)
def test_the_rules_come_to_rest(text: str, corrections: list[Correction]) -> None:
    last: Round | None = first_round(corrected(rows_of(text), corrections))
    for _ in range(ROUNDS):
        last = next_round(last) if last else None
    assert last is None
