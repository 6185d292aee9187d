"""How the lines of one source are to be read: their format, the zone of their times, which code is the system's own."""

from datetime import UTC, datetime, tzinfo

import msgspec

AUTO = "auto"


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
