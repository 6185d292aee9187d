"""What a rule says of a runbook: where, what is wrong, what to do, and the lines that would mend it."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from cockpit.runbooks.lint.page import Page


class Severity(StrEnum):
    """`error`: fails or harms as written. `warning`: surprises. `note`: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """The lines `from_line` to `to_line` (1-based, both included) become `text`, which may have several lines."""

    from_line: int
    to_line: int
    text: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One place a rule objects to."""

    line: int
    says: str
    """What is wrong, in plain words."""
    do: str = ""
    """What to write or do instead."""
    patch: Patch | None = None
    mild: bool = False
    """One step less grave than the rule usually is, because we may be mistaken."""


Check = Callable[["Page"], Iterable[Found]]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that goes wrong in runbooks, and how to find it."""

    id: str
    what: str
    """One line: what it looks for."""
    why: str
    """One line: what happens at night when it stays."""
    source: str
    """Where that is known from."""
    severity: Severity
    check: Check
    facts: tuple[str, ...] = ()
    """The numbers (`V4`) it has in the list of what real runbooks got wrong."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed, and what `--json` holds."""

    rule: str
    severity: Severity
    line: int
    says: str
    do: str
    why: str
    source: str
    patch: Patch | None = None


_MILDER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.NOTE, Severity.NOTE: Severity.NOTE}


def finding_of(rule: Rule, found: Found) -> Finding:
    """`found` as a finding of `rule`."""
    return Finding(
        rule=rule.id,
        severity=_MILDER[rule.severity] if found.mild else rule.severity,
        line=found.line,
        says=found.says,
        do=found.do,
        why=rule.why,
        source=rule.source,
        patch=found.patch,
    )
