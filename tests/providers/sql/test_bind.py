"""Values are bound, never pasted."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.providers.sql.bind import BindError, bind
from tests.fakes import NASTY

VALUES = {"x": "1", "y": "2", "value": "3", "id": "4"}


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("select 1", "select 1", ()),
        ("select {x}, {y}, {x}", "select $1, $2, $3", ("1", "2", "1")),
        ("select * from t where id = ?", "select * from t where id = $1", ("4",)),
        ("where a = '{x}'", "where a = $1", ("1",)),
        ("where a = E'{x}'", "where a = $1", ("1",)),
        ("now() - interval '{x}'", "now() - cast($1 as interval)", ("1",)),
        ("a > timestamptz '{x}' and b", "a > cast($1 as timestamptz) and b", ("1",)),
        ("select {x} -- not {y} and ?\n", "select $1 -- not {y} and ?\n", ("1",)),
        ("select /* {y} */ {x}", "select /* {y} */ $1", ("1",)),
        ("select 'what?', {x}", "select 'what?', $1", ("1",)),
        ("select '100%', a::text, b[1:2], {x}", "select '100%', a::text, b[1:2], $1", ("1",)),
        ("select 'it''s', {x}", "select 'it''s', $1", ("1",)),
        (r"select E'it\'s', {x}", r"select E'it\'s', $1", ("1",)),
        ("select $tag$ ? $tag$, {x}", "select $tag$ ? $tag$, $1", ("1",)),
    ],
)
def test_a_placeholder_becomes_a_parameter(template: str, text: str, values: tuple[str, ...]) -> None:
    bound = bind(template, VALUES, "${}")
    assert (bound.text, bound.values) == (text, values)


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("where a like '%{x}%'", "only part of a quoted text"),
        ("where a = '{x}{y}'", "only part of a quoted text"),
        ("where a = E'\\'{x}'", "only part of a quoted text"),
        ("where a = B'{x}'", "only part of a quoted text"),
        ('select * from "{x}"', "quoted name"),
        ("select $$ {x} $$", "cannot be bound there"),
        ("select {unknown}", "no value for 'unknown'"),
        ("select $1", "parameter without a name"),
        ("select :p1", "parameter without a name"),
    ],
)
def test_where_no_parameter_can_stand_it_is_refused(template: str, says: str) -> None:
    with pytest.raises(BindError, match=says) as raised:
        bind(template, VALUES, "${}")
    assert "\n" not in str(raised.value)


@given(st.text(), st.text())
def test_no_value_changes_the_statement(one: str, other: str) -> None:
    template = "select '{x}', {y}, 'it''s ?' from t where id = ? -- {x}"
    bound = bind(template, {"x": one, "y": other, "id": one}, ":p{}")
    assert bound.text == "select :p1, :p2, 'it''s ?' from t where id = :p3 -- {x}"
    assert bound.values == (one, other, one)


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_a_value_comes_back_as_it_went_in(value: str) -> None:
    bound = bind("select '{x}'", {"x": value}, ":p{}")
    with sqlite3.connect(":memory:") as base:
        assert base.execute(bound.text, {"p1": bound.values[0]}).fetchone() == (value,)
    base.close()


@given(st.text(alphabet="'\"$-/*{x}?E ;\n", max_size=40))
def test_no_template_pastes_a_value(template: str) -> None:
    try:
        bound = bind(template, {"x": NASTY, "value": NASTY}, "${}")
    except BindError:
        return
    assert NASTY not in bound.text
    assert bound.text.count("$") >= template.count("$")
