"""Values people give: whether one fits what was asked for, and the form in which it is kept."""

import re
from datetime import UTC, datetime, timedelta

from cockpit.core.duration import parse_duration
from cockpit.core.logtime import moment
from cockpit.core.runbook import Input, ValueKind
from cockpit.core.text import hidden

LONGEST = 2_000  # characters of a value
LONGEST_PATTERN = 200
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s*UTC)?")
_AGO = re.compile(r"(?:-\s*(.+)|(.+?)\s+ago)")


class ValueRefusedError(ValueError):
    """A value that does not fit. `str()` is one sentence with what would."""


def kept(input: Input, value: str, now: datetime) -> str:
    """`value` as it is kept: without spaces around it, a time as ISO 8601 in UTC. Raises ValueRefusedError.

    `now` (aware) is what a time of day or an age is counted from. Empty is kept only where the input is optional.
    """
    value = value.strip()
    if not value:
        if input.optional:
            return ""
        raise ValueRefusedError(f"{input.name}: a value is needed")
    if len(value) > LONGEST or hidden(value):
        raise ValueRefusedError(f"{input.name}: longer than {LONGEST} characters, or with characters that do not show")
    if input.choices and value not in input.choices:
        raise ValueRefusedError(f"{input.name}: one of {', '.join(input.choices)}, not {value!r}")
    if input.pattern and not fits(input.pattern, value):
        example = f", as in {input.example}" if input.example else ""
        raise ValueRefusedError(f"{input.name}: {value!r} does not match {input.pattern}{example}")
    match input.kind:
        case ValueKind.NUMBER if not _NUMBER.fullmatch(value):
            raise ValueRefusedError(f"{input.name}: {value!r} is no number")
        case ValueKind.PATH if value.startswith(("/", "~")) or ".." in value.split("/"):
            raise ValueRefusedError(f"{input.name}: write a path below the profile's folder, without ..")
        case ValueKind.TIME:
            return _moment(input, value, now)
    return value


def fits(pattern: str, value: str) -> bool:
    """Whether the whole of `value` matches `pattern`, in time linear in both. Raises ValueRefusedError."""
    import re2  # 5 ms: only when a pattern is asked about. Never `re`: (a+)+ on forty letters would not come back

    try:
        return bool(re2.fullmatch(pattern, value))
    except re2.error as error:
        words = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise ValueRefusedError(f"the pattern {pattern} cannot be used: {words}") from error


def pattern_problem(pattern: str) -> str:
    """What is wrong with `pattern`, in words; empty: nothing."""
    if len(pattern) > LONGEST_PATTERN:
        return f"is longer than {LONGEST_PATTERN} characters"
    try:
        fits(pattern, "")
    except ValueRefusedError as error:
        return str(error)
    return ""


def _moment(input: Input, value: str, now: datetime) -> str:
    """`now`, `14:02` (UTC, the newest such moment), `-15m`, `15m ago`, ISO 8601 or an epoch number."""
    at = _read(value, now)
    if at is None:
        raise ValueRefusedError(
            f"{input.name}: {value!r} is no time; write 14:02 (UTC), 15m ago or 2026-05-08 14:02:00"
        )
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _read(value: str, now: datetime) -> datetime | None:
    if value == "now":
        return now
    if clock := _CLOCK.fullmatch(value):
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if hour > 23 or minute > 59 or second > 59:
            return None
        at = now.astimezone(UTC).replace(hour=hour, minute=minute, second=second, microsecond=0)
        return at if at <= now + timedelta(minutes=5) else at - timedelta(days=1)
    if ago := _AGO.fullmatch(value):
        try:
            return now - parse_duration(ago[1] or ago[2])
        except (ValueError, OverflowError):
            return None
    try:
        written = datetime.fromisoformat(value)
    except ValueError:
        return moment(value)
    return written if written.tzinfo else written.replace(tzinfo=UTC)
