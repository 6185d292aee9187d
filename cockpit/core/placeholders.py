"""Placeholders in a runbook's block: `{x}`, `<x>`, `$X` and, in SQL, a bound `?`.

Only found here. How a value gets in is the provider's affair: SQL binds it, a command gets one argument.
"""

import re
from collections.abc import Mapping

import msgspec

from cockpit.core.runbook import ParameterKind

SQL_LANGS = frozenset({"sql", "psql", "postgres", "postgresql", "sqlite", "duckdb", "pgsql"})
SHELL_LANGS = frozenset({"sh", "bash", "shell", "zsh", "console", "shell-session", "terminal"})

_BRACE = re.compile(r"(?<![${\w])\{([A-Za-z][\w.-]*)\}(?!\})")
_ANGLE = re.compile(r"(?<![<\w])<([A-Za-z][\w-]*(?: [\w-]+){0,4})>(?!>)")
_SHELL = re.compile(r"(?<![\\\w])\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*))\b")
_BOUND = re.compile(r"\?")
_COMPARED = re.compile(r"([A-Za-z_][\w.]*)\s*(?:=|<>|!=|<=|>=|<|>|\bi?like\b)\s*$", re.IGNORECASE)
_SQL_QUIET = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_ENVIRONMENT = frozenset({"HOME", "PATH", "PWD", "USER", "SHELL", "TMPDIR"})


class Placeholder(msgspec.Struct, frozen=True):
    """One place in a text, from `start` to `end`, that wants the value called `name`."""

    name: str
    kind: ParameterKind
    start: int
    end: int


def find(text: str, lang: str = "") -> tuple[Placeholder, ...]:
    """The placeholders of `text` in order.

    In SQL a `?` counts and `<` is a comparison; inside SQL quotes and comments only `{x}` counts, a `?` there is text.
    `$X` counts only in shell blocks, and not for variables every shell has.
    """
    found = [Placeholder(m[1], ParameterKind.BRACE, *m.span()) for m in _BRACE.finditer(text)]
    if lang in SQL_LANGS:
        found += _bound(text)
    else:
        found += [Placeholder(m[1].replace(" ", "-"), ParameterKind.ANGLE, *m.span()) for m in _ANGLE.finditer(text)]
    if lang in SHELL_LANGS:
        named = ((m, m[1] or m[2]) for m in _SHELL.finditer(text))
        found += [Placeholder(name, ParameterKind.SHELL, *m.span()) for m, name in named if name not in _ENVIRONMENT]
    return tuple(sorted(found, key=lambda placeholder: placeholder.start))


def names(text: str, lang: str = "") -> tuple[str, ...]:
    """The names of the placeholders of `text`, each once, in order."""
    return tuple(dict.fromkeys(placeholder.name for placeholder in find(text, lang)))


def filled(text: str, values: Mapping[str, str], lang: str = "") -> str:
    """`text` with the values pasted in, for words people read. Never for SQL or a command. Unknown names stay."""
    out, at = [], 0
    for placeholder in find(text, lang):
        if placeholder.start < at or placeholder.name not in values:
            continue
        out += [text[at : placeholder.start], values[placeholder.name]]
        at = placeholder.end
    return "".join([*out, text[at:]])


def _bound(text: str) -> list[Placeholder]:
    quiet = [match.span() for match in _SQL_QUIET.finditer(text)]
    found, used = [], set[str]()
    for match in _BOUND.finditer(text):
        if any(start <= match.start() < end for start, end in quiet):
            continue
        compared = _COMPARED.search(text[: match.start()])
        base = compared[1].rsplit(".", 1)[-1] if compared else "value"
        name, count = base, 1
        while name in used:
            count += 1
            name = f"{base}-{count}"
        used.add(name)
        found.append(Placeholder(name, ParameterKind.BOUND, *match.span()))
    return found
