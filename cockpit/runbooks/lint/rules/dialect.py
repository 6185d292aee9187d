"""What the cockpit itself cannot use as written."""

import re
from collections.abc import Iterator

from cockpit.runbooks.lint.code import Code, Family, Origin
from cockpit.runbooks.lint.finding import Found, Patch, Rule, Severity
from cockpit.runbooks.lint.page import Page
from cockpit.runbooks.lint.statements import Statement, statements_in
from cockpit.runbooks.parse import parse_problems

_TRANSACTION = re.compile(r"\s*(?:begin|start\s+transaction|commit|rollback|savepoint|set)\b", re.IGNORECASE)
_TIED = re.compile(r"\b(?:as|opens|closes|within|id)=")


def _problems(page: Page) -> Iterator[Found]:
    for problem in parse_problems(page.text):
        yield Found(line=problem.line, says=problem.says, do="See docs/runbooks.md, or: cockpit runbook show FILE")


def _several(page: Page) -> Iterator[Found]:
    reads_blocks = re.search(r"^\s*read:\s*block\b", page.text, re.MULTILINE) is not None
    for code in page.code:
        if code.family is not Family.SQL or code.origin is not Origin.BLOCK:
            continue
        statements = list(statements_in(code))
        if len(statements) < 2:
            continue
        steers = any(_TRANSACTION.match(one.plain) for one in statements)
        yield Found(
            line=code.at,
            says=f"{len(statements)} statements in one block: the cockpit runs one at a time and refuses them together",
            do="Leave out BEGIN and COMMIT: a write is one transaction already"
            if steers
            else "Give each its own block",
            patch=None if steers or reads_blocks else _apart(page, code, statements),
        )


def _apart(page: Page, code: Code, statements: list[Statement]) -> Patch | None:
    """One block for each statement, with the comments above it; None where a line holds two, or the fence names it."""
    opening = page.lines[code.at - 1]
    lines = code.text.split("\n")
    last = code.line + len(lines)  # of the closing fence
    if code.at == code.line or _TIED.search(opening) or last > len(page.lines):
        return None
    closing = page.lines[last - 1]
    ends = [one.line_of(len(one.text) - 1) for one in statements]
    starts = [one.line for one in statements]
    if any(start <= end for start, end in zip(starts[1:], ends, strict=False)) or "```" not in f"{opening}{closing}":
        return None
    if opening.lstrip()[:1] not in "`~" or closing.strip().strip("`~"):
        return None
    out: list[str] = []
    at = code.line
    for end in [*ends[:-1], last - 1]:
        inside = list(page.lines[at - 1 : end])
        while inside and not inside[0].strip():
            inside.pop(0)
        out += [opening, *inside, closing, ""]
        at = end + 1
    return Patch(from_line=code.at, to_line=last, text="\n".join(out[:-1]))


RULES = (
    Rule(
        id="dialect",
        what="A check, a decision, a value or a budget that cannot be used as written",
        why="The step is there, but what was to make it work is not",
        source="docs/runbooks.md",
        severity=Severity.ERROR,
        check=_problems,
    ),
    Rule(
        id="several-statements",
        what="More than one SQL statement in a block",
        why="The block is refused when it is run",
        source="docs/runbooks.md",
        severity=Severity.WARNING,
        check=_several,
    ),
)
