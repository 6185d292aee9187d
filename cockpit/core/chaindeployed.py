"""What was deployed when the first broken row of a chain was written. All text printable."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from cockpit.core.chainwalked import Walked
from cockpit.core.duration import short
from cockpit.core.logtime import moment
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import SourceError, TableReading

TIME, VERSION, BY, MESSAGE = "at", "version", "by", "message"
"""The columns of the query that lists what was deployed; the last two may be missing."""


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """One version that went live."""

    at: datetime
    version: str
    by: str = ""
    message: str = ""

    @property
    def lines(self) -> Iterator[str]:
        """Version and since when; by whom and what for."""
        yield f"{self.version} since {_clock(self.at)}"
        by = f"by {self.by}" if self.by else ""
        if by or self.message:
            yield ": ".join(filter(None, (by, self.message)))


class AtBreak(msgspec.Struct, frozen=True, kw_only=True):
    """The version that was live when the row was written, and the one before it."""

    row: str
    at: datetime | None = None
    """When the row says it was written."""
    live: Deployed | None = None
    before: Deployed | None = None
    unknown: str = ""
    """Why nobody can say; empty: it is known."""

    @property
    def lines(self) -> Iterator[str]:
        """For a person, a line each."""
        if self.live is None or self.at is None:
            yield f"  deployed  not known: {self.unknown}"
            return
        yield from _beside("deployed", self.live.lines)
        yield f"            {short(self.at - self.live.at)} before row {self.row} was written, {_clock(self.at)}"
        further = ["not known: the list does not reach back further"]
        yield from _beside("earlier", self.before.lines if self.before else further)


def written(found: Walked, spec: ChainSpec) -> datetime | None:
    """When the first broken row says it was written; None: it says nothing that is a time."""
    row = found.first_break.row if found.first_break else None
    if row is None or spec.at not in found.columns:
        return None
    return moment(row.cells[found.columns.index(spec.at)])


def deployments(reading: TableReading) -> list[Deployed]:
    """What a list of deployments holds, the oldest first. Raises SourceError."""
    for column in (TIME, VERSION):
        if column not in reading.columns:
            has = ", ".join(reading.columns) or "none"
            raise SourceError(f"query {reading.source} has no column {column!r} (it has: {has}); name it so there")
    rows = [dict(zip(reading.columns, row, strict=True)) for row in reading.rows]
    found = [
        Deployed(at=at, version=row[VERSION], by=row.get(BY, ""), message=row.get(MESSAGE, ""))
        for row in rows
        if (at := moment(row[TIME])) is not None
    ]
    return sorted(found, key=lambda one: one.at)


def at_break(row: str, at: datetime, listed: list[Deployed]) -> AtBreak:
    """Which of `listed` (the oldest first) was live at `at`, and which before."""
    earlier = [one for one in listed if one.at <= at]
    if not earlier:
        oldest = f"the oldest deployment listed is of {_clock(listed[0].at)}" if listed else "no deployment is listed"
        return AtBreak(row=row, at=at, unknown=f"{oldest}, the row of {_clock(at)}")
    return AtBreak(row=row, at=at, live=earlier[-1], before=earlier[-2] if len(earlier) > 1 else None)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _beside(word: str, lines: Iterable[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield f"  {'' if place else word:<8}  {line}"
