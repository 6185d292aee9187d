"""A block for a person to run elsewhere: its exact text, with every value that is known in its place."""

import re
import shlex
from collections.abc import Mapping

import msgspec

from cockpit.core.placeholders import SHELL_LANGS, SQL_LANGS, Placeholder, filled, find
from cockpit.core.runbook import RunbookAction

_PLAIN = re.compile(r"[\w@%+=:,./-]{1,200}")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
_SQL_QUIET = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """What to run, and what could not be put in safely: a person does that."""

    text: str
    left: tuple[str, ...] = ()
    """Names of values that stay as placeholders."""


def instruction(block: RunbookAction, values: Mapping[str, str]) -> Instruction:
    """`block` with `values` in place.

    In SQL a value is a literal; in a shell block it is put in as it stands when it is a plain word, as one quoted word
    where it is sure that nothing quotes it already, and else stays to be filled in: pasting must not run it.
    """
    if block.lang not in SHELL_LANGS | SQL_LANGS:
        return Instruction(text=filled(block.text, values, block.lang))
    out, at, left = [], 0, list[str]()
    for placeholder in find(block.text, block.lang):
        if placeholder.start < at:
            continue
        written = _written(block, placeholder, values)
        if written is None:
            left.append(placeholder.name)
            continue
        out += [block.text[at : placeholder.start], written]
        at = placeholder.end
    return Instruction(text="".join([*out, block.text[at:]]), left=tuple(dict.fromkeys(left)))


def _written(block: RunbookAction, placeholder: Placeholder, values: Mapping[str, str]) -> str | None:
    """The value as it is put in; None: a person does that."""
    value = values.get(placeholder.name)
    if value is None:
        return None
    if block.lang in SQL_LANGS:
        return _in_sql(block.text, placeholder.start, value)
    if _PLAIN.fullmatch(value):
        return value
    return shlex.quote(value) if _may_be_quoted(block.text, placeholder.start) else None


def _may_be_quoted(text: str, position: int) -> bool:
    """Whether one quoted word can stand here: only on the single line of a block, where nothing quotes it already.

    A quote inside quotes, a here-document and a comment would let `$(…)` in a value run when it is pasted.
    """
    before = text[:position]
    return not any(mark in text for mark in "\n\\`#") and before.count("'") % 2 == 0 and before.count('"') % 2 == 0


def _in_sql(text: str, position: int, value: str) -> str | None:
    """A literal; inside the quotes of one, its inner part."""
    around = next((m[0] for m in _SQL_QUIET.finditer(text) if m.start() < position < m.end()), "")
    if around[:1] == "'":
        return value.replace("'", "''")
    if around or "$$" in text:
        return value if _PLAIN.fullmatch(value) else None
    return value if _NUMBER.fullmatch(value) else "'{}'".format(value.replace("'", "''"))
