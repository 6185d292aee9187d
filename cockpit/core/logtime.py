"""Times as logs write them. Nothing here raises; a time that cannot be is no time."""

import math
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from cockpit.core.logreading import DEFAULT, Reading

# Epoch numbers from 1973 on, told apart by size: seconds, milliseconds, microseconds, nanoseconds.
_UNITS = ((1e11, 1), (1e14, 10**3), (1e17, 10**6), (1e20, 10**9))
_FIRST = 1e8
_ISO = re.compile(
    r"[\[(]?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?"
    r"(?:\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)|([+-]\d\d))?[\])]?(?:[\s:|-]+|$)",
    re.ASCII,
)
_NUMBER = re.compile(r"(\d{9,20})(?:\.(\d{1,30}))?", re.ASCII)
MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
AHEAD = timedelta(days=31)
"""How far a time without a year may lie after `Reading.now`: the cockpit may have been open since then."""
LEAP = 8  # years in which a 29th of February comes at least once


def moment(value: object, reading: Reading = DEFAULT) -> datetime | None:
    """The time (aware, UTC) that a field holds: ISO text or an epoch number; None: neither."""
    if isinstance(value, str):
        if number := _NUMBER.fullmatch(value):
            return _epoch(int(number[1]) if number[2] is None else float(value))
        at, rest = leading_time(value, reading)
        return None if rest else at
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _epoch(value)


def leading_time(line: str, reading: Reading = DEFAULT) -> tuple[datetime | None, str]:
    """The time that `line` begins with and what follows it; None and the whole line when it begins otherwise."""
    if not (found := _ISO.match(line)):
        return None, line
    year, month, day, clock, fraction, zone, hours = found.groups()
    zone = hours or ("+00:00" if zone in ("UTC", "GMT") else zone or "")
    text = (
        f"{year}-{month}-{day}T{clock}.{fraction[:6]:0<6}{zone}" if fraction else f"{year}-{month}-{day}T{clock}{zone}"
    )
    try:
        at = in_utc(datetime.fromisoformat(text), reading)
    except ValueError:
        return None, line
    return (at, line[found.end() :]) if at else (None, line)


def in_utc(at: datetime, reading: Reading) -> datetime | None:
    """`at` in UTC; without a zone it is in the reading's. None: outside the years that can be counted.

    An hour that a change of clocks skips or repeats is taken with the offset that held before the change.
    """
    if at.tzinfo is UTC:
        return at
    try:
        return (at if at.tzinfo else at.replace(tzinfo=reading.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def in_a_year(month: str, day: str, clock: str, reading: Reading) -> datetime | None:
    """The newest moment with this month (`Mar`), day and clock (`09:26:53.1`) that is not much after `reading.now`."""
    year = _year(month, int(day), reading.now)
    try:
        at = datetime.fromisoformat(f"{year:04}-{MONTHS[month]:02}-{int(day):02}T{clock}") if year else None
    except ValueError:
        return None
    return in_utc(at, reading) if at else None


@lru_cache(maxsize=256)
def _year(month: str, day: int, now: datetime | None) -> int | None:
    if now is None or month not in MONTHS:
        return None
    for year in range(now.year + 1, now.year - LEAP - 1, -1):
        try:
            if date(year, MONTHS[month], day) <= now.date() + AHEAD:
                return year
        except (ValueError, OverflowError):
            continue
    return None


def _epoch(number: int | float) -> datetime | None:
    try:
        if not math.isfinite(number) or number < _FIRST:
            return None
    except OverflowError:
        return None
    for below, unit in _UNITS:
        if number < below:
            if isinstance(number, float):
                return datetime.fromtimestamp(number / unit, UTC)
            # Whole numbers stay whole: a float of microseconds would be off by some.
            seconds, part = divmod(number, unit)
            return datetime.fromtimestamp(seconds, UTC).replace(microsecond=part * 1_000_000 // unit)
    return None
