"""A time as a person types it in a hurry: `14:02`, `-15m`, `15m ago`, `T0`, `T+5m`, `yesterday 9:30`, or in full."""

import re
from datetime import UTC, datetime, timedelta

from cockpit.core.duration import parse_duration
from cockpit.core.logtime import moment

HOW = "write 14:02, -15m, yesterday 14:02 or 2026-03-14T14:02:00Z"
_CLOCK = re.compile(
    r"(?:(?P<day>today|yesterday)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?(?:\s*UTC)?"
)
_AGO = re.compile(r"-\s*(.+)|(.+?)\s+ago")
_GRACE = timedelta(minutes=5)  # a clock a little ahead of ours still means today
_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=36_500)


class MomentError(ValueError):
    """No time can be read, in words fit to show."""


def moment_typed(typed: str, now: datetime, t0: datetime | None = None) -> datetime:
    """The time (aware, UTC) that `typed` names, seen from `now`.

    A time of day is the latest one that is not after `now` (but for a few minutes); times without a zone are UTC.
    Raises MomentError.
    """
    text = typed.strip()
    if text[:1] in ("T", "t") and (text[1:2] in ("", "0", "+", "-")):
        return _from_t0(text[1:].removeprefix("0").strip(), t0, typed)
    if text == "now":
        return now.astimezone(UTC)
    if ago := _AGO.fullmatch(text):
        return now.astimezone(UTC) - _length(ago[1] or ago[2], typed)
    if found := _CLOCK.fullmatch(text):
        return _of_day(found, now.astimezone(UTC), typed)
    try:
        written = datetime.fromisoformat(text)
        return written.astimezone(UTC) if written.tzinfo else written.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        at = moment(text)
    if at is None:
        raise MomentError(f"{typed!r} is no time; {HOW}")
    return at


def _from_t0(rest: str, t0: datetime | None, typed: str) -> datetime:
    if t0 is None:
        raise MomentError(f"there is no T0 to count from; {HOW}")
    if not rest:
        return t0
    length = _length(rest[1:], typed)
    return t0 - length if rest.startswith("-") else t0 + length


def _length(text: str, typed: str) -> timedelta:
    try:
        length = parse_duration(text)
    except (ValueError, OverflowError) as error:
        raise MomentError(f"{typed!r} is no time; {HOW}") from error
    if length > _FARTHEST:
        raise MomentError(f"{typed!r} is too far away; {HOW}")
    return length


def _of_day(found: re.Match[str], now: datetime, typed: str) -> datetime:
    try:
        at = now.replace(
            hour=int(found["hour"]), minute=int(found["minute"]), second=int(found["second"] or 0), microsecond=0
        )
    except ValueError as error:
        raise MomentError(f"{typed!r} is no time of day; {HOW}") from error
    if found["day"] == "yesterday" or (found["day"] is None and at > now + _GRACE):
        return at - _DAY
    return at
