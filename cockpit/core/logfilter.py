"""What is typed after `/` in the log: `timeout !healthz level>=warn status>=500 path:/api ~"took \\d+ s"`.

Terms stand beside each other and all must fit. A filter that cannot be read says which part and how it should look.
"""

import re

from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.logterms import BadTermError, Field, Holds, Level, Number, Pattern, Term, pattern
from cockpit.core.text import printable

LONGEST = 2_000  # characters of a filter

_TERM = re.compile(
    r"(?P<not>!?)(?:"
    r"(?P<field>[A-Za-z_@][\w.@-]{0,80})(?P<op>>=|<=|!=|[:=<>~])(?P<value>\"[^\"]*\"|[^\s\"/]\S*|/(?!/)\S*)"
    r"|~(?P<pattern>\"[^\"]*\"|\S+)"
    r"|\"(?P<quoted>[^\"]+)\""
    r"|(?P<word>\S+))"
)


class LogFilter:
    """A conjunction of terms, made by `read`. `str()` gives it back as it was typed."""

    def __init__(self, typed: str, terms: tuple[tuple[Term, bool], ...]) -> None:
        """Each term with whether it must not fit."""
        self._typed = typed
        self._terms = terms
        words = [term for term, inverse in terms if isinstance(term, Holds) and not inverse]
        self.words = tuple(term.word for term in words)
        """The texts looked for, to be marked where they stand."""
        self.needles = max((term.needles for term in words), key=lambda needles: len(needles[0]), default=())
        """Bytes of which every row that fits holds at least one (ASCII letters in either case); empty: no such."""
        self.plain = len(terms) == 1 and bool(words)
        """Whether every row that holds one of `needles` fits, and no other."""
        self.slow = any(not isinstance(term, Holds) for term, _ in terms)
        """Whether rows must be looked at one by one."""

    def __str__(self) -> str:
        return self._typed

    def fits(self, row: LogRow) -> bool:
        """Whether `row` fits. It is parsed only when its bytes do not settle it; nothing raises."""
        raw = row.raw
        low, undecided = raw.lower(), []
        for term, inverse in self._terms:
            verdict = term.verdict(row, low)
            if verdict is None:
                undecided.append((term, inverse))
            elif verdict is inverse:
                return False
        if not undecided:
            return True
        parsed: ParsedRow = parse(row)
        return all(term.fits(parsed) is not inverse for term, inverse in undecided)


def read(typed: str) -> LogFilter:
    """The filter that was typed. Raises BadTermError, whose words say what is wrong and how to write it."""
    typed = typed.strip()[:LONGEST]
    terms = tuple(_term(found) for found in _TERM.finditer(typed))
    if not terms:
        raise BadTermError("nothing to look for; type a text, or level>=warn, status>=500, path:/api")
    return LogFilter(typed, terms)


def _term(found: re.Match[str]) -> tuple[Term, bool]:
    inverse = found["not"] == "!"
    if found["field"]:
        return _field(found["field"].lower(), found["op"], _bare(found["value"]), inverse)
    if found["pattern"]:
        return Pattern(pattern(_bare(found["pattern"]))), inverse
    return Holds(found["quoted"] or found["word"]), inverse


def _field(name: str, op: str, value: str, inverse: bool) -> tuple[Term, bool]:
    if not value:
        return Holds(f"{name}{op}"), inverse
    if name == "level":
        return Level(op, value), inverse
    if op in ("<", ">", "<=", ">="):
        return Number(name, op, value), inverse
    return Field(name, op, value), inverse


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else printable(value)
