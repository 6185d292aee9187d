"""Values get into a statement as parameters of the engine and in no other way.

`{x}` and `?` become the engine's placeholders; `'{x}'`, alone in its quotes, does too. Inside a longer quoted text
or a quoted name there is no place for a parameter, so that is refused rather than pasted.
"""

import re
from collections.abc import Mapping

from cockpit.core.placeholders import Placeholder, find
from cockpit.core.runbook import ParameterKind
from cockpit.providers.sql.engine import Bound

# One quoted or commented stretch. E'' has backslash escapes; $tag$ … $tag$ is PostgreSQL's and DuckDB's third quote.
STRETCH = re.compile(
    r"(?P<escaped>(?<![\w$])[eE]'(?:[^'\\]|''|\\.)*')"
    r"|(?P<text>'(?:[^']|'')*')"
    r'|(?P<name>"(?:[^"]|"")*"|`[^`]*`)'
    r"|(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<dollar>(?<![\w$])(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag))",
    re.DOTALL,
)
_OWN_PLACE = re.compile(r"(?<![\w$:])(?:\$\d+|:p\d+)\b")
# `interval '{x}'` takes only a literal; the same with a parameter is a cast.
_TYPED = re.compile(r"\b(interval|timestamptz|timestamp|date|time)\s*\Z", re.IGNORECASE)
# A `%{x}` is no placeholder in most languages; in a LIKE somebody meant one, and it would be sent as it stands.
_LIKE = re.compile(r"%\{([A-Za-z][\w.-]*)\}")
_PREFIXED = re.compile(r"(?<![\w$])(?:[bBxXnN]|[uU]&)\Z")


class BindError(ValueError):
    """A statement whose parameters cannot be bound; `str()` is one sentence with what to do."""


def bind(template: str, values: Mapping[str, str], place: str) -> Bound:
    """`template` with each placeholder replaced by `place` (`{}` is its number) and the values beside it.

    The text never depends on the values. Raises BindError.
    """
    stretches = list(STRETCH.finditer(template))
    _refuse_own_places(template, stretches)
    _refuse_like(stretches)
    out: list[str] = []
    bound: list[str] = []
    at = 0
    for placeholder in find(template, "sql"):
        start, end = placeholder.start, placeholder.end
        inside = next((found for found in stretches if found.start() <= start < found.end()), None)
        if inside is not None:
            if inside["comment"] or placeholder.kind is ParameterKind.BOUND:
                continue
            _refuse_part_of(inside, placeholder)
            start, end = inside.span()
        if start < at:
            continue
        if placeholder.name not in values:
            raise BindError(f"no value for {placeholder.name!r}; give it one and plan again")
        before = template[at:start]
        bound.append(values[placeholder.name])
        written = place.format(len(bound))
        typed = _TYPED.search(before) if inside is not None else None
        if typed:
            before, written = before[: typed.start()], f"cast({written} as {typed[1]})"
        out += [before, written]
        at = end
    return Bound("".join([*out, template[at:]]), tuple(bound))


def _refuse_own_places(template: str, stretches: list[re.Match[str]]) -> None:
    for found in _OWN_PLACE.finditer(template):
        if not any(stretch.start() <= found.start() < stretch.end() for stretch in stretches):
            raise BindError(f"{found[0]!r} is a parameter without a name; write {{name}} instead")


def _refuse_like(stretches: list[re.Match[str]]) -> None:
    for stretch in stretches:
        found = _LIKE.search(stretch["escaped"] or stretch["text"] or "")
        if found:
            raise BindError(_part_of_text(f"{{{found[1]}}}"))


def _refuse_part_of(inside: re.Match[str], placeholder: Placeholder) -> None:
    name = f"{{{placeholder.name}}}"
    if inside["name"]:
        raise BindError(f"{name} stands in a quoted name, and a table or column cannot be a parameter; write it out")
    if inside["dollar"]:
        raise BindError(f"{name} stands in a $$-quoted text and cannot be bound there; take it out of the quotes")
    alone = inside[0].removeprefix("e").removeprefix("E") == f"'{name}'"
    if not alone or _PREFIXED.search(inside.string[: inside.start()]):
        raise BindError(_part_of_text(name))


def _part_of_text(name: str) -> str:
    return f"{name} is only part of a quoted text; write it as '…' || {name} || '…' outside the quotes"
