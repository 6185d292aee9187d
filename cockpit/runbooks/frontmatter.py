"""Front matter: the few `key: value` lines between two `---` at the top of a file."""

import re
from dataclasses import dataclass, field

KEYS = ("id", "title", "when", "severity")

_PAIR = re.compile(r"([A-Za-z][\w-]*)\s*:(?:\s+(.*?))?\s*$")
_MATTER = re.compile(r"(?:[\w\"'.-]+\s*:(?:\s.*)?|\s+\S.*|-\s.*|#.*|[\[\]{}].*)$")
"""What any front matter may hold: pairs, indented continuations, lists, comments."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What was read. `end` is the number of lines it takes up, 0: there is none."""

    values: dict[str, str] = field(default_factory=dict)
    understood: frozenset[int] = frozenset()
    """0-based lines read, the two `---` included; the others fit nowhere."""
    end: int = 0


def read_front_matter(lines: list[str]) -> FrontMatter:
    """The front matter `lines` begin with. A first `---` that is only a line across the page is left alone."""
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter()
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), 0)
    inside = [(number, line) for number, line in enumerate(lines[1:end], start=1) if line.strip()]
    if not inside or not all(_MATTER.match(line) for _, line in inside):
        return FrontMatter()
    pairs = [(number, pair) for number, line in inside if (pair := _PAIR.match(line)) and pair[1] in KEYS and pair[2]]
    values = {pair[1]: _unquoted(pair[2]) for _, pair in reversed(pairs)}
    first = {pair[1]: number for number, pair in reversed(pairs)}
    return FrontMatter(values, frozenset({0, end, *first.values()}), end + 1)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
