"""A runbook as the rules look at it: its lines, its code, its words, and what lies beside it."""

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from cockpit.core.runbook import Runbook, Step
from cockpit.runbooks.blocks import Block, blocks_of
from cockpit.runbooks.frontmatter import read_front_matter
from cockpit.runbooks.lint.code import Code, code_in
from cockpit.runbooks.lint.statements import Statement, statements_in, statements_of
from cockpit.runbooks.lint.typed import Typed, typed_in

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class There(StrEnum):
    """Whether a file that is linked to can be found. `outside`: it would lead out of the tree, so nobody looked."""

    YES = "yes"
    NO = "no"
    OUTSIDE = "outside"


class Beside(Protocol):
    """The files around a runbook."""

    def there(self, path: str) -> There:
        """Whether `path` is there: relative to the runbook, or to its tree when it begins with a slash."""

    def text(self, path: str) -> str | None:
        """The text of that file; None when it cannot be had."""


@dataclass(frozen=True)
class Page:
    """What every rule is given. Its parts are made when first asked for."""

    text: str
    runbook: Runbook
    today: date
    beside: Beside

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; line 1 is `lines[0]`."""
        return tuple(_LINE_BREAK.split(self.text.removeprefix("\ufeff")))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        end = read_front_matter(list(self.lines)).end
        return blocks_of("\n".join(self.lines[end:]), end)

    @cached_property
    def _code(self) -> tuple[tuple[Code, ...], frozenset[int]]:
        return code_in(self.lines, self.blocks)

    @property
    def code(self) -> tuple[Code, ...]:
        """Every piece of code."""
        return self._code[0]

    @cached_property
    def prose(self) -> tuple[tuple[int, str], ...]:
        """The lines outside blocks, with their numbers (1-based); the front matter is none of them."""
        start = read_front_matter(list(self.lines)).end
        inside = self._code[1]
        return tuple((n, line) for n, line in enumerate(self.lines, 1) if n > start and n not in inside and line)

    @cached_property
    def typed(self) -> tuple[Typed, ...]:
        """Every command of a tool worth looking at."""
        return tuple(typed for code in self.code for typed in typed_in(code))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every SQL statement, also those carried by commands, in the order of the file."""
        found = [one for code in self.code for one in statements_in(code)]
        found += [one for typed in self.typed for one in statements_of(typed)]
        return tuple(sorted(found, key=lambda one: one.line))

    def lines_of(self, step: Step) -> range:
        """The lines (1-based) from a step's title to the next step."""
        following = bisect_right(self._step_lines, step.line)
        end = self._step_lines[following] if following < len(self._step_lines) else len(self.lines) + 1
        return range(step.line, end)

    @cached_property
    def by_person(self) -> frozenset[int]:
        """The lines (1-based) of steps that are never run by machine."""
        return frozenset(line for step in self.runbook.steps if step.by_person for line in self.lines_of(step))

    @cached_property
    def _step_lines(self) -> list[int]:
        return sorted(step.line for step in self.runbook.steps)

    def mentions(self, words: Collection[str]) -> bool:
        """Whether any of `words` (lower case) stands anywhere in the text."""
        return any(word in self._lower for word in words)

    @cached_property
    def _lower(self) -> str:
        return self.text.lower()
