"""How old the newest row of each store is, as something to watch: one named query per store, each failing by itself."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cockpit.core.duration import short
from cockpit.core.expr import Value
from cockpit.core.profile import FreshSpec
from cockpit.core.readings import SourceError, StatusReading, TableReading
from cockpit.ports import Clock, QuerySource


class Freshness:
    """Implements `ports.StatusSource` over named queries whose first column is the time of the newest row."""

    def __init__(self, name: str, spec: FreshSpec, queries: Mapping[str, QuerySource], clock: Clock) -> None:
        self.name = name
        self._spec, self._clock = spec, clock
        self._queries = {query: queries[query] for query in spec.queries}

    async def read(self) -> StatusReading:
        """Every store's age now; one that cannot be read is told beside the others. Raises SourceError: none can."""
        ages = await asyncio.gather(*(self._age(query) for query in self._queries.values()))
        found = dict(zip(self._queries, ages, strict=True))
        if all(isinstance(age, SourceError) for age in found.values()):
            raise next(age for age in found.values() if isinstance(age, SourceError))
        troubles = tuple(says for name, age in found.items() if (says := self._trouble(name, age)))
        measures: dict[str, Value] = {
            f"{_name(name)}_min": _minutes(age) for name, age in found.items() if not isinstance(age, SourceError)
        }
        known = [float(value) for value in measures.values() if isinstance(value, float)]
        return StatusReading(
            source=self.name,
            at=self._clock.now(),
            indicator=("major" if len(troubles) == len(found) else "minor") if troubles else "none",
            says=", ".join(f"{name} {_said(age)}" for name, age in found.items()),
            incidents=troubles,
            measures={**measures, "stale": len(troubles), "newest_min": min(known, default=None)},
        )

    async def _age(self, query: QuerySource) -> timedelta | SourceError | None:
        try:
            reading = await query.read({})
            return _age(reading, self._clock.now())
        except SourceError as error:
            return error

    def _trouble(self, name: str, age: timedelta | SourceError | None) -> str:
        if isinstance(age, SourceError):
            return f"{name} cannot be read: {age}"
        if age is None:
            return f"{name} has no row"
        return f"{name}: the newest row is {short(age)} old" if age > self._spec.stale_after else ""


def _age(reading: TableReading, now: datetime) -> timedelta | None:
    """How old the newest row is; None: there is no row. Raises SourceError for a column that is no time."""
    cell = next(iter(reading.first.values()), None)
    if cell is None or not reading.rows:
        return None
    try:
        at = datetime.fromisoformat(str(cell))
    except ValueError:
        raise SourceError(
            f"query {reading.source}: the first column holds {str(cell)[:40]!r}, no time; select the newest row's"
        ) from None
    return max(now - (at if at.tzinfo else at.replace(tzinfo=UTC)), timedelta(0))


def _minutes(age: timedelta | SourceError | None) -> float | None:
    return round(age.total_seconds() / 60, 1) if isinstance(age, timedelta) else None


def _said(age: timedelta | SourceError | None) -> str:
    return "not read" if isinstance(age, SourceError) else "no row" if age is None else short(age)


def _name(query: str) -> str:
    """As it can stand in an expression."""
    return query.replace("-", "_").replace(".", "_")
