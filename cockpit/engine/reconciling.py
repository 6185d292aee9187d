"""Reads both sides of a comparison whole: a window with more rows than a query gives is halved until it fits."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from cockpit.core.listing import iso
from cockpit.core.placeholders import names
from cockpit.core.profile import Query, ReconcileSpec
from cockpit.core.readings import SourceError, TableReading
from cockpit.core.reconcile import Reconciled, reconcile
from cockpit.ports import QuerySource

MOST_READS = 64  # of one side
SHORTEST = timedelta(seconds=2)  # times are written to the second; a shorter window cannot be halved


async def reconciled(
    spec: ReconcileSpec,
    queries: Mapping[str, Query],
    sources: Mapping[str, QuerySource],
    parameters: Mapping[str, str],
    since: datetime,
    until: datetime,
) -> Reconciled:
    """Both sides from `since` to `until` (aware), compared. Raises SourceError."""
    sides = [_Side(name, queries[name], sources[name], parameters) for name in (spec.left, spec.right)]
    left, right = await asyncio.gather(*(side.whole(since, until) for side in sides))
    return reconcile(left, right, spec.key, spec.amount)


class _Side:
    """One query, read as often as it takes."""

    def __init__(self, name: str, query: Query, source: QuerySource, parameters: Mapping[str, str]) -> None:
        self._name, self._source, self._parameters = name, source, dict(parameters)
        self._bounded = {"since", "until"} <= set(names(query.sql, "sql"))
        self._reads = 0

    async def whole(self, since: datetime, until: datetime) -> TableReading:
        self._reads += 1
        window = {"since": iso(since), "until": iso(until)}
        reading = await self._source.read({**self._parameters, **window})
        if not reading.truncated:
            return reading
        if not self._bounded:
            says = f"query {self._name} gives only its first {len(reading.rows)} rows"
            raise SourceError(f"{says}; let it read {{since}} and {{until}}, then it is read in parts")
        if until - since <= SHORTEST or self._reads >= MOST_READS:
            raise SourceError(f"query {self._name} has too many rows from {window['since']}; compare a shorter time")
        middle = since + timedelta(seconds=int((until - since).total_seconds()) // 2)
        # One after the other: a vendor's limit is for all requests together.
        early = await self.whole(since, middle)
        late = await self.whole(middle, until)
        seen = set(early.rows)  # a query may take the bound itself for inside on both sides
        rows = (*early.rows, *(row for row in late.rows if row not in seen))
        return msgspec.structs.replace(late, rows=rows, truncated=False)
