"""The stretch of time that an archive's path names: `2026/11/24/`, `dt=2026-11-24/hour=13/`, `20261124T1300Z_…`.

Only what is surely a date counts; a path without one may hold any time. Names are taken as UTC, and believed with a
day's doubt: a partition may be of local time, and late lines are written into the next one.
"""

import re
from datetime import UTC, datetime, timedelta

DOUBT = timedelta(days=1)
SURE = timedelta(minutes=10)  # where the name says UTC itself, and to the minute

_YEAR = r"(20\d\d)"
_MONTH = r"(0[1-9]|1[0-2])"
_DAY = r"(0[1-9]|[12]\d|3[01])"
_BEFORE, _BEHIND = r"(?<![0-9A-Za-z])", r"(?![0-9])"
# Source: Cloudflare's Logpush names its objects `{from}_{to}_{hash}.log.gz`.
_FROM_TO = re.compile(
    rf"{_BEFORE}{_YEAR}{_MONTH}{_DAY}T(\d\d)(\d\d)(\d\d)?Z_{_YEAR}{_MONTH}{_DAY}T(\d\d)(\d\d)(\d\d)?Z(?![0-9A-Za-z])"
)
_DATE = re.compile(rf"{_BEFORE}(?:\w+=)?{_YEAR}(?:{_MONTH}{_DAY}|-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}){_BEHIND}")
_PARTS = re.compile(rf"{_BEFORE}year={_YEAR}/month=0?(\d\d?)/day=0?(\d\d?){_BEHIND}")


def dated(path: str) -> tuple[datetime | None, datetime | None]:
    """From when to when what lies at `path` can be; (None, None): its name does not say."""
    if found := _FROM_TO.search(path):
        times = [int(part or 0) for part in found.groups()]
        first, last = _moment(times[:6]), _moment(times[6:])
        return (first - SURE, last + SURE) if first and last and first <= last else (None, None)
    days = [day for found in _DATE.finditer(path) if (day := _day(found))]
    days += [day for found in _PARTS.finditer(path) if (day := _moment([int(part) for part in found.groups()]))]
    if not days:
        return None, None
    # A rotated file is named after the day it was closed, a partition after the day it holds.
    return min(days) - DOUBT, max(days) + timedelta(days=1) + DOUBT


def _day(found: re.Match[str]) -> datetime | None:
    return _moment([int(part) for part in found.groups() if part])


def _moment(parts: list[int]) -> datetime | None:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
