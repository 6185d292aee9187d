"""What sources return: one reading at one time, whole or an error, never half of each."""

from datetime import datetime, timedelta

import msgspec

from cockpit.core.expr import Value

NULL = "∅"
"""How a table's missing value is shown, which no ordinary text is."""


class QueueCounts(msgspec.Struct, frozen=True, kw_only=True):
    """One queue: how many jobs by status, how long the oldest has waited, how many locks are stuck."""

    name: str
    counts: dict[str, int]
    oldest: timedelta | None = None
    """Age of the oldest waiting job; None: nothing waits."""
    stuck: int = 0
    paused_since: datetime | None = None


class QueueReading(msgspec.Struct, frozen=True, kw_only=True):
    """All queues of one source at `at`."""

    source: str
    at: datetime
    queues: tuple[QueueCounts, ...]
    slope: float = 0.0
    """Waiting jobs more (or fewer) per minute over the last minutes; known only to who reads again and again."""

    @property
    def values(self) -> dict[str, Value]:
        """Names for thresholds and probes: one per status, `total`, `oldest_min`, `stuck`, summed over the queues;
        and `slope`."""
        found: dict[str, Value] = {}
        for queue in self.queues:
            for status, count in queue.counts.items():
                found[status] = int(found.get(status) or 0) + count
        found["total"] = sum(sum(queue.counts.values()) for queue in self.queues)
        waits = [queue.oldest.total_seconds() / 60 for queue in self.queues if queue.oldest is not None]
        found["oldest_min"] = max(waits, default=0.0)
        found["stuck"] = sum(queue.stuck for queue in self.queues)
        found["slope"] = round(self.slope, 1)
        return found


class AuditRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an audit window; every string printable."""

    at: datetime | None
    who: str
    cells: tuple[str, ...]


class AuditWindow(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one audit source from `since` to `until`, oldest first."""

    source: str
    at: datetime
    since: datetime
    until: datetime
    columns: tuple[str, ...]
    rows: tuple[AuditRow, ...]
    person: str = ""
    truncated: bool = False

    def last_before(self, moment: datetime) -> int | None:
        """Index of the last row at or before `moment`: the state right before it went wrong. None: there is none."""
        found = [index for index, row in enumerate(self.rows) if row.at is not None and row.at <= moment]
        return found[-1] if found else None


class StatusReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a status page says of itself. `indicator` is none, minor, major, critical or maintenance."""

    source: str
    at: datetime
    indicator: str
    says: str
    incidents: tuple[str, ...] = ()
    measures: dict[str, Value] = {}
    """What else was measured, for thresholds and probes."""

    @property
    def values(self) -> dict[str, Value]:
        return {
            **self.measures,
            "indicator": self.indicator,
            "incidents": len(self.incidents),
            "ok": self.indicator == "none",
        }


class TableReading(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a named query: printable cells, and the raw numbers of the first row for probes."""

    source: str
    at: datetime
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: dict[str, Value] = {}
    truncated: bool = False

    @property
    def values(self) -> dict[str, Value]:
        return {**self.first, "rows": len(self.rows)}


class RowPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows as the driver has them: what a hash can be made of. Not printable."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


class SourceError(Exception):
    """A source could not be read. `str()` is one printable sentence: what happened, to what, what to do."""


class WrongTargetError(SourceError):
    """What answers is not what the target names: another tenant, account or project. Nothing may be changed there."""


class UnfinishedError(SourceError):
    """It could be read only in part; the next reading goes on from there, and may come at once."""


class MissingHereError(SourceError):
    """A tool or a credential is missing on this machine; somebody elsewhere can do it by hand."""


class ValueWantedError(MissingHereError):
    """A value that is to be sent is kept nowhere here; `secret` is what it is, as a person is asked for it."""

    def __init__(self, says: str, secret: str) -> None:
        super().__init__(says)
        self.secret = secret


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The newest good reading of a source and how the newest attempt went: old values are shown as old."""

    source: str
    reading: QueueReading | AuditWindow | StatusReading | TableReading | None = None
    error: str = ""
    """Why the newest attempt failed; empty: it did not."""
    tried: datetime | None = None
    trend: tuple[float, ...] = ()
    """The watched number of the last readings, oldest first (queues: the age of the oldest job in minutes)."""

    @property
    def stale(self) -> bool:
        """There is a value, but a newer attempt failed."""
        return self.reading is not None and bool(self.error)
