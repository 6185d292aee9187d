"""A named query of a vendor that has no SQL: what to list, and between which times.

charges since {since} until {until}
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from cockpit.core.expr import Value
from cockpit.core.placeholders import filled
from cockpit.core.text import printable

_FORM = re.compile(r"\s*([\w-]+)(?:\s+since\s+(\S+))?(?:\s+until\s+(\S+))?\s*", re.IGNORECASE)


class ListingError(ValueError):
    """It cannot be read. `str()` says what to write instead."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted. Times are aware; `until` is not part of it; None: no bound."""

    what: str
    since: datetime | None = None
    until: datetime | None = None


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What a list holds, every cell printable."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: dict[str, Value] = {}
    """What a probe can test besides the columns of the first row."""
    truncated: bool = False


def listing(text: str, parameters: Mapping[str, str], known: Iterable[str]) -> Listing:
    """What `text` asks for, with its parameters filled in. Raises ListingError."""
    names = ", ".join(known)
    found = _FORM.fullmatch(filled(text, parameters))
    if found is None:
        raise ListingError(f"write what to list ({names}), then since {{since}} and until {{until}} if it has bounds")
    if found[1] not in set(known):
        raise ListingError(f"there is no list {printable(found[1], 40)!r}; there is {names}")
    return Listing(what=found[1], since=_time(found[2]), until=_time(found[3]))


def iso(moment: datetime) -> str:
    """`moment` as queries and tables write it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime | None:
    """The ISO 8601 time in `text`, UTC unless it says otherwise; None: it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _time(text: str | None) -> datetime | None:
    if text and moment_of(text) is None:
        raise ListingError(f"{printable(text, 40)!r} is no time; give the value, or write 2026-03-14T14:02:00Z")
    return moment_of(text) if text else None
