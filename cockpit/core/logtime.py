"""Times as logs write them."""

import math
import re
from datetime import UTC, datetime

# Epoch numbers from 1973 on, told apart by size: seconds, milliseconds, microseconds, nanoseconds.
_UNITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))
_FIRST = 1e8
_ISO = re.compile(
    r"[\[(]?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?"
    r"\s?(Z|[+-]\d\d:?\d\d)?[\])]?(?:[\s:|-]+|$)"
)


def moment(value: object) -> datetime | None:
    """The time (aware, UTC) that a field holds: ISO text or an epoch number; None: neither."""
    if isinstance(value, str):
        if value[:1].isdigit() and value.replace(".", "", 1).isdecimal():
            return moment(float(value[:30]))
        found = leading_time(value)
        return found[0] if not found[1] else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    if not math.isfinite(number) or number < _FIRST:
        return None
    return next((datetime.fromtimestamp(number / unit, UTC) for below, unit in _UNITS if number < below), None)


def leading_time(line: str) -> tuple[datetime | None, str]:
    """The time that `line` begins with and what follows it; None and the whole line when it begins otherwise."""
    if not (found := _ISO.match(line)):
        return None, line
    date, clock = "-".join(found.group(1, 2, 3)), ":".join(found.group(4, 5, 6))
    fraction = (found[7] or "0")[:6].ljust(6, "0")
    try:
        at = datetime.fromisoformat(f"{date}T{clock}.{fraction}{found[8] or 'Z'}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None, line
    return at, line[found.end() :]
