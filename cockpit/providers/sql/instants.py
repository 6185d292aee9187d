"""Times as a column writes them: read into UTC, and bounds written back in the column's own form.

A text column compares letter by letter, so `2026-11-23 09:00` never meets `2026-11-23T09:00:00Z`: bounds must look
like the rows.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import msgspec

EARLIEST, LATEST = "0001-01-02 00:00:00", "9999-12-30 00:00:00"
"""Bounds that enclose any time, whether compared as time or as text."""

_TEXT = re.compile(r"\d{4}-\d\d-\d\d(?P<sep>[T ])\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?\s?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?")
_LARGEST = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # nano-, micro- and milliseconds by the size of the number


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """How a column writes times. A real time type takes the default: ISO with a zone."""

    per_second: float = 0
    """Above 0: a number since 1970, so many to the second."""
    text: bool = False
    separator: str = " "
    zone: tzinfo = UTC

    def since(self, moment: datetime) -> str:
        """The lower bound: nothing at or after `moment` sorts before it."""
        return self._bound(moment, timedelta(0))

    def until(self, moment: datetime) -> str:
        """The upper bound: nothing at or before `moment` sorts after it; up to a second more may."""
        return self._bound(moment, timedelta(seconds=1))

    def _bound(self, moment: datetime, more: timedelta) -> str:
        if self.per_second:
            return str(int((moment + more).timestamp() * self.per_second))
        if not self.text:
            return (moment + more).astimezone(UTC).isoformat(sep=" ")
        # Without fraction and zone: a prefix sorts before whatever a row has after it.
        whole = (moment + more).astimezone(self.zone).replace(microsecond=0, tzinfo=None)
        return whole.isoformat(sep=self.separator)


def form_of(value: object) -> Form | None:
    """The form of a sample value; None when it does not look like a time."""
    if isinstance(value, date):
        return Form()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Form(per_second=next((unit for size, unit in _LARGEST if abs(value) >= size), 1.0))
    found = _TEXT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    return Form(text=True, separator=found["sep"], zone=_zone(found["zone"] or ""))


def moment_of(value: object) -> datetime | None:
    """`value` as an aware time in UTC; without a zone it is taken as UTC. None: it is no time."""
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    form = form_of(value)
    try:
        if form is not None and form.per_second and isinstance(value, int | float):
            return datetime.fromtimestamp(value / form.per_second, UTC)
        return _aware(datetime.fromisoformat(value.strip())) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def _aware(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _zone(text: str) -> tzinfo:
    if text in {"", "Z"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-length if text[0] == "-" else length)
