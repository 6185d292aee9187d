"""Placeholders: found where a value is wanted, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.placeholders import filled, find, names
from cockpit.core.runbook import ParameterKind


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("", "tail --env {slug} --search {request_id}", ("slug", "request_id")),
        ("sh", "psql prod_{slug}_db -c 'select 1'", ("slug",)),
        ("sh", "git tag v{version}", ("version",)),
        ("sh", "git revert <bad-commit-or-tag>", ("bad-commit-or-tag",)),
        ("", "Started at <time>. Ask <add name>.", ("time", "add-name")),
        ("", "one<br>two <https://example.org> 1 << 2 >> 3", ()),
        ("sh", "curl ${API_URL}/health $API_URL", ("API_URL",)),
        ("sh", 'curl "${API_URL}/health" "$TOKEN"', ("API_URL", "TOKEN")),
        ("sh", "curl -w '%{http_code}' $HOME/x", ()),
        ("sh", "ID=4\nexport ENV=prod; echo $ID ${ENV} $OTHER", ("OTHER",)),
        ("sh", "for DB in a b; do echo $DB; done", ()),
        ("sh", "awk '{print $NF}' log  # the $LAST one, don't $ASK", ()),
        ("sh", 'echo "don\'t" $REALLY "won\'t"', ("REALLY",)),
        ("sh", "echo \\$ESCAPED $lower ${X:-default}", ()),
        ("sh", "docker ps --format '{{.Names}}' && git log @{upstream}..", ()),
        ("sh", "ssh deploy@{host}", ("host",)),
        ("text", "$X stays text, {x} does not", ("x",)),
        ("sql", "select * from t where staff_id = ?", ("staff_id",)),
        ("sql", "select * from t where e.staff_id = ? and t.staff_id <> ?", ("staff_id", "staff_id-2")),
        ("sql", "select * from t where at between ? and ? limit ?", ("at", "at-2", "value")),
        ("sql", "select * from t where id in (?, ?)", ("id", "id-2")),
        ("sql", "select payload ? 'key', payload ?| array['a'], (x) ? 'k' from t", ()),
        ("sql", "select 'really?', \"odd?\" -- why?\n from t where a < b", ()),
        ("sql", "select * from t where slug = '{slug}'", ("slug",)),
    ],
)
def test_a_placeholder_is_found_where_a_value_is_wanted(lang: str, text: str, expected: tuple[str, ...]) -> None:
    assert names(text, lang) == expected


def test_a_placeholder_knows_its_kind_and_its_place() -> None:
    text = "run {a} <b> $C"
    assert [(p.kind, text[p.start : p.end]) for p in find(text, "sh")] == [
        (ParameterKind.BRACE, "{a}"),
        (ParameterKind.ANGLE, "<b>"),
        (ParameterKind.SHELL, "$C"),
    ]


def test_filling_leaves_unknown_names_as_they_are() -> None:
    assert filled("P1 since <time>: {what}", {"time": "14:02Z"}) == "P1 since 14:02Z: {what}"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    assert filled("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"


def test_a_long_script_of_bound_values_is_read_in_linear_steps() -> None:
    many = "insert into t values (" + ", ".join("?" * 3000) + ")"
    assert len(find(many, "sql")) == 3000


@given(st.text(alphabet="ab_X${}<>?'\"\\#@%= \n|.()-", max_size=80), st.sampled_from(["", "sh", "sql"]))
def test_every_place_lies_in_the_text_and_none_raises(text: str, lang: str) -> None:
    found = find(text, lang)
    assert all(0 <= p.start < p.end <= len(text) and p.name for p in found)
    assert list(found) == sorted(found, key=lambda p: p.start)
