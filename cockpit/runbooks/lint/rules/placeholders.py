"""Holes nobody filled in, and blocks in which nothing stands."""

import re
from collections.abc import Iterator

from cockpit.runbooks.lint.code import Family, Origin
from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.page import Page

_ASKED = re.compile(
    r"<(?:add|your|insert|fill(?: in)?|enter|todo|tbd|change|replace|name of|link to)\b[^<>\n]{0,60}>"
    r"|\[(?:add|insert|fill in|enter|todo|tbd|your)\b[^\]\n]{0,60}\](?!\()"
    r"|\bREPLACE_?ME\b|\bCHANGE_?ME\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"(?<![\w-])(?:TODO|TBD|FIXME|XXX)(?![\w-])|\bto be (?:written|defined|documented|decided)\b")
_OTHERS = re.compile(r"\breplace (?:this )?with (?:your|the right|an actual)\b|\byour[ -]provider'?s\b", re.IGNORECASE)
_UNNAMED = re.compile(r"\b(?:[Tt]he|[Oo]ur) (?:[a-z]+ )?dashboard\b(?![^.;,]*(?:→|->|https?:|\())")
_NAMED = re.compile(
    r"https?:|`|\]\(|\b(?:stripe|clerk|railway|supabase|cloudflare|sentry|grafana|datadog|shopify|aws)\b", re.I
)
_COMMENT = {Family.SHELL: re.compile(r"\s*(?:#.*)?"), Family.SQL: re.compile(r"\s*(?:--.*)?")}


def _left(page: Page) -> Iterator[Found]:
    for number, line in enumerate(page.lines, 1):
        for found in _ASKED.finditer(line):
            yield Found(
                line=number,
                says=f"“{found[0]}” was never filled in",
                do="Fill it in now, or take the line out; a value of the incident is written {name}",
                mild=found[0].startswith("["),
            )


def _later(page: Page) -> Iterator[Found]:
    for number, line in enumerate(page.lines, 1):
        found = _LATER.search(line) or _OTHERS.search(line)
        if found and not _is_counted(line):
            yield Found(line=number, says=f"“{found[0]}”: this is not written yet", do="Write it, or take it out")


def _is_counted(line: str) -> bool:
    """Whether the word is what a check looks for: `todo == 0`, "no TODO or TBD left", grep TODO."""
    return re.search(r"\bgrep\b|\b(?:an?|no|any|every|each|with|or|as) (?:TODO|TBD)|\bcontains?\b", line) is not None


def _unnamed(page: Page) -> Iterator[Found]:
    for number, line in page.prose:
        found = _UNNAMED.search(line)
        if found and not _NAMED.search(line):
            yield Found(line=number, says=f"“{found[0]}”: which one, and where?", do="Give its address")


def _empty(page: Page) -> Iterator[Found]:
    for code in page.code:
        comment = _COMMENT.get(code.family)
        if code.origin is Origin.BLOCK and comment and all(comment.fullmatch(line) for line in code.text.split("\n")):
            yield Found(
                line=code.at,
                says="this block holds only comments: it does nothing",
                do="Write the command or query, or make it a sentence",
            )


RULES = (
    Rule(
        id="placeholder",
        what="A hole that was to be filled in: <add name>, [your channel], CHANGEME",
        why="At night the one who needs the name does not know it",
        source="own reading of such runbooks",
        severity=Severity.ERROR,
        check=_left,
        facts=("V20",),
    ),
    Rule(
        id="unwritten",
        what="TODO, TBD, “replace with your …”",
        why="The step is missing exactly where somebody once saw that it is needed",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_later,
        facts=("V17", "V20"),
    ),
    Rule(
        id="unnamed-dashboard",
        what="“The dashboard”, without saying which",
        why="The new colleague does not know it, and the others have four",
        source="own reading of such runbooks",
        severity=Severity.NOTE,
        check=_unnamed,
        facts=("V20",),
    ),
    Rule(
        id="empty-block",
        what="A block in which only comments stand",
        why="It looks like a command, and pressing it does nothing",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_empty,
        facts=("V17",),
    ),
)
