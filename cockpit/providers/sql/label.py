"""What a statement is: read, update, delete, insert or something else, and why it may not be read.

The second layer only. What really keeps a read from writing is the session it runs on; a parser can be fooled
by a function or a view, a read-only session and the role's rights cannot.
"""

import logging
import re
from dataclasses import dataclass
from enum import StrEnum

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from cockpit.core.runbook import Risk
from cockpit.core.text import printable

# It would print "unsupported syntax" over the screen for each SHOW.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_EXPLAIN = re.compile(r"\s*explain\s*(?:\([^)]*\)\s*|(?:analyze|verbose|query\s+plan)\s+)*", re.IGNORECASE)
_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into, exp.Create, exp.Drop, exp.Copy, exp.Command)
_STEERS = (exp.Transaction, exp.Commit, exp.Rollback, exp.Set, exp.Use, exp.Pragma, exp.Attach, exp.Detach, exp.Copy)
_STEERING = re.compile(
    r"begin|start|commit|end|rollback|abort|savepoint|release|prepare|execute|deallocate|set|reset|discard|listen"
    r"|unlisten|declare|fetch|move|close|copy|attach|detach|pragma|use|load|install"
)
# Functions that act although they are called in a SELECT: a read-only transaction lets most of them through.
# Source: PostgreSQL 18 manual, 9.28 "System Administration Functions"; tried on PostgreSQL 15 and 18.
_ACTS = re.compile(
    r"pg_(terminate|cancel)_backend|pg_(read|stat_file|ls|logdir|file|rotate|current_logfile|logfile)\w*"
    r"|pg_(try_)?advisory\w*|pg_notify|pg_reload_conf|pg_(switch|create|drop|copy|wal_replay|promote)\w*"
    r"|pg_(replication|logical|backup|start_backup|stop_backup|export_snapshot|import)\w*|pg_stat_reset\w*"
    r"|pg_log_\w+|pg_execute\w*|lo_\w+|loread|lowrite|dblink\w*|set_config|setval|nextval|\w*_to_xml\w*|ts_stat"
    r"|http(_\w+)?|net|cron|schedule(_in_database)?|load_extension|readfile|writefile|edit|fts3_tokenizer"
    r"|read_\w+|\w+_scan|glob|sniff_csv|getenv|query|query_table",
    re.IGNORECASE,
)
_GLOB_IS_A_COMPARISON = frozenset({"sqlite"})


class Kind(StrEnum):
    """`other`: DDL and everything whose rows cannot be counted beforehand. `steers`: acts on the session itself."""

    READ = "read"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    OTHER = "other"
    STEERS = "steers"


@dataclass(frozen=True, slots=True)
class Label:
    """What one statement is."""

    kind: Kind
    tree: exp.Expr | None
    """None when it could not be parsed."""
    unreadable: str = ""
    """Why it may not run on the read path; empty: it may."""
    several: bool = False
    """There is more than one statement."""

    @property
    def risk(self) -> Risk:
        """Reads, changes, or destroys: what removes rows, touches all of them, or cannot be counted."""
        if self.kind is Kind.READ:
            return Risk.READS
        if self.kind is Kind.INSERT or (self.kind is Kind.UPDATE and self.tree and self.tree.args.get("where")):
            return Risk.CHANGES
        return Risk.DESTROYS


def labelled(text: str, dialect: str) -> Label:
    """The label of `text` in sqlglot's `dialect`."""
    explained = _EXPLAIN.match(text)
    if explained:
        inner = labelled(text[explained.end() :], dialect)
        return inner if inner.kind is Kind.READ or inner.several else Label(Kind.OTHER, None, inner.unreadable)
    try:
        trees = [tree for tree in sqlglot.parse(text, read=dialect) if tree is not None]
    except (SqlglotError, RecursionError) as error:
        why = printable(str(error).split("\n", 1)[0].rstrip("."), 120)
        kind = Kind.STEERS if _STEERING.fullmatch(_first_word(text)) else Kind.OTHER
        return Label(kind, None, f"this is not one readable SQL statement ({why}); a read takes one SELECT")
    if not trees:
        return Label(Kind.OTHER, None, "there is no statement; write one SELECT")
    if len(trees) > 1:
        return Label(Kind.OTHER, None, "only one statement at a time; split it into steps", several=True)
    tree = trees[0]
    kind = _kind(tree, text)
    return Label(kind, tree, _unreadable(tree, kind, text, dialect))


def _kind(tree: exp.Expr, text: str) -> Kind:
    word = _first_word(text)
    if isinstance(tree, _STEERS) or _STEERING.fullmatch(word):
        return Kind.STEERS
    if isinstance(tree, exp.Command):
        return Kind.READ if word == "show" else Kind.OTHER
    if isinstance(tree, exp.Show | exp.Describe | exp.Summarize):
        return Kind.READ
    if isinstance(tree, exp.Query | exp.Values) and tree.find(*_WRITES) is None:
        return Kind.READ
    if any(node is not tree for node in tree.find_all(exp.Insert, exp.Update, exp.Delete, exp.Merge)):
        return Kind.OTHER  # a WITH that writes: what it touches is not what the outer WHERE says
    for found, kind in ((exp.Update, Kind.UPDATE), (exp.Delete, Kind.DELETE), (exp.Insert, Kind.INSERT)):
        if isinstance(tree, found):
            return kind
    return Kind.OTHER


def _unreadable(tree: exp.Expr, kind: Kind, text: str, dialect: str) -> str:
    if kind is not Kind.READ:
        return f"a read takes only SELECT, WITH, VALUES, TABLE, EXPLAIN or SHOW, not {_first_word(text).upper()}"
    if tree.find(exp.Lock) is not None:
        return "a read takes no row locks; leave out FOR UPDATE or FOR SHARE"
    if re.search(r"\bu&[\"']", text, re.IGNORECASE):
        return 'a read takes no U&"…" spelling, which can hide a name; write the name plainly'
    for called in _called(tree):
        if _ACTS.fullmatch(called) and not (called.lower() == "glob" and dialect in _GLOB_IS_A_COMPARISON):
            return f"{printable(called, 60)}() acts or reads files, so it is no read; run it as a write or by hand"
    return ""


def _called(tree: exp.Expr) -> list[str]:
    """Names of the functions called, and the schemas they were called in."""
    found = []
    for node in tree.find_all(exp.Func, exp.Dot):
        if isinstance(node, exp.Anonymous):
            found.append(node.name)
        elif isinstance(node, exp.Func):
            found += node.sql_names()
        elif isinstance(node.expression, exp.Func):
            found.append(node.this.name)
    return found


def _first_word(text: str) -> str:
    bare = re.sub(r"\A(?:\s|--[^\n]*\n|/\*.*?\*/|\()+", "", text, flags=re.DOTALL)
    found = re.match(r"\w+", bare)
    return found[0].lower() if found else "nothing"
