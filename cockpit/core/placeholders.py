"""Placeholders in a runbook's block: `{x}`, `<x>`, `$X` and, in SQL, a bound `?`.

Only found here. How a value gets in is the provider's affair: SQL binds it, a command gets one argument.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from cockpit.core.runbook import ParameterKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SQL_LANGS = frozenset({"sql", "psql", "postgres", "postgresql", "sqlite", "duckdb", "pgsql"})
SHELL_LANGS = frozenset({"sh", "bash", "shell", "zsh", "console", "shell-session", "terminal"})

_BRACE = re.compile(r"(?<![$%#\\{])\{([A-Za-z][\w.-]*)\}(?!\})")
_ANGLE = re.compile(r"(?<![<A-Za-z0-9])<([A-Za-z][\w-]*(?: [\w-]+){0,4})>(?!>)")
_SHELL = re.compile(r"(?<![\\\w])\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*)\b)")
_BOUND = re.compile(r"\?(?![|&?])")
_COMPARED = re.compile(
    r"([A-Za-z_][\w.]*)\s*(?:=|<>|!=|<=|>=|<|>|\b(?:not\s+)?(?:i?like|between|in\s*\()(?:\s*\?\s*(?:,|and\b))*)\s*$",
    re.IGNORECASE,
)
_SQL_QUIET = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_SQL_OPERAND = re.compile(r"(?:([A-Za-z_]\w*)|[)\]'\"])\s*$")
_SQL_BEFORE_VALUE = _words(
    "and between by case date distinct else escape from having ilike in interval is like limit not offset on or "
    "return select set then time timestamp to using values when where"
)
_SHELL_QUIET = re.compile(r"(?<!\S)#[^\n]*|'[^']*'|(\"(?:[^\"\\]|\\.)*\"|\\.)", re.DOTALL)
_ASSIGNED = re.compile(
    r"(?:^|[;&|(\s])(?:(?:export|local|readonly|declare)\s+)?([A-Z][A-Z0-9_]*)=|\b(?:for|read(?:\s+-r)?)\s+([A-Z][A-Z0-9_]*)\b"
)
_NEAR = 200  # characters before a `?` worth looking at for its column; a whole script would cost its square
_ENVIRONMENT = _words(
    "EDITOR EUID HOME HOSTNAME IFS LANG LINENO LOGNAME OLDPWD PATH PPID PWD RANDOM SECONDS SHELL TERM TMPDIR UID USER"
)
_HTML = _words("br details div kbd span sub summary sup")
_GIT = frozenset({"u", "upstream", "push", "yesterday"})  # branch@{upstream} is the tool's own word


class Placeholder(msgspec.Struct, frozen=True):
    """One place in a text, from `start` to `end`, that wants the value called `name`."""

    name: str
    kind: ParameterKind
    start: int
    end: int


def find(text: str, lang: str = "") -> tuple[Placeholder, ...]:
    """The placeholders of `text` in order.

    In SQL a `?` counts and `<` is a comparison; inside SQL quotes and comments only `{x}` counts, a `?` there is text,
    and so is the `?` that asks whether a JSON value holds a key. `$X` counts only in shell blocks, outside single
    quotes and comments, and neither for variables every shell has nor for those the block itself sets.
    """
    found = [Placeholder(m[1], ParameterKind.BRACE, *m.span()) for m in _BRACE.finditer(text) if not _of_git(text, m)]
    if lang in SQL_LANGS:
        found += _bound(text)
    else:
        angles = (m for m in _ANGLE.finditer(text) if m[1].lower() not in _HTML)
        found += [Placeholder(m[1].replace(" ", "-"), ParameterKind.ANGLE, *m.span()) for m in angles]
    if lang in SHELL_LANGS:
        found += _variables(text)
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


def _of_git(text: str, match: re.Match[str]) -> bool:
    return match[1] in _GIT and text[max(0, match.start() - 1) : match.start()] == "@"


def _variables(text: str) -> list[Placeholder]:
    known = _ENVIRONMENT | {a or b for a, b in _ASSIGNED.findall(text)}
    quiet = _Spans(match.span() for match in _SHELL_QUIET.finditer(text) if match[1] is None)
    named = ((m, m[1] or m[2]) for m in _SHELL.finditer(text))
    return [
        Placeholder(name, ParameterKind.SHELL, *m.span())
        for m, name in named
        if name not in known and not quiet.hold(m.start())
    ]


def _bound(text: str) -> list[Placeholder]:
    quiet = _Spans(match.span() for match in _SQL_QUIET.finditer(text))
    found, counts = [], Counter[str]()
    for match in _BOUND.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        if quiet.hold(match.start()) or _is_operator(before):
            continue
        compared = _COMPARED.search(before)
        base = compared[1].rsplit(".", 1)[-1] if compared else "value"
        counts[base] += 1
        name = base if counts[base] == 1 else f"{base}-{counts[base]}"
        found.append(Placeholder(name, ParameterKind.BOUND, *match.span()))
    return found


def _is_operator(before: str) -> bool:
    """Whether a `?` after `before` stands between two operands, as in `payload ? 'key'`."""
    operand = _SQL_OPERAND.search(before)
    return operand is not None and (operand[1] or "").lower() not in _SQL_BEFORE_VALUE


class _Spans:
    """Stretches of a text, in order, asked in order of position in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = list(spans)

    def hold(self, position: int) -> bool:
        """Whether `position` lies in one of them."""
        index = bisect_right(self._spans, position, key=lambda span: span[0]) - 1
        return index >= 0 and position < self._spans[index][1]
