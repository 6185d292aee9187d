"""Reads both sides of a comparison whole: a window with more rows than a query gives is halved until it fits."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from cockpit.core.listing import iso
from cockpit.core.placeholders import names
from cockpit.core.profile import Query, ReconcileSpec
from cockpit.core.readings import SourceError, TableReading
from cockpit.core.reconcile import judged, reconcile
from cockpit.core.reconciled import Reconciled
from cockpit.ports import QuerySource, WholeSource

MOST_READS = 64  # of one side
MOST_ROWS = 10_000  # of one read, where a source can give more than is shown
SHORTEST = timedelta(seconds=2)  # times are written to the second; a shorter window cannot be halved
LARGE = 5_000  # rows held against each other in a thread: the engine goes on meanwhile
BOUNDS = ("since", "until")

Told = Callable[[str, int], None]
"""Hears the name of a side and how many of its rows were read."""


async def reconciled(
    spec: ReconcileSpec,
    queries: Mapping[str, Query],
    sources: Mapping[str, QuerySource],
    parameters: Mapping[str, str],
    since: datetime,
    until: datetime,
    told: Told = lambda side, rows: None,
    cut: bool = False,
) -> Reconciled:
    """Both sides from `since` to `until` (aware), compared. `cut`: also when not all of a side can be read.

    May be cancelled between and within reads. Raises SourceError.
    """
    sides = [_Side(name, queries[name], sources[name], parameters, told) for name in (spec.left, spec.right)]
    try:
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(side.read(since, until)) for side in sides]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    left, right = (task.result() for task in reading)
    cuts = (sides[0].cut, sides[1].cut)
    if any(cuts) and not cut:
        raise SourceError(cuts[0] or cuts[1])

    def work() -> Reconciled:
        found = reconcile(left, right, spec.key, spec.amount, cuts, spec.worth)
        return judged(found, until - spec.settle) if windowed(spec, queries) else found

    return await asyncio.to_thread(work) if len(left.rows) + len(right.rows) >= LARGE else work()


def windowed(spec: ReconcileSpec, queries: Mapping[str, Query]) -> bool:
    """Whether the comparison is about a time at all: queries without bounds are compared as they are now."""
    return any(set(BOUNDS) & set(names(queries[side].sql, "sql")) for side in (spec.left, spec.right))


def wanted(spec: ReconcileSpec, queries: Mapping[str, Query], known: Mapping[str, str]) -> tuple[str, ...]:
    """The values its queries need besides the window that nobody gave yet."""
    asked = (name for side in (spec.left, spec.right) for name in names(queries[side].sql, "sql"))
    return tuple(dict.fromkeys(name for name in asked if name not in BOUNDS and name not in known))


def kept_from(spec: ReconcileSpec, queries: Mapping[str, Query], now: datetime) -> tuple[datetime, str] | None:
    """From when on both sides have rows, and which side has none before; None: both have them all."""
    edges = [(now - keeps, side) for side in (spec.left, spec.right) if (keeps := queries[side].keeps)]
    return max(edges, default=None)


class _Side:
    """One query, read as often as it takes."""

    def __init__(self, name: str, query: Query, source: QuerySource, parameters: Mapping[str, str], told: Told) -> None:
        self._name, self._source, self._parameters = name, source, dict(parameters)
        self._bounded = set(BOUNDS) <= set(names(query.sql, "sql"))
        self._told = told
        self.cut = ""
        """Why not all of it was read; empty: it was."""

    async def read(self, since: datetime, until: datetime) -> TableReading:
        """Its rows, as far as they can be read; the earliest windows first."""
        windows, rows, seen = [(since, until)], list[tuple[str, ...]](), set[tuple[str, ...]]()
        reads, reading = 0, TableReading(source=self._name, at=until, columns=(), rows=())
        while windows and not self.cut:
            begin, end = windows.pop()
            reads += 1
            reading = await self._read(begin, end)
            if reading.truncated and not self._bounded:
                says = f"query {self._name} gives only its first {len(reading.rows)} rows"
                self.cut = f"{says}; let it read {{since}} and {{until}}, then it is read in parts"
            elif reading.truncated and (end - begin <= SHORTEST or reads >= MOST_READS):
                self.cut = f"query {self._name} has too many rows from {iso(begin)}; compare a shorter time"
            elif reading.truncated:
                middle = begin + timedelta(seconds=int((end - begin).total_seconds()) // 2)
                # One after the other: a vendor's limit is for all requests together.
                windows += [(middle, end), (begin, middle)]
                continue
            # A query may take the bound itself for inside on both sides; twice within one window is a finding.
            rows += [row for row in reading.rows if row not in seen] if seen else reading.rows
            if windows:
                seen.update(reading.rows)
            self._told(self._name, len(rows))
        return TableReading(source=self._source.name, at=reading.at, columns=reading.columns, rows=tuple(rows))

    async def _read(self, since: datetime, until: datetime) -> TableReading:
        values = {**self._parameters, "since": iso(since), "until": iso(until)}
        if isinstance(self._source, WholeSource):
            return await self._source.read_most(values, MOST_ROWS)
        return await self._source.read(values)
