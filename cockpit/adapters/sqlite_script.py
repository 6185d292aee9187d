"""A file of SQLite statements, one at a time, each with the line it begins on."""

import re
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

# A `;` that ends something, or a stretch in which one ends nothing.
_MARK = re.compile(
    r"'(?:[^']|'')*'"
    r'|"(?:[^"]|"")*"'
    r"|`[^`]*`|\[[^\]]*\]"
    r"|--[^\n]*|/\*.*?\*/"
    r"|(?P<end>;)",
    re.DOTALL,
)
_NOTHING = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


class Statement(NamedTuple):
    line: int
    text: str
    whole: bool
    """It ends; only the last of a file that was cut off does not."""


def statements(script: str) -> Iterator[Statement]:
    """What `script` holds, comments before a statement with it. A trigger's body belongs to it."""
    start, line = 0, 1
    for mark in _MARK.finditer(script):
        if mark["end"] is None or not sqlite3.complete_statement(script[start : mark.end()]):
            continue
        text = script[start : mark.end()]
        blank = _NOTHING.match(text)
        skipped = blank.end() if blank else 0
        if text[skipped:] != ";":
            yield Statement(line + text.count("\n", 0, skipped), text.strip(), True)
        line += text.count("\n")
        start = mark.end()
    rest = script[start:]
    if not _NOTHING.fullmatch(rest):
        yield Statement(line + rest.count("\n", 0, len(rest) - len(rest.lstrip())), rest.strip(), False)
