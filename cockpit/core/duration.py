"""Lengths of time as people write them (`15m`, `2 minutes`, `48h`) and as they read them (`T+03:12`, `34 s`)."""

import re
from datetime import timedelta

_UNITS = {
    "ms": 0.001,
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d)(?![a-z])", re.IGNORECASE)


def parse_duration(text: str) -> timedelta:
    """The length `text` names: `90s`, `15m`, `1h30m`, `2 minutes`.

    Raises ValueError, in words fit to show, when it names none.
    """
    rest, seconds = text.strip(), 0.0
    if not rest or _PART.sub("", rest).strip(" ,"):
        raise ValueError(f"{text!r} is not a length of time; write it like 30s, 15m or 48h")
    for amount, unit in _PART.findall(rest):
        name = unit.lower()
        seconds += float(amount) * (_UNITS.get(name) or _UNITS[name.rstrip("s")])
    return timedelta(seconds=seconds)


def short(length: timedelta) -> str:
    """`length` in its largest fitting unit, as in `34 s`, `12 min`, `3 h 05`, `2 d 4 h`."""
    seconds = int(abs(length.total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    if seconds < 172800:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02}"
    return f"{seconds // 86400} d {seconds % 86400 // 3600} h"


def clock_face(length: timedelta) -> str:
    """`length` as a running clock: `03:12`, `1:02:40`; a minus in front when negative."""
    seconds = int(length.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{sign}{rest // 60:02}:{rest % 60:02}"
