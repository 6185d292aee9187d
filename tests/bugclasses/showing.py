"""Rows for the tests of bug classes, and what the bundled classes make of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cockpit.config.bugclasses import bundled
from cockpit.core.bugclass import BugClass, audit_text, follows, line_text, read
from cockpit.core.bugsigns import Seen, grown, met
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow
from cockpit.core.readings import AuditRow
from tests.fakes import START

CLASSES: dict[str, BugClass] = {one.id: one for one in bundled()}


def seen_in(one: BugClass, lines: Sequence[str], apart: float = 1.0) -> list[list[Seen]]:
    """For each log sign of `one`, the rows that are it; lines without a time are `apart` seconds apart."""
    found: list[list[Seen]] = []
    for sign in (sign for sign in one.signs if sign.read == "log"):
        rows: list[Seen] = []
        for number, line in enumerate(lines):
            parsed = parse(LogRow("api", line.encode()))
            text, at = line_text(parsed), parsed.at or START + timedelta(seconds=apart * number)
            low = line.lower()
            if any(needle in low for needle in sign.needles) and (values := read(sign, text)) is not None:
                rows.append(Seen(key=f"{number}", source="api", text=line, at=at, values=values))
            if any(needle in low for needle in sign.then_needles) and follows(sign, text):
                rows.append(Seen(key=f"{number} after", source="api", text=line, at=at, follows=True))
        found.append(rows)
    return found


def looks_like(*lines: str, apart: float = 1.0) -> dict[str, str]:
    """What the lines together look like: by class, what it says."""
    told: dict[str, str] = {}
    for one in CLASSES.values():
        signs = [sign for sign in one.signs if sign.read == "log"]
        for sign, rows in zip(signs, seen_in(one, lines, apart), strict=True):
            if together := met(sign, rows):
                told[one.id] = grown(None, one, together).says
    return told


def row(second: float, who: str, *cells: str) -> AuditRow:
    at = START + timedelta(seconds=second)
    return AuditRow(at=at, who=who, cells=(at.isoformat(), who, *cells))


def audit_looks_like(columns: Sequence[str], *rows: AuditRow) -> dict[str, str]:
    """What audit rows look like; `columns` are those after the time and the person."""
    told: dict[str, str] = {}
    for one in CLASSES.values():
        for sign in (sign for sign in one.signs if sign.read == "audit"):
            seen: list[Seen] = []
            for number, each in enumerate(rows):
                values = read(sign, audit_text(("at", "who", *columns), each), {"who": each.who})
                if values is not None and each.at is not None:
                    seen.append(Seen(key=f"{number}", source="staff", text=str(each), at=each.at, values=values))
            if together := met(sign, seen):
                told[one.id] = grown(None, one, together).says
    return told


def at(second: float) -> str:
    """A time as logs write it."""
    moment: datetime = START + timedelta(seconds=second)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
