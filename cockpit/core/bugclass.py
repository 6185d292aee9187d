"""Classes of bug as data: which lines and audit rows show one, and what they say by their names.

A sign is matched on a text of lines: what the row says, then `name: value` for each of its fields or columns. Patterns
are google-re2 (linear time), letters match in either case, `^` and `$` are those of a line of that text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Protocol, cast

import msgspec

from cockpit.core.logrow import ParsedRow
from cockpit.core.readings import AuditRow

LONGEST_VALUE = 200  # characters of a value pulled out of a row
LONGEST_TEXT = 20_000  # characters of a row that are matched
_SLOT = re.compile(r"\{([a-z_]+)\}")


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """How a class of bug shows in rows of one kind. Named groups of the patterns are the row's values."""

    read: str = "log"
    """`log` or `audit`."""
    needles: tuple[str, ...] = ()
    """A log line is looked at only when it holds one of these: cheap, so that a storm costs little."""
    patterns: tuple[str, ...]
    """The first that fits decides."""
    also: tuple[str, ...] = ()
    """Patterns that only add values."""
    unless: tuple[str, ...] = ()
    """A row one of these fits is not a sign."""
    same: tuple[str, ...] = ()
    """Only rows with the same values of these names count together."""
    shape: tuple[str, ...] = ()
    """Of these, numbers and quoted texts are left out when they are compared."""
    differs: tuple[str, ...] = ()
    """At least one of these must differ among the rows. `who` is the person of an audit row."""
    older: str = ""
    """The value that says what a write was based on: a time or a number, older than another person's write before."""
    state: str = ""
    """The value `older` is compared with; empty: the time of the other row."""
    count: int = 1
    """How many rows it takes."""
    within: timedelta = timedelta(minutes=10)
    then: tuple[str, ...] = ()
    """Rows that must follow: the sign is the rise before them."""
    then_needles: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The values without which a row is no sign."""
        return (*self.same, *((self.older,) if self.older else ()))


class BugClass(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of bug: how it shows, what would confirm and refute that it is this one, and where to look next."""

    id: str
    title: str
    named: str = ""
    """The title with values of the rows in it: `{table}.{column} may not be empty`; empty: the title."""
    confirms: str
    refutes: str
    look: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()
    """What keeps it from happening again."""
    signs: tuple[Sign, ...] = ()

    def told(self, values: Mapping[str, str]) -> str:
        """What it looks like, with the values when all it names are known."""
        if not self.named or any(not values.get(name) for name in slots(self.named)):
            return self.title
        return _SLOT.sub(lambda found: values[found[1]], self.named)


def slots(text: str) -> tuple[str, ...]:
    """The names of values that stand in `text`."""
    return tuple(_SLOT.findall(text))


def line_text(row: ParsedRow) -> str:
    """What of a log row is matched."""
    fields = (f"{name}: {value}" for name, value in row.fields.items())
    level = (f"level: {row.level}",) if row.level else ()
    return "\n".join((row.text, *level, *fields, *row.folded))[:LONGEST_TEXT]


def audit_text(columns: Sequence[str], row: AuditRow) -> str:
    """What of an audit row is matched."""
    return "\n".join(f"{name}: {cell}" for name, cell in zip(columns, row.cells, strict=False))[:LONGEST_TEXT]


def read(sign: Sign, text: str, given: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """The values of a row with this text, `given` among them; None: it is no such sign."""
    found = next((groups for pattern in sign.patterns if (groups := _groups(pattern, text)) is not None), None)
    if found is None or any(_groups(pattern, text) is not None for pattern in sign.unless):
        return None
    values = {**(given or {}), **found}
    for pattern in sign.also:
        values = {**(_groups(pattern, text) or {}), **values}
    return values if all(values.get(name) for name in sign.needed) else None


def follows(sign: Sign, text: str) -> bool:
    """Whether a row with this text is what the sign comes before."""
    return any(_groups(pattern, text) is not None for pattern in sign.then)


def names_of(patterns: Iterable[str]) -> frozenset[str]:
    """The names of the values these patterns give. Raises PatternError."""
    return frozenset(name for pattern in patterns for name in _compiled(pattern).groupindex)


class PatternError(ValueError):
    """A pattern that cannot be used. `str()` says why, fit to show."""


class _Found(Protocol):
    def groupdict(self) -> dict[str, str | None]: ...


class _Pattern(Protocol):
    groupindex: Mapping[str, int]

    def search(self, text: str) -> _Found | None: ...


def _groups(pattern: str, text: str) -> dict[str, str] | None:
    found = _compiled(pattern).search(text)
    if found is None:
        return None
    return {name: value[:LONGEST_VALUE] for name, value in found.groupdict().items() if value}


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> _Pattern:
    import re2  # 5 ms: when the first row is looked at. Never `re`: `(a+)+$` must not stop the engine

    options = re2.Options()
    options.log_errors = False
    try:
        return cast(_Pattern, re2.compile(f"(?im){pattern}", options))
    except re2.error as error:
        words = error.args[0] if error.args else ""
        words = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        raise PatternError(f"{pattern!r} is not a pattern ({words})") from error
