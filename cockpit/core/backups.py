"""Backups by day: which there are, which days have none, which are far smaller than their neighbours."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median

import msgspec

DAY = "{day}"
SMALL = 0.5  # of its neighbours' size: a table is missing, or the job broke off
NEIGHBOURS = 3  # on each side
MOST_MISSING = 400  # days named; a gap longer than a year is no list of days
_DAY = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """One object that holds a backup. `day` is the one in its name; None: its name holds none."""

    key: str
    size: int
    at: datetime | None
    """When it was put there."""
    etag: str = ""
    day: date | None = None


class Pattern(msgspec.Struct, frozen=True):
    """Where backups lie: keys begin with `prefix`, and end with `suffix` behind the day."""

    prefix: str
    suffix: str = ""

    def day(self, key: str) -> date | None:
        """The day in the name of `key`; None: there is none."""
        found = _DAY.search(key, len(self.prefix))
        try:
            return date(*map(int, found.groups())) if found else None
        except ValueError:  # the 31st of a short month
            return None

    def holds(self, key: str) -> bool:
        """Whether `key` is a backup and no folder or neighbour."""
        return key.startswith(self.prefix) and key.endswith(self.suffix) and not key.endswith("/")


def pattern(written: str) -> Pattern:
    """The pattern a person wrote: a prefix, or a key with `{day}`. Raises ValueError, in words fit to show."""
    prefix, mark, suffix = written.strip().partition(DAY)
    if "{" in prefix + suffix or "}" in prefix + suffix:
        raise ValueError(f"{written!r} may hold {DAY} once and no other slot; write it like backups/db/{DAY}.sql")
    if not prefix or prefix.startswith("/"):
        raise ValueError(f"{written!r} is no prefix of keys; write it like backups/db/{DAY}.sql")
    return Pattern(prefix, suffix if mark else "")


def ordered(backups: Sequence[Backup]) -> list[Backup]:
    """Newest first: by the day in the name, then by when they were put there."""
    dated = [one for one in backups if one.day or one.at]
    rest = [one for one in backups if not (one.day or one.at)]
    return sorted(dated, key=_when, reverse=True) + rest


def missing(backups: Sequence[Backup], today: date) -> tuple[list[date], bool]:
    """The days without one between the first and the last, oldest first; and whether today has none."""
    days = {one.day for one in backups if one.day}
    if not days:
        return [], True
    first, last = min(days), max(days)
    between = (first + timedelta(days=number) for number in range(1, (last - first).days))
    return [day for day in between if day not in days][-MOST_MISSING:], today not in days


def smaller(backups: Sequence[Backup]) -> dict[str, float]:
    """Keys of those far smaller than their neighbours in `backups`' order, with their share of the usual size."""
    found: dict[str, float] = {}
    for at, one in enumerate(backups):
        around = [*backups[max(0, at - NEIGHBOURS) : at], *backups[at + 1 : at + 1 + NEIGHBOURS]]
        usual = median(other.size for other in around) if around else 0
        if usual and one.size < usual * SMALL:
            found[one.key] = one.size / usual
    return found


def of_day(backups: Sequence[Backup], wanted: date | None) -> Backup | None:
    """The newest of that day, or the newest of all; None: there is none."""
    return next((one for one in ordered(backups) if wanted is None or one.day == wanted), None)


def _when(one: Backup) -> tuple[int, float]:
    day = one.day or (one.at.date() if one.at else date.min)
    return day.toordinal(), one.at.timestamp() if one.at else 0.0
