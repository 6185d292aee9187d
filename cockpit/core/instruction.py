"""A block for a person to run elsewhere: its exact text, with every value that is known in its place."""

import re
import shlex
from collections.abc import Mapping

import msgspec

from cockpit.core.placeholders import SHELL_LANGS, SQL_LANGS, Placeholder, filled, find
from cockpit.core.runbook import RunbookAction

_PLAIN = re.compile(r"[\w@%+=:,./-]{1,200}")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """What to run, and what could not be put in safely: a person does that."""

    text: str
    left: tuple[str, ...] = ()
    """Names of values that stay as placeholders."""


def instruction(block: RunbookAction, values: Mapping[str, str]) -> Instruction:
    """`block` with `values` in place.

    In SQL a value is a literal; in a shell block it is put in as it stands when it is a plain word, as one quoted word
    where the block has no quote of its own around it, and else stays to be filled in: pasting must not run it.
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
    value = values.get(placeholder.name)
    if value is None:
        return None
    quoted = _inside_quotes(block.text, placeholder.start)
    if block.lang in SQL_LANGS:
        literal = value.replace("'", "''")
        return literal if quoted else value if _NUMBER.fullmatch(value) else f"'{literal}'"
    if _PLAIN.fullmatch(value):
        return value
    return None if quoted else shlex.quote(value)


def _inside_quotes(text: str, position: int) -> bool:
    """Whether an odd number of quotes of either kind stands before `position` on its line."""
    line = text[text.rfind("\n", 0, position) + 1 : position]
    return line.count("'") % 2 == 1 or line.count('"') % 2 == 1
