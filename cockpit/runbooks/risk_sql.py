"""The risk of SQL, told from its parsed form: a prefix test is fooled by `WITH x AS (DELETE …) SELECT`.

A second look only: reads run on a session that cannot write in any case.
"""

import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cockpit.core.placeholders import find
from cockpit.core.runbook import Risk

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST = 50_000  # characters parsed; 60 000 took 1.5 s, and nobody reviews such a block at night

_DIALECTS = {"sqlite": "sqlite", "duckdb": "duckdb"}
_EXPLAIN = re.compile(r"\s*explain\b\s*(\([^)]*\)|(?:(?:analyze|analyse|verbose|query\s+plan)\b\s*)*)", re.IGNORECASE)
_SHOW = re.compile(r"\s*show\s+[\w. ]+;?\s*", re.IGNORECASE)
_GONE = re.compile(r"\b(?:drop|truncate|delete\s+from)\b", re.IGNORECASE)
_QUIET = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)

_HARMLESS = re.compile(
    r"(?:pg_(?:size_|relation_|total_relation_|table_size|indexes_size|database_size|column_|get_|blocking_pids|"
    r"is_in_recovery|last_|postmaster_start_time|stat_get_|backend_pid|typeof|input_is_valid|describe_|identify_object)"
    r"|has_|jsonb?_|array_|regexp_|to_|date_|string_|quote_|current_setting|row_|obj_description|col_description"
    r"|format_type|txid_current_if_assigned|width_bucket|cardinality|unnest|generate_|strpos|md5|sha\d|left|right|age"
    r"|julianday|unixepoch|printf|likelihood|total|isfinite|make_|justify_|num_nonnulls|num_nulls|version|inet_)\w*",
    re.IGNORECASE,
)
"""Functions the parser has no class for and that only look. Any other may do anything: unsure is `changes`."""


@lru_cache(maxsize=512)
def sql_risk(text: str, lang: str = "sql") -> Risk:
    """The gravest thing the statements of `text` can do. What does not parse: changes, or destroys by its words."""
    if not _QUIET.sub("", text).strip(" \n\t\r;"):
        return Risk.READS
    if len(text) > LONGEST:
        return _unsure(text)
    text = _without_placeholders(text, lang)
    explained = _EXPLAIN.match(text)
    if explained and ";" not in text.rstrip("; \n"):
        runs = "analy" in explained[1].lower()
        return sql_risk(text[explained.end() :], lang) if runs else Risk.READS
    if _SHOW.fullmatch(text):
        return Risk.READS
    return max((_statement_risk(found) for found in _parsed(text, lang)), key=list(Risk).index, default=_unsure(text))


def _without_placeholders(text: str, lang: str) -> str:
    """Each placeholder replaced by a name, which may stand for a table and for a value alike."""
    out, at = [], 0
    for placeholder in find(text, lang):
        if placeholder.start >= at:
            out += [text[at : placeholder.start], "p_"]
            at = placeholder.end
    return "".join([*out, text[at:]])


def _parsed(text: str, lang: str) -> "list[exp.Expr]":
    """The statements, or nothing when one of them does not parse."""
    import sqlglot  # 0.2 s: only a file with SQL pays it

    # The library prints a warning for each statement it does not know: over a full screen, that is a smear.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        found = sqlglot.parse(text, dialect=_DIALECTS.get(lang, "postgres"))
    except (sqlglot.errors.SqlglotError, RecursionError):
        return []
    return [statement for statement in found if statement is not None]


def _unsure(text: str) -> Risk:
    return Risk.DESTROYS if _GONE.search(_QUIET.sub("", text)) else Risk.CHANGES


def _statement_risk(statement: "exp.Expr") -> Risk:
    from sqlglot import exp  # loaded already

    if isinstance(statement, exp.Command):
        return _unsure(str(statement))
    risks = [Risk.READS if isinstance(statement, exp.Query | exp.Values | exp.Show) else Risk.CHANGES]
    for node in statement.walk():
        if isinstance(node, exp.Delete | exp.Drop | exp.TruncateTable):
            risks.append(Risk.DESTROYS)
        elif isinstance(node, exp.Update) and not node.find_ancestor(exp.Merge):
            risks.append(Risk.CHANGES if _chooses(node) else Risk.DESTROYS)
        elif isinstance(node, exp.DML | exp.DDL | exp.Into | exp.Lock | exp.Command | exp.Merge):
            risks.append(Risk.READS if isinstance(node, exp.Query) else Risk.CHANGES)
        elif isinstance(node, exp.Create) and node.args.get("replace") and node.args.get("kind") == "TABLE":
            risks.append(Risk.DESTROYS)
        elif isinstance(node, exp.Func) and _may_act(node):
            risks.append(Risk.CHANGES)
    return max(risks, key=list(Risk).index)


def _chooses(update: "exp.Expr") -> bool:
    """Whether an UPDATE names its rows: `WHERE true` does not."""
    from sqlglot import exp  # loaded already

    where = update.args.get("where")
    return where is not None and where.find(exp.Column) is not None


def _may_act(function: "exp.Func") -> bool:
    """Whether a function is none of the built-in ones that only look; `somewhere.count()` is not the built-in one."""
    from sqlglot import exp  # loaded already

    parent = function.parent
    if isinstance(parent, exp.Dot) and parent.expression is function and parent.this.name.lower() != "pg_catalog":
        return True
    return isinstance(function, exp.Anonymous) and not _HARMLESS.fullmatch(function.name)
