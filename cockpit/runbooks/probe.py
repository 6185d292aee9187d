"""`check` and `watch` fences: the lines that say what to read, what must hold, how often and how long."""

import re
from dataclasses import dataclass
from datetime import timedelta

from cockpit.core.duration import parse_duration
from cockpit.core.expr import ExpressionError, names_in
from cockpit.core.runbook import Probe
from cockpit.runbooks.pairs import Pair, Problem, pairs_of
from cockpit.runbooks.titles import shown

KEYS = {
    "check": ("read", "expect", "match", "every", "times", "within", "says"),
    "watch": ("for", "until", "read", "expect", "match", "every", "says"),
}
LENGTHS = frozenset({"every", "within", "for", "until"})
SOURCES = (
    "queue NAME",
    "query NAME",
    "status NAME",
    "audit NAME",
    "log NAME",
    "file PATH",
    "compare QUERY QUERY by COLUMN",
    "reconcile NAME",
    "chain NAME",
    "block",
    "action",
)

_READ = re.compile(
    r"action|block(?:\s+[1-9]\d?)?|(?:queue|query|status|audit|log|file|reconcile|chain)\s+\S.*"
    r"|compare\s+\S+\s+\S+\s+by\s+\S.*"
)
_EXAMPLES = {"read": "`read: queue work`", "expect": "`expect: stuck == 0`", "for": "`for: 15m`"}
_EVERY = {"check": "5s", "watch": "15s"}


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a fence: a probe or none, the lines (1-based) that were of no use, and why."""

    probe: Probe | None
    unread: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_check(body: str, line: int, kind: str = "check") -> Check:
    """The probe written in `body`, whose fence opens at `line` (1-based); `kind` is `check` or `watch`.

    A line that is not understood is left out and named; without the lines that are needed there is no probe.
    """
    values: dict[str, str] = {}
    unread: list[int] = []
    problems: list[Problem] = []
    for pair in pairs_of(body, line):
        key = pair.key.lower()
        if says := _wrong(key, pair, values, kind):
            unread.append(pair.line)
            problems.append(Problem(pair.line, f"{kind}: {pair.written} {says}"))
        else:
            values[key] = pair.value
    missing = [key for key in _needed(kind, values) if key not in values]
    if missing:
        says = f"{kind}: no usable `{missing[0]}:` line; add one, as in {_EXAMPLES[missing[0]]}"
        return Check(None, (), (*problems, Problem(line, says)))
    if kind == "watch" and "until" in values and parse_duration(values["until"]) < parse_duration(values["for"]):
        problems.append(Problem(line, "watch: `until` is shorter than `for`; it is not used"))
        del values["until"]
    return Check(_probe(values, line, kind), tuple(unread), tuple(problems))


def _needed(kind: str, values: dict[str, str]) -> tuple[str, ...]:
    """A watch without anything to read is a person's; half of one is a mistake."""
    if kind == "check":
        return ("read", "expect")
    return ("for", "read", "expect") if values.keys() & {"read", "expect", "match"} else ("for",)


def _wrong(key: str, pair: Pair, earlier: dict[str, str], kind: str) -> str:
    """What is wrong with the line, or nothing."""
    value = pair.value
    if not pair.key:
        return "is not `key: value`"
    if key not in KEYS[kind]:
        return f"is not known; use one of {', '.join(KEYS[kind])}"
    if key in earlier or not value:
        return "is said twice" if key in earlier else "says nothing"
    if key == "read" and not _READ.fullmatch(value):
        return f"names no source; write one of {', '.join(f'`{source}`' for source in SOURCES)}"
    if key == "times" and not (value.isascii() and value.isdigit() and 0 < int(value[:6]) <= 1000):
        return "is no count from 1 to 1000"
    try:
        if key == "expect" and not names_in(value):
            return "tests nothing that was read; write it like `stuck == 0`"
        if key in LENGTHS and parse_duration(value) < timedelta(seconds=1):
            return "is too short; write at least 1s"
    except (ExpressionError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return f"cannot be used: {shown(str(error))}"
    return ""


def _probe(values: dict[str, str], line: int, kind: str) -> Probe:
    def length(key: str) -> timedelta | None:
        return parse_duration(values[key]) if key in values else None

    return Probe(
        read=shown(" ".join(values.get("read", "").split())),
        expect=values.get("expect", ""),
        match=shown(values.get("match", "")),
        quiet=length("for"),
        until=length("until"),
        every=parse_duration(values.get("every", _EVERY[kind])),
        times=int(values.get("times", "2")),
        within=length("within"),
        says=shown(values.get("says", "")),
        line=line,
    )
