"""Steps nobody ever walked, or not for a long time."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.page import Page

OLDEST = timedelta(days=180)

_IN_WORDS = re.compile(
    r"\b(?:last[ _-](?:validated|tested|reviewed|verified|walked|drill(?:ed)?|updated)|validated)\b\W{0,6}"
    r"(\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)


def _never(page: Page) -> Iterator[Found]:
    if page.runbook.steps and _day(page) is None:
        yield Found(
            line=1,
            says="nothing says that anybody ever walked through this",
            do=f"Walk it in a drill and write the day into the front matter: validated: {page.today}",
        )


def _long_ago(page: Page) -> Iterator[Found]:
    found = _day(page)
    if found is None:
        return
    line, day = found
    if day > page.today:
        yield Found(line=line, says=f"{day} is in the future", do="Write the day it was last walked")
    elif page.today - day > OLDEST:
        yield Found(
            line=line,
            says=f"it was last walked {(page.today - day).days} days ago",
            do="Walk it again in a drill, correct what has changed, and write the new day",
        )


def _day(page: Page) -> tuple[int, date] | None:
    """The day it was last walked as far as the file says, and its line."""
    if page.runbook.validated:
        number = next((n for n, line in enumerate(page.lines, 1) if line.startswith("validated")), 1)
        return number, date.fromisoformat(page.runbook.validated)
    for number, line in page.prose:
        found = _IN_WORDS.search(line)
        if found:
            try:
                return number, date.fromisoformat(found[1])
            except ValueError:
                continue
    return None


RULES = (
    Rule(
        id="never-walked",
        what="No day on which somebody last walked it",
        why="Every step is a guess until somebody has done it once",
        source="own reading of such runbooks",
        severity=Severity.NOTE,
        check=_never,
    ),
    Rule(
        id="walked-long-ago",
        what="Last walked more than 180 days ago",
        why="Names, screens and commands have changed since",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_long_ago,
    ),
)
