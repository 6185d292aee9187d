"""SQL blocks made askable with EXPLAIN: no parameter left in them, and nothing of them executed."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

import msgspec

from cockpit.core.placeholders import find
from cockpit.core.runbook import RunbookAction
from cockpit.runbooks.lint.code import Code, Family, Origin
from cockpit.runbooks.lint.finding import Finding, Severity
from cockpit.runbooks.lint.statements import Statement, statements_in

_TYPED = re.compile(r"\b(interval|timestamptz|timestamp|date|time)\s*$", re.IGNORECASE)
_EXPLAINED = re.compile(r"\s*explain\b", re.IGNORECASE)
_MISSING = (
    # PostgreSQL, SQLite, DuckDB
    ("table", re.compile(r'relation "(?P<name>[^"]+)" does not exist')),
    ("column", re.compile(r'column "?(?P<name>[\w.]+)"? does not exist')),
    ("column", re.compile(r'column "(?P<name>[^"]+)" of relation "[^"]+" does not exist')),
    ("table", re.compile(r"no such table: (?P<name>[\w.]+)")),
    ("column", re.compile(r"no such column: (?P<name>[\w.]+)")),
    ("table", re.compile(r"Table with name (?P<name>\w+) does not exist")),
    ("column", re.compile(r'[Cc]olumn "(?P<name>\w+)" not found')),
)
NAMES = {
    "sqlite": {
        "table": "select name from sqlite_master where type in ('table', 'view')",
        "column": "select distinct p.name from sqlite_master m join pragma_table_info(m.name) p",
    },
    "": {
        "table": "select distinct table_name from information_schema.tables",
        "column": "select distinct column_name from information_schema.columns where table_schema <> 'pg_catalog'",
    },
}
"""What asks a database for the names it has, by provider; the empty one fits the others."""


class Missing(msgspec.Struct, frozen=True):
    """A name a database does not have."""

    kind: str
    """`table` or `column`."""
    name: str


def asked(action: RunbookAction) -> Iterator[tuple[Statement, str]]:
    """Each statement of a SQL block, and what to send so that it is explained."""
    code = Code(action.text, action.line + 1, Family.SQL, Origin.BLOCK, action.lang)
    for one in statements_in(code):
        if not _EXPLAINED.match(one.plain):
            yield one, f"explain {_without_parameters(one)}".rstrip("; \n")


def missing_in(answer: str) -> Missing | None:
    """The name a database's refusal complains of; None: it refused for another reason."""
    for kind, pattern in _MISSING:
        if found := pattern.search(answer):
            return Missing(kind, found["name"])
    return None


def finding(one: Statement, target: str, missing: Missing, known: list[str]) -> Finding:
    """The finding for a name that is not there, with the nearest one that is."""
    bare = missing.name.rpartition(".")[2]
    near = get_close_matches(bare, known, n=1)
    place = re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", one.plain)
    return Finding(
        rule="schema",
        severity=Severity.ERROR,
        line=one.line_of(place.start()) if place else one.line,
        says=f"{target} has no {missing.kind} {missing.name}",
        do=f"Did you mean {near[0]}?" if near else "Correct the name, or look whether a migration is missing",
        why="The query fails in front of everybody",
        source=f"EXPLAIN on {target}",
    )


def _without_parameters(one: Statement) -> str:
    """The statement with NULL for each parameter: it fits every type, so only names can be wrong."""
    out, at = [], 0
    for place in find(one.text, "sql"):
        start, end, value = place.start, place.end, "null"
        if one.plain[start] == " " or one.plain[start : start + 1] != one.text[start]:
            before, after = one.text[start - 1 : start], one.text[end : end + 1]
            if (before, after) != ("'", "'"):
                value = "x"  # part of a longer text, or of a comment
            else:
                start, end = start - 1, end + 1
                typed = _TYPED.search(one.text, 0, start)
                value = f"'{'1 day' if typed[1].lower() == 'interval' else '2000-01-01'}'" if typed else "null"
        if start >= at:
            out += [one.text[at:start], value]
            at = end
    return "".join([*out, one.text[at:]])
