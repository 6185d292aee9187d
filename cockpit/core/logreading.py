"""How the lines of one source are to be read: their format, the zone of their times, which code is the system's own."""

import re
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import msgspec

AUTO = "auto"
_OFFSET = re.compile(r"([+-])(\d\d):?([0-5]\d)", re.ASCII)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the profile says about a source's lines, as values. `DEFAULT` is what holds when it says nothing."""

    format: str = AUTO
    """`auto`: told by the shape of each line; else a name of `logformats.table`."""
    zone: tzinfo = UTC
    """For times that name no zone."""
    own: tuple[str, ...] = ()
    """Parts of paths or names that mark the system's own code in a trace; empty: all that is not a library."""
    now: datetime | None = None
    """About when the lines are read (aware): gives times without a year their year. None: those stay unknown."""


DEFAULT = Reading()


def zone_named(name: str) -> tzinfo | None:
    """The zone that `name` stands for: `UTC`, `Europe/Berlin`, `+02:00`. None: there is none."""
    if name == "UTC":
        return UTC
    if offset := _OFFSET.fullmatch(name):
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-length if offset[1] == "-" else length) if length < timedelta(days=1) else None
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None  # not known here, no name at all, or a folder of names
