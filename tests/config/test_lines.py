"""The line of each key, found again in the text."""

import tomllib

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from cockpit.config.lines import KeyLines

TEXT = '''\
# a comment with [brackets] and "quotes
top = 1

[a]
x = """
[not.a.table]
y = 2
"""
"quoted key" = '#'
list = [
  "]",   # ]
  { z = 1 },
]
after = 2
b.c.d = 3

[[rows]]
id = 1
[rows.inner]
v = 1
[[rows]]
id = 2
[rows.inner]
v = 2
'''


def test_keys_are_found_behind_texts_and_lists_over_several_lines() -> None:
    lines = KeyLines(TEXT)
    expected = {
        ("top",): 2,
        ("a",): 4,
        ("a", "x"): 5,
        ("a", "quoted key"): 9,
        ("a", "list"): 10,
        ("a", "list", 1, "z"): 10,
        ("a", "after"): 14,
        ("a", "b", "c", "d"): 15,
        ("rows", 0, "id"): 18,
        ("rows", 0, "inner", "v"): 20,
        ("rows", 1): 21,
        ("rows", 1, "id"): 22,
        ("rows", 1, "inner", "v"): 24,
        ("absent",): None,
    }
    assert {path: lines.line(path) for path in expected} == expected


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
VALUES = st.one_of(
    st.integers(-9, 9),
    st.booleans(),
    WORDS,
    st.text(alphabet="ab\"'\\\n#[]{}=.", max_size=20),
    st.lists(st.integers(0, 9), max_size=3),
    st.dictionaries(WORDS.filter(bool), st.integers(0, 9), max_size=2),
)


@given(st.dictionaries(WORDS.filter(bool), VALUES, min_size=1, max_size=6))
def test_whatever_the_values_hold_each_key_is_on_its_line(document: dict[str, object]) -> None:
    text = tomlkit.dumps(document)
    assert tomllib.loads(text) == document
    lines = KeyLines(text)
    rows = text.split("\n")
    for key in document:
        line = lines.line((key,))
        assert line is not None
        start = rows[line - 1].lstrip("[")
        assert start.startswith((key, f'"{key}"', tomlkit.key(key).as_string()))
