"""SQL that hides rows, hits too many, or cannot run as written."""

import re
from collections.abc import Iterator

from cockpit.core.placeholders import find
from cockpit.core.runbook import ParameterKind
from cockpit.runbooks.lint.code import Origin
from cockpit.runbooks.lint.finding import Found, Patch, Rule, Severity
from cockpit.runbooks.lint.mending import exchanged
from cockpit.runbooks.lint.page import Page

_GONE = re.compile(r"\bdrop\s+(?:table|database|schema|owned)\b|\bdrop\s+column\b|^\s*truncate\b", re.IGNORECASE)
_DELETE = re.compile(r"\bdelete\s+from\b", re.IGNORECASE)
_UPDATE = re.compile(r"^\s*update\b.*?\bset\b", re.IGNORECASE | re.DOTALL)
_WHERE = re.compile(r"\bwhere\b(?!\s+(?:true\b|1\s*=\s*1))", re.IGNORECASE)
_AUDIT = re.compile(r"^\s*select\b(?P<columns>.*?)\bfrom\s+[\w.\"]*audit\w*", re.IGNORECASE | re.DOTALL)
_CHAIN = re.compile(r"\bchain\b|_chain_|chain_", re.IGNORECASE)
_CHAIN_NEAR = 12  # lines around a statement in which the chain is named
_FROM = re.compile(
    r"\bfrom\s+([\w.\"]+)(?:\s+(?:as\s+)?(?!(?:join|inner|left|right|full|cross|natural|where|on|group|order)\b)(\w+))?",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"(?P<before>\b(?:left|right|full|outer|cross|lateral)\s+)?(?P<join>(?:\binner\s+)?\bjoin)\s+(?P<table>[\w.\"]+)"
    r"(?:\s+(?:as\s+)?(?P<alias>(?!on\b)\w+))?\s+on\s+\(?\s*(?P<a>\w+)\.(?P<a_column>\w+)\s*=\s*(?P<b>\w+)\.(?P<b_column>\w+)",
    re.IGNORECASE,
)
_ONE_STATUS = re.compile(r"\bstatus\s*=\s*'", re.IGNORECASE)
_LOCKED = re.compile(r"\b(locked_at|claimed_at|lock_time|locked_until)\s*<", re.IGNORECASE)
_IF_USED = re.compile(r"\((?:if|when|where)\s+(?:used|present|it exists|enabled|applicable)\)", re.IGNORECASE)


def _everything_gone(page: Page) -> Iterator[Found]:
    for one in page.statements:
        meant = one.code.at > 0 and "risk=destroys" in page.lines[one.code.at - 1]
        meant = meant or one.code.origin is Origin.SPAN  # in a sentence it is often what somebody did, not what to do
        gone = one.search(_GONE)
        if gone:
            verb = " ".join(gone[0].upper().split())
            yield Found(
                line=one.line_of(gone.start()),
                says=f"{verb} takes everything in it away, and nothing of it comes back",
                do="Rename or compensate instead; else copy what goes first, and say in the step where the copy is",
                mild=meant,
            )
            continue
        hit = one.search(_DELETE) or one.search(_UPDATE)
        if hit and not _WHERE.search(one.plain, hit.end()):
            yield Found(
                line=one.line_of(hit.start()),
                says=f"{hit[0].split()[0].upper()} without a WHERE that chooses hits every row",
                do="Add the WHERE, and count the rows with the same WHERE first; meant so: say {risk=destroys}",
                mild=meant,
            )


def _unbound(page: Page) -> Iterator[Found]:
    for one in page.statements:
        if one.typed is None:
            continue
        if any(place.kind is ParameterKind.BOUND for place in find(one.text, "sql")):
            yield Found(
                line=one.line,
                says=f"`?` in a statement on the command line of {one.typed.words[0]} is never filled in",
                do="Write it as a `sql` block with {on=TARGET}: there `?` and {name} are asked for and bound",
            )


def _chain_without_hash(page: Page) -> Iterator[Found]:
    for one in page.statements:
        found = one.search(_AUDIT)
        if found is None or "*" in found["columns"] or "hash" in found["columns"].lower():
            continue
        near = page.lines[max(0, one.line - _CHAIN_NEAR - 1) : one.line + _CHAIN_NEAR]
        if any(_CHAIN.search(line) for line in near):
            yield Found(
                line=one.line,
                says="the broken link cannot be seen: no hash column is selected, and it may be older than these rows",
                do="Select each row's hash beside the one kept of the row before it, page by page from the first row",
            )


def _hiding_joins(page: Page) -> Iterator[Found]:
    for one in page.statements:
        base = one.search(_FROM)
        if base is None:
            continue
        owner = base[2] or base[1].rpartition(".")[2]
        for join in _JOIN.finditer(one.plain):
            side = join["alias"] or join["table"].rpartition(".")[2]
            ends = {(join["a"], join["a_column"].lower()), (join["b"], join["b_column"].lower())}
            if join["before"] or (owner, "id") not in ends:
                continue
            if not any(name == side and column.endswith("_id") for name, column in ends):
                continue
            where = _WHERE.search(one.plain, join.end())
            if where and f"{side}." in one.plain[where.end() :]:
                continue  # rows without a partner are meant to be left out
            line = one.line_of(join.start("join"))
            yield Found(
                line=line,
                says=f"rows of {base[1]} without a row in {join['table']} are left out; a failed operation has none",
                do="Write LEFT JOIN",
                patch=_left(page, line, join),
            )


def _left(page: Page, line: int, join: re.Match[str]) -> Patch | None:
    whole = join[0][join.start("join") - join.start() :]
    wanted = whole.replace(join["join"], "left join" if join["join"].islower() else "LEFT JOIN", 1)
    return exchanged(page.lines, line, whole, wanted)


def _one_status(page: Page) -> Iterator[Found]:
    for one in page.statements:
        locked = one.search(_LOCKED)
        status = one.search(_ONE_STATUS)
        if locked and status:
            yield Found(
                line=one.line_of(status.start()),
                says="only locks of one status are looked at; a row claimed under another stays stuck unseen",
                do="Count the old locks of every status but the finished ones, grouped by status",
            )


def _perhaps_absent(page: Page) -> Iterator[Found]:
    for code in page.code:
        if code.family != "sql":
            continue
        for number, line in enumerate(code.text.split("\n"), code.line):
            if _IF_USED.search(line):
                yield Found(
                    line=number,
                    says="the table may not be there, and then the step shows an error where there is none",
                    do="Give it an `if=`, or say in the step that a missing table means: not used here",
                )


RULES = (
    Rule(
        id="everything-gone",
        what="DROP, TRUNCATE, and UPDATE or DELETE without a WHERE that chooses",
        why="One line at night, and it does not come back",
        source="https://www.postgresql.org/docs/current/sql-delete.html",
        severity=Severity.ERROR,
        check=_everything_gone,
    ),
    Rule(
        id="unbound",
        what="A `?` in a statement on a command line",
        why="Command lines bind nothing: the statement fails, or the database compares with nothing and finds no row",
        source="cloudflare/workers-sdk packages/wrangler/src/d1/execute.ts: there is no flag for parameters",
        severity=Severity.ERROR,
        check=_unbound,
        facts=("V4",),
    ),
    Rule(
        id="chain-without-hash",
        what="A look at a broken hash chain that does not select the hashes",
        why="The break cannot be seen in what it shows",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_chain_without_hash,
        facts=("V7",),
    ),
    Rule(
        id="hiding-join",
        what="An inner join to rows that may not be there",
        why="The operation that failed left no row there, so the one row sought is not shown",
        source="own reading of such runbooks",
        severity=Severity.NOTE,
        check=_hiding_joins,
        facts=("V22",),
    ),
    Rule(
        id="one-status",
        what="Stuck locks looked for under one status only",
        why="A row claimed under another status blocks on and is not shown",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_one_status,
        facts=("V23",),
    ),
    Rule(
        id="perhaps-absent",
        what="A query of a table that is only there if used",
        why="An error that means nothing takes a minute from the one that does",
        source="own reading of such runbooks",
        severity=Severity.NOTE,
        check=_perhaps_absent,
        facts=("V24",),
    ),
)
