"""A `check` fence: the lines that say what to read, what must hold, and how often."""

import re
from dataclasses import dataclass
from datetime import timedelta

from cockpit.core.duration import parse_duration
from cockpit.core.expr import ExpressionError, names_in
from cockpit.core.runbook import Probe
from cockpit.runbooks.titles import shown

KEYS = ("read", "expect", "every", "times", "within", "says")

_LINE = re.compile(r"\s*([A-Za-z]+)\s*:\s*(.*?)\s*$")
_READ = re.compile(r"action|(?:queue|query|status|audit) \S.*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that cannot be used as written. `line` is 1-based."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a fence: a probe or none, the lines (1-based) that were of no use, and why."""

    probe: Probe | None
    unread: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_check(body: str, line: int) -> Check:
    """The probe written in `body`, whose fence opens at `line` (1-based).

    A line that is not understood is left out and named; without a usable `read` and `expect` there is no probe.
    """
    values: dict[str, str] = {}
    unread: list[int] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    for number, text in enumerate(body.split("\n"), start=line + 1):
        if not text.strip():
            continue
        pair = _LINE.match(text)
        says = _wrong(pair[1].lower(), pair[2], values) if pair else "is not `key: value`"
        if pair and not says:
            values[pair[1].lower()] = pair[2]
            numbers[pair[1].lower()] = number
        else:
            unread.append(number)
            problems.append(Problem(number, f"check: `{shown(text.strip())}` {says}"))
    missing = [key for key in ("read", "expect") if key not in values]
    if missing:
        problems.append(Problem(line, f"check: no usable `{missing[0]}:` line; add one, as in {_EXAMPLES[missing[0]]}"))
        return Check(None, (), tuple(problems))
    return Check(_probe(values, line), tuple(unread), tuple(problems))


_EXAMPLES = {"read": "`read: queue work`", "expect": "`expect: stuck == 0`"}


def _wrong(key: str, value: str, earlier: dict[str, str]) -> str:
    """What is wrong with the line, or nothing."""
    if key not in KEYS:
        return f"is not known; use one of {', '.join(KEYS)}"
    if key in earlier or not value:
        return "is said twice" if key in earlier else "says nothing"
    if key == "read" and not _READ.fullmatch(value):
        return "names no source; write `queue NAME`, `query NAME`, `status NAME`, `audit NAME` or `action`"
    if key == "times" and not (value.isascii() and value.isdigit() and 0 < int(value[:6]) <= 1000):
        return "is no count from 1 to 1000"
    try:
        if key == "expect" and not names_in(value):
            return "tests nothing that was read; write it like `stuck == 0`"
        if key in ("every", "within") and parse_duration(value) < timedelta(seconds=1):
            return "is too short; write at least 1s"
    except (ExpressionError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return f"cannot be used: {shown(str(error))}"
    return ""


def _probe(values: dict[str, str], line: int) -> Probe:
    return Probe(
        read=shown(values["read"]),
        expect=values["expect"],
        every=parse_duration(values.get("every", "5s")),
        times=int(values.get("times", "2")),
        within=parse_duration(values["within"]) if "within" in values else None,
        says=shown(values.get("says", "")),
        line=line,
    )
