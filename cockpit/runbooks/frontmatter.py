"""Front matter: the few `key: value` lines between two `---` at the top of a file."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from cockpit.core.duration import parse_duration
from cockpit.core.runbook import Input
from cockpit.runbooks.inputs import inputs_of
from cockpit.runbooks.pairs import Pair, Problem, pairs_of
from cockpit.runbooks.titles import shown

KEYS = ("id", "title", "profile", "when", "severity", "budget", "owner", "validated")
INPUTS, WHEN = "inputs", "when"

_PAIR = re.compile(r"([A-Za-z][\w-]*)\s*:(?:\s+(.*?))?\s*$")
_ITEM = re.compile(r"\s*-\s+(\S.*?)\s*$")
_MATTER = re.compile(r"(?:[\w\"'.-]+\s*:(?:\s.*)?|\s+\S.*|-\s.*|#.*|[\[\]{}].*)$")
"""What any front matter may hold: pairs, indented continuations, lists, comments."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What was read. `end` is the number of lines it takes up, 0: there is none."""

    values: dict[str, str] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    understood: frozenset[int] = frozenset()
    """0-based lines read, the two `---` included; the others fit nowhere."""
    problems: tuple[Problem, ...] = ()
    end: int = 0

    @property
    def budget(self) -> timedelta | None:
        """How long all of it usually takes; what cannot be read is among the problems."""
        return parse_duration(self.values["budget"]) if "budget" in self.values else None


def read_front_matter(lines: list[str]) -> FrontMatter:
    """The front matter `lines` begin with. A first `---` that is only a line across the page is left alone."""
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter()
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), 0)
    inside = [(number, line) for number, line in enumerate(lines[1:end], start=1) if line.strip()]
    if not inside or not all(_MATTER.match(line) for _, line in inside):
        return FrontMatter()
    return _read(inside, end)


def _read(inside: list[tuple[int, str]], end: int) -> FrontMatter:
    values: dict[str, str] = {}
    understood, problems = {0, end}, list[Problem]()
    below: dict[str, list[tuple[int, str]]] = {INPUTS: [], WHEN: []}
    current = ""
    for number, line in inside:
        pair = None if line[0].isspace() or line.startswith("-") else _PAIR.match(line)
        if pair is None:
            below.get(current, []).append((number, line))
            continue
        current = pair[1] if not pair[2] else ""
        if not pair[2] and pair[1] in below:
            understood.add(number)
        elif pair[1] in KEYS and pair[2]:
            says = f"{pair[1]} is said twice; the first counts" if pair[1] in values else _wrong(pair[1], pair[2])
            if says:
                problems.append(Problem(number + 1, says))
            else:
                values[pair[1]] = _unquoted(pair[2])
                understood.add(number)
    symptoms = [(number, item[1]) for number, line in below[WHEN] if (item := _ITEM.match(line))]
    if symptoms and WHEN not in values:
        values[WHEN] = "; ".join(_unquoted(words) for _, words in symptoms)
        understood.update(number for number, _ in symptoms)
    pairs = [pair for number, line in below[INPUTS] for pair in pairs_of(line, number)]
    inputs, unread, wrong = inputs_of((Pair(p.key, _unquoted(p.value), p.line) for p in pairs), "inputs")
    understood.update({pair.line - 1 for pair in pairs} - {number - 1 for number in unread})
    return FrontMatter(values, inputs, frozenset(understood), (*problems, *wrong), end + 1)


def _wrong(key: str, value: str) -> str:
    """What is wrong with the value of `key`, or nothing."""
    try:
        if key == "budget":
            parse_duration(_unquoted(value))
        if key == "validated":
            date.fromisoformat(_unquoted(value))
    except (ValueError, OverflowError) as error:
        return f"{key}: {shown(str(error))}" if key == "budget" else "validated: write a day, as in 2026-05-01"
    return ""


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
