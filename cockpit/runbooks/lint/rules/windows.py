"""Windows of time that move on while the incident does not."""

import re
from collections.abc import Iterator

from cockpit.runbooks.lint.finding import Found, Patch, Rule, Severity
from cockpit.runbooks.lint.mending import exchanged
from cockpit.runbooks.lint.page import Page
from cockpit.runbooks.lint.statements import Statement

_SQLITE_NOW = r"(?:datetime|date|julianday|unixepoch)\(\s*'now'[^()]*\)|strftime\([^()]*'now'[^()]*\)"
_NOW = r"(?:now\(\)|current_timestamp|clock_timestamp\(\)|localtimestamp)"
_BEFORE_NOW = rf"{_NOW}\s*-\s*(?:interval\s*'[^']*'|'[^']*'::interval)"
_FROM_NOW = re.compile(rf"(?P<how>\bbetween|>=?)\s*\(?\s*(?P<from>{_SQLITE_NOW}|{_BEFORE_NOW})", re.IGNORECASE)
_TO_NOW = re.compile(rf"\)?\s*and\s+(?P<to>{_SQLITE_NOW}|{_NOW})", re.IGNORECASE)
_AGAINST_DATETIME = re.compile(
    r"(?<![\w.(])(?P<column>[A-Za-z_][\w.]*)\s*(?P<how>\bbetween\b|>=|<=|=|<|>)\s*datetime\(", re.IGNORECASE
)


def _tied_to_now(page: Page) -> Iterator[Found]:
    for one in page.statements:
        for found in _FROM_NOW.finditer(one.text):
            if one.plain[found.start()] == " ":
                continue  # in a comment
            until = _TO_NOW.match(one.text, found.end())
            is_window = found["how"].lower() == "between"
            yield Found(
                line=one.line_of(found.start("from")),
                says=f"the window begins at `{found['from']}`: it moves on, and soon shows nothing of the incident",
                do="Give it two times of the incident, as {since} and {until}",
                patch=_anchored(page, one, found, until) if is_window else None,
                mild=not is_window,
            )


def _anchored(page: Page, one: Statement, found: re.Match[str], until: re.Match[str] | None) -> Patch | None:
    line = one.line_of(found.start())
    if one.typed is not None or until is None or one.line_of(until.end()) != line:
        return None
    old = one.text[found.start() : until.end()]
    return exchanged(page.lines, line, old, f"{found['how']} {_as('since', found)} AND {_as('until', until)}")


def _as(name: str, found: re.Match[str]) -> str:
    """The parameter `name`, in the function the column was compared with."""
    return f"datetime({{{name}}})" if "datetime(" in found[0].lower() else f"{{{name}}}"


def _text_against_datetime(page: Page) -> Iterator[Found]:
    for one in page.statements:
        for found in _AGAINST_DATETIME.finditer(one.plain):
            line = one.line_of(found.start())
            column = found["column"]
            old = one.text[found.start() : found.end()]
            yield Found(
                line=line,
                says=f"{column} is compared with datetime(…), which writes a space where ISO times have a T: "
                f"if {column} holds ISO text, no row of that day fits, or all do",
                do=f"Write datetime({column})",
                patch=exchanged(page.lines, line, old, old.replace(column, f"datetime({column})", 1)),
            )


RULES = (
    Rule(
        id="tied-to-now",
        what="A window of rows that ends now",
        why="Forty minutes into the incident it shows the quiet time after it, not what happened",
        source="https://www.sqlite.org/lang_datefunc.html; tried with sqlite3",
        severity=Severity.WARNING,
        check=_tied_to_now,
        facts=("V6",),
    ),
    Rule(
        id="text-against-datetime",
        what="ISO text compared with SQLite's datetime()",
        why="'2026-05-08T10:00:00Z' and '2026-05-08 10:00:00' are compared letter by letter; the query answers 0 rows",
        source="https://www.sqlite.org/lang_datefunc.html; tried with sqlite3",
        severity=Severity.WARNING,
        check=_text_against_datetime,
        facts=("V6",),
    ),
)
