"""What the line at the foot of the log asks: `text` narrows, `?text` marks, `@14:02` goes there, `#words` comments."""

from dataclasses import dataclass
from datetime import datetime

from cockpit.core.logfilter import LogFilter, read
from cockpit.core.moments import moment_typed

MARK, TIME, COMMENT = "?", "@", "#"


@dataclass(frozen=True, slots=True)
class Narrow:
    """Show only rows that fit; None: all of them."""

    wanted: LogFilter | None


@dataclass(frozen=True, slots=True)
class MarkOnly:
    """Hide nothing, mark what fits; None: mark nothing."""

    wanted: LogFilter | None


@dataclass(frozen=True, slots=True)
class GoTo:
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """Words about the row under the cursor."""

    text: str


Asked = Narrow | MarkOnly | GoTo | Comment


def asked(typed: str, now: datetime, t0: datetime | None) -> Asked:
    """What was typed. Raises BadTermError or MomentError, in words that say how to write it."""
    text = typed.strip()
    if text.startswith(TIME):
        return GoTo(moment_typed(text[1:], now, t0))
    if text.startswith(COMMENT):
        return Comment(text[1:].strip())
    if text.startswith(MARK):
        return MarkOnly(read(text[1:]) if text[1:].strip() else None)
    return Narrow(read(text) if text else None)
