"""What a search of logs gives: the entries that hold the needle, and an honest account of what was looked at."""

from datetime import datetime

import msgspec

from cockpit.core.logreading import DEFAULT, Reading


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From `since` to `until`, both included and aware; None: no limit on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime | None) -> bool:
        """Whether `at` lies inside; what has no time is never left out."""
        if at is None:
            return True
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)

    def meets(self, first: datetime | None, last: datetime | None) -> bool:
        """Whether something between `first` and `last` (None: not known) may lie inside."""
        too_new = self.until is not None and first is not None and first > self.until
        too_old = self.since is not None and last is not None and last < self.since
        return not (too_new or too_old)


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One entry that holds the needle."""

    source: str
    path: str
    line: int
    """The number of its first line, from 1; the row's number in a store that has no lines."""
    raw: bytes
    at: datetime | None = None
    """When it says it happened; None: it does not say."""
    place: datetime | None = None
    """The time it is sorted by: `at`, else the time of the nearest entry before it."""
    reading: Reading = DEFAULT
    """How its source's lines are read."""


class Unread(msgspec.Struct, frozen=True):
    """Something that could not be searched, wholly or in part, and why."""

    path: str
    why: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a search is; `total` is 0 while it is not known."""

    path: str
    done: int
    total: int
    hits: int


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at."""

    hits: int = 0
    files: int = 0
    bytes: int = 0
    """Bytes looked through, unpacked."""
    skipped: int = 0
    """Files left closed because their names say that they lie outside the time asked for."""
    indexed: int = 0
    """Files answered by an index, so that most of their bytes were not read."""
    unread: tuple[Unread, ...] = ()
    oldest: datetime | None = None
    newest: datetime | None = None
    stopped: bool = False
