"""Rows of a log counted by what they have in common: the error, the path, the person, the words, or any field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cockpit.core.logrow import ParsedRow
from cockpit.core.logterms import values_of

MOST = 5_000  # groups kept apart; what comes after them is counted together
OTHERS = "… other groups"

ERROR_FIELDS = (
    "error_class",
    "err.type",
    "err.name",
    "error.type",
    "error.name",
    "exception.type",
    "error_code",
    "code",
)
PATH_FIELDS = ("path", "url", "uri", "route", "endpoint")
PERSON_FIELDS = ("staff", "staff_id", "user", "user_id", "userid", "actor", "who", "email", "username")

_CLASS = re.compile(r"^(?:Uncaught )?(?:[\w$]+\.)*([A-Z][\w$]*(?:Error|Exception|Timeout|Failure|Fault))\b")
# What differs between two lines that say the same: ids, numbers, times, addresses, what stands in quotes.
_DIFFERS = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b0x[0-9a-fA-F]+\b|\b(?=[\w.:-]{0,40}\d)[\w.:-]{6,}\b|\d+(?:\.\d+)*"
    r"|\"[^\"]{0,200}\"|'[^']{0,200}'"
)
_SHORT_NUMBER = re.compile(r"(?<=/)(?:\d+|[0-9a-fA-F-]{8,})(?=/|$)")


@dataclass(slots=True)
class Group:
    """Rows with the same `key`. Times are of the rows that tell one."""

    key: str
    row: int
    """One of them: the first that was counted."""
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, at: datetime | None) -> None:
        self.count += 1
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)


class Grouping:
    """Counts rows by one of WAYS, or by the field of that name. Rows without a key are only counted."""

    def __init__(self, by: str) -> None:
        self.by = by
        self.groups: dict[str, Group] = {}
        self.without = 0
        self._key = WAYS.get(by) or (lambda row: _field(row, (by,)))

    def add(self, number: int, row: ParsedRow) -> None:
        """Count row `number`."""
        key = self._key(row)
        if not key:
            self.without += 1
            return
        if key not in self.groups:
            key = key if len(self.groups) < MOST else OTHERS
            self.groups.setdefault(key, Group(key, number))
        self.groups[key].add(row.at)

    def ordered(self) -> list[Group]:
        """The largest group first; equal ones by what was seen last."""
        return sorted(self.groups.values(), key=lambda group: (-group.count, -_seconds(group.last), group.key))


def error_of(row: ParsedRow) -> str:
    """The class of the error a row tells, or the row's words without what differs; empty: it is no error."""
    if found := _field(row, ERROR_FIELDS[:-2]):
        return found
    for line in (row.text, *reversed(row.folded)):
        if named := _CLASS.match(line):
            return named[1]
    if row.level not in ("error", "fatal"):
        return ""
    return _field(row, ERROR_FIELDS[-2:]) or words_of(row)


def path_of(row: ParsedRow) -> str:
    """The path a request went to, ids in it left out, with its method if the row tells one."""
    found = _field(row, PATH_FIELDS)
    if not found:
        return ""
    path = _SHORT_NUMBER.sub("…", urlsplit(found).path if "://" in found else found.partition("?")[0])
    method = _field(row, ("method",))
    return f"{method} {path}" if method else path


def person_of(row: ParsedRow) -> str:
    """Who it was, by the first field that names a person."""
    return _field(row, PERSON_FIELDS)


def words_of(row: ParsedRow) -> str:
    """What the row says without numbers, ids and quoted parts: rows that say the same say the same here."""
    return _DIFFERS.sub("…", row.text[:300]).strip()


WAYS: Mapping[str, Callable[[ParsedRow], str]] = {
    "error": error_of,
    "path": path_of,
    "person": person_of,
    "words": words_of,
    "source": lambda row: row.source,
    "level": lambda row: row.level,
}
"""What rows can be counted by, besides any field."""


def filter_for(by: str, row: ParsedRow) -> str:
    """A filter that shows the group `row` belongs to, or a little more; empty: none can be written."""
    names = {"error": ERROR_FIELDS, "path": PATH_FIELDS, "person": PERSON_FIELDS}.get(by, (by,))
    if by == "level":
        return f"level={row.level}" if row.level else ""
    if by in ("error", "words") and (text := error_of(row) if by == "error" else ""):
        return f'"{text}"' if "…" not in text and '"' not in text else _longest_part(text)
    if by == "words":
        return _longest_part(words_of(row))
    for name in names if by != "source" else ("source",):
        value = next(iter(values_of(row, name)), "")
        if value and '"' not in value:
            return f'{name}="{value}"' if by != "path" else f'{name}:"{_stem(value)}"'
    return ""


def _longest_part(text: str) -> str:
    part = max((one.strip(" \"'") for one in text.split("…")), key=len)
    return f'text:"{part}"' if part and '"' not in part else ""


def _stem(value: str) -> str:
    """A path up to its first id."""
    path = urlsplit(value).path if "://" in value else value.partition("?")[0]
    return _SHORT_NUMBER.split(path)[0]


def _field(row: ParsedRow, names: tuple[str, ...]) -> str:
    for name in names:
        for value in values_of(row, name):
            if value and value not in ("null", "0", "false"):
                return value
    return ""


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at is not None else 0.0
