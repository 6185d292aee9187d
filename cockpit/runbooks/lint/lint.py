"""Runs every rule over one runbook, and mends what can be mended."""

import difflib
import re
from collections.abc import Callable
from datetime import date

from cockpit.core.runbook import Runbook
from cockpit.core.text import revealed
from cockpit.runbooks.lint.finding import Finding, Patch, finding_of
from cockpit.runbooks.lint.page import Beside, Page
from cockpit.runbooks.lint.rulebook import RULES

ROUNDS = 10  # one patch may uncover the next; what is not done after these is left to a person

_LINES = re.compile(r"(.*?)(\r\n|\n|\r|$)", re.DOTALL)


def lint(text: str, runbook: Runbook, *, today: date, beside: Beside) -> tuple[Finding, ...]:
    """What the rules say of `text`, whose parsed form is `runbook`, in the order of its lines."""
    page = Page(text, runbook, today, beside)
    found = [finding_of(rule, one) for rule in RULES for one in rule.check(page)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.line))


def mended(text: str, look: Callable[[str], tuple[Finding, ...]]) -> str:
    """`text` with every patch that `look` proposes; what no patch names stays as it is, to the last line end.

    Looks again after each round. A patch that would not make its finding go away, or would bring another with a patch
    of its own, ends the rounds: nothing is changed to and fro.
    """
    seen = {text}
    for _ in range(ROUNDS):
        patches = _apart([finding.patch for finding in look(text) if finding.patch])
        if not patches:
            break
        following = patched(text, patches)
        if following in seen:
            break
        seen.add(following)
        text = following
    return text


def patched(text: str, patches: list[Patch]) -> str:
    """`text` with `patches`, which do not touch the same lines."""
    lines = [(found[1], found[2]) for found in _LINES.finditer(text) if found[0]]
    for patch in sorted(patches, key=lambda one: one.from_line, reverse=True):
        old = lines[patch.from_line - 1 : patch.to_line]
        mark = "\ufeff" if patch.from_line == 1 and old[0][0].startswith("\ufeff") else ""
        inner, last = old[0][1] or "\n", old[-1][1]
        new = patch.text.split("\n")
        lines[patch.from_line - 1 : patch.to_line] = [
            ((mark if number == 0 else "") + line, last if number == len(new) - 1 else inner)
            for number, line in enumerate(new)
        ]
    return "".join(line + end for line, end in lines)


def changes(before: str, after: str, name: str) -> list[str]:
    """Printable lines of the diff from `before` to `after`; hidden characters are named."""
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (mended)", n=1, lineterm="")
    return [revealed(line) for line in diff]


def _apart(patches: list[Patch]) -> list[Patch]:
    """The first of those that touch the same lines; the others are looked at again in the next round."""
    kept: list[Patch] = []
    for patch in patches:
        if all(patch.to_line < other.from_line or patch.from_line > other.to_line for other in kept):
            kept.append(patch)
    return kept
