"""The terms of a log filter: each settles what it can on the bytes of a row, and the rest on the row once parsed."""

import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast

from cockpit.core.logformats.structured import LEVEL
from cockpit.core.loglevel import LEVELS, level_named
from cockpit.core.logrow import LogRow, ParsedRow, RowKind

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    ":": operator.eq,
    "!=": operator.ne,
}
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")
_RUN = re.compile(r"[A-Za-z0-9_.-]+")
# Whatever makes `parse` call a row a warning or worse leaves one of these in its bytes.
_WORSE = (
    # A word, or a trace inside: what has one and names no level is an error.
    r"err|warn|severe|crit|fatal|panic|alert|emerg|exception|traceback|uncaught|overload|stack|\\n"
    rf'|(?:{"|".join(map(re.escape, (*LEVEL, "priority")))}|value)\\*"?\s*[:=]\s*\\*"?(?:[456]\d|[0-4]\b)'
    r'|^<\d{1,3}>|^[WEF](?:\d{4} |, )|"logs"\s*:'  # syslog, glog and Ruby, a platform's trace of an invocation
    r'|"\s[45]\d\d\b|status(?:_?code)?\\*"?\s*[:=]\s*\\*"?[45]\d\d'
)


class BadTermError(ValueError):
    """A part of a filter that cannot be read, in words fit to show."""


class Found(Protocol):
    def __getitem__(self, group: int) -> bytes: ...


class Compiled(Protocol):
    """A pattern over bytes that is matched in linear time."""

    def search(self, text: bytes) -> Found | None: ...

    def finditer(self, text: bytes) -> Iterator[Found]: ...


class Term(Protocol):
    def verdict(self, row: LogRow, low: bytes) -> bool | None:
        """Whether the row fits, as far as its bytes tell (`low`: in lower case); None: it has to be parsed."""

    def fits(self, row: ParsedRow) -> bool:
        """Whether the row fits, asked only after `verdict` was None."""


class Holds:
    """A text somewhere in the row, ASCII letters in either case, as it came or as JSON writes it."""

    def __init__(self, word: str) -> None:
        self.word = word
        escaped = {json.dumps(word, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
        forms = dict.fromkeys([word, *sorted(escaped)])
        self.needles = tuple(form.encode("utf-8", "replace").lower() for form in forms)

    def verdict(self, row: LogRow, low: bytes) -> bool | None:
        return any(needle in low for needle in self.needles)

    def fits(self, row: ParsedRow) -> bool:
        raise AssertionError("bytes settle it")


class Pattern:
    """A regular expression over the row as it came, matched in linear time."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled

    def verdict(self, row: LogRow, low: bytes) -> bool | None:
        return self._compiled.search(row.raw) is not None

    def fits(self, row: ParsedRow) -> bool:
        raise AssertionError("bytes settle it")


class Level:
    """`level>=warn`: by gravity; a row that tells no level fits only an inverse."""

    def __init__(self, op: str, value: str) -> None:
        level = level_named(value)
        if not level or op not in _COMPARE:
            raise BadTermError(f"no level is called {value!r}; write level>=warn, with one of {', '.join(LEVELS)}")
        self._rank, self._compare = LEVELS.index(level), _COMPARE[op]
        # No warning or worse can be what is asked for: then a row without a sign of one need not be parsed.
        self._only_worse = not any(self._compare(rank, self._rank) for rank in range(LEVELS.index("warn")))
        self._worse = pattern(_WORSE)

    def verdict(self, row: LogRow, low: bytes) -> bool | None:
        if row.kind is RowKind.NOTICE:
            return False
        # A trace makes an error of a row that names no level; what follows the first line is only told by parsing.
        calm = self._only_worse and b"\n" not in row.raw and self._worse.search(row.raw) is None
        return False if calm else None

    def fits(self, row: ParsedRow) -> bool:
        return row.level in LEVELS and self._compare(LEVELS.index(row.level), self._rank)


class Number:
    """`status>=500`: a field compared as a number."""

    def __init__(self, name: str, op: str, value: str) -> None:
        if not _NUMBER.fullmatch(value):
            raise BadTermError(f"{name}{op}{value}: {value!r} is no number; write {name}{op}500, or {name}:{value}")
        self._name, self._compare, self._value = name, _COMPARE[op], float(value)
        last = re.escape(name.rpartition(".")[2])
        self._named = pattern(rf'{last}\\*"?\s*[:=]\s*\\*"?([+-]?\d+(?:\.\d+)?)')

    def verdict(self, row: LogRow, low: bytes) -> bool | None:
        """A line of JSON writes its fields out: when none of that name compares, there is nothing to parse."""
        if row.kind is RowKind.NOTICE:
            return False
        if not low.lstrip().startswith(b"{") or b"\n" in low or b'"attributes"' in low:
            return None  # attributes are listed as keys and values apart
        found = (match[1] for match in self._named.finditer(row.raw))
        return None if any(self._compare(float(value), self._value) for value in found) else False

    def fits(self, row: ParsedRow) -> bool:
        return any(
            self._compare(float(value.removesuffix("ms")), self._value)
            for value in values_of(row, self._name)
            if _NUMBER.fullmatch(value.removesuffix("ms"))
        )


class Field:
    """`path:/api` holds, `path=/api` is, `path!=/api` is something else, `path~^/api` matches."""

    def __init__(self, name: str, op: str, value: str) -> None:
        self._name, self._op, self._value = name, op, value.lower()
        self._pattern = pattern(value) if op == "~" else None
        run = max(_RUN.findall(value), key=len, default="")
        # What a field holds stands in the line, but for the cockpit's own words: the source, and an equal number.
        sure = op in (":", "=") and name != "source" and not _NUMBER.fullmatch(value)
        self._run = run.lower().encode() if sure else b""
        self._literal = f"{name}{op}{value}".lower().encode() if op in (":", "=") else b""

    def verdict(self, row: LogRow, low: bytes) -> bool | None:
        if self._literal and self._literal in low:
            return True
        return False if self._run and self._run not in low else None

    def fits(self, row: ParsedRow) -> bool:
        return any(map(self._is, values_of(row, self._name)))

    def _is(self, found: str) -> bool:
        if self._pattern is not None:
            return self._pattern.search(found.encode("utf-8", "replace")) is not None
        low = found.lower()
        if self._op == ":":
            return self._value in low
        same = low == self._value or _same_number(low, self._value)
        return same is (self._op == "=")


def values_of(row: ParsedRow, name: str) -> Iterable[str]:
    """The values of the fields called `name`, in full or by the last part of a dotted name (lower case)."""
    if name == "source":
        return (row.source,)
    if name in ("text", "msg", "message"):
        return (row.text, *row.folded)
    ending = f".{name}"
    return [value for key, value in row.fields.items() if (low := key.lower()) == name or low.endswith(ending)]


def pattern(text: str) -> Compiled:
    """`text` compiled for bytes, letters in either case, `^` and `$` at each line. Raises BadTermError."""
    import re2  # 5 ms: only when a pattern is asked for. Never `re`: (a+)+$ must not stop the screen

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return cast(Compiled, re2.compile(f"(?m){text}".encode("utf-8", "replace"), options))
    except re2.error as error:
        raise BadTermError(f"~{text} is no pattern ({_said(error)}); write \\( for a bracket itself") from error


def _same_number(one: str, other: str) -> bool:
    return bool(_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)) and float(one) == float(other)


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
