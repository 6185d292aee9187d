"""Values people give: whether one fits what was asked for, and the form in which it is kept."""

import re
from datetime import datetime

from cockpit.core.moments import MomentError, moment_typed
from cockpit.core.runbook import Input, ValueKind
from cockpit.core.text import hidden

LONGEST = 2_000  # characters of a value
LONGEST_PATTERN = 200
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")


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
    """A time as `core.moments` reads it, in UTC to the second."""
    try:
        at = moment_typed(value, now)
    except MomentError as error:
        raise ValueRefusedError(f"{input.name}: {error}") from error
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
