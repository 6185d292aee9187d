"""Blocks of `key: value` lines: checks, watches, decisions, fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.runbooks.titles import shown

_LINE = re.compile(r"\s*([\w-]+\??)\s*:\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that cannot be used as written. `line` is 1-based."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One line. `key` as written; empty: the line is no pair, and `value` is all of it. `line` is 1-based."""

    key: str
    value: str
    line: int

    @property
    def written(self) -> str:
        """The line as it can be quoted in a message."""
        return f"`{self.key}: {shown(self.value)}`" if self.key else f"`{shown(self.value)}`"


def pairs_of(body: str, line: int) -> Iterator[Pair]:
    """The lines of `body`, whose fence opens at `line` (1-based); empty ones are left out."""
    for number, text in enumerate(body.split("\n"), start=line + 1):
        if not text.strip():
            continue
        found = _LINE.match(text)
        yield Pair(found[1], found[2], number) if found else Pair("", text.strip(), number)
