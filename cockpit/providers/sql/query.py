"""A named query as a source: parameters bound, on a session that cannot write."""

from collections.abc import Mapping

from cockpit.core.profile import Query
from cockpit.core.readings import RowPage, SourceError, TableReading
from cockpit.ports import Clock
from cockpit.providers.sql import cells
from cockpit.providers.sql.bind import BindError, bind
from cockpit.providers.sql.engine import ROWS_SHOWN, Bound, Engine


class SqlQuery:
    """Implements `ports.QuerySource`."""

    def __init__(self, name: str, query: Query, engine: Engine, clock: Clock) -> None:
        self.name = name
        self._query = query
        self._engine = engine
        self._clock = clock
        self._readable = False

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        """At most 500 rows. Raises SourceError."""
        return await self.read_most(parameters, ROWS_SHOWN)

    async def read_most(self, parameters: Mapping[str, str], most: int) -> TableReading:
        """Implements `ports.WholeSource`."""
        bound = readable(self._query.sql, parameters, self._engine, self.name)
        answer = await self._engine.read(bound, most)
        return TableReading(
            source=self.name,
            at=self._clock.now(),
            columns=cells.names(answer.columns),
            rows=cells.table(answer),
            first=cells.first(answer),
            truncated=answer.truncated,
        )

    async def page(self, parameters: Mapping[str, str], limit: int) -> RowPage:
        """Implements `ports.RowSource`."""
        if not self._readable:  # what the parser makes of the text does not depend on the values: once is enough
            readable(self._query.sql, parameters, self._engine, self.name)
            self._readable = True
        try:
            bound = bind(self._query.sql, parameters, self._engine.dialect.place)
        except BindError as error:
            raise SourceError(f"query {self.name}: {error}") from error
        answer = await self._engine.read(bound, limit)
        return RowPage(columns=cells.names(answer.columns), rows=answer.rows)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._engine.close()


def readable(sql: str, parameters: Mapping[str, str], engine: Engine, name: str) -> Bound:
    """`sql` bound for `engine` if it is a read. Raises SourceError naming the query."""
    # Deferred: sqlglot costs 200 ms, and a profile may have no query.
    from cockpit.providers.sql.label import labelled

    try:
        bound = bind(sql, parameters, engine.dialect.place)
    except BindError as error:
        raise SourceError(f"query {name}: {error}") from error
    unreadable = labelled(bound.text, engine.dialect.name).unreadable
    if unreadable:
        raise SourceError(f"query {name}: {unreadable}")
    return bound
