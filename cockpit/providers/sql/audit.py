"""An audit query as a source: the rows around a time, oldest first whatever the query orders."""

from datetime import UTC, datetime

from cockpit.core.profile import AuditSpec, Query
from cockpit.core.readings import AuditRow, AuditWindow, SourceError
from cockpit.ports import Clock
from cockpit.providers.sql import cells
from cockpit.providers.sql.engine import Answer, Engine
from cockpit.providers.sql.instants import EARLIEST, LATEST, Form, form_of, moment_of
from cockpit.providers.sql.query import readable

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SqlAudit:
    """Implements `ports.AuditSource`. The query binds `{since}`, `{until}` and may bind `{person}` (empty: all)."""

    def __init__(self, name: str, spec: AuditSpec, query: Query, engine: Engine, clock: Clock) -> None:
        self.name = name
        self._spec = spec
        self._query = query
        self._engine = engine
        self._clock = clock
        self._form: Form | None = None

    async def window(self, since: datetime, until: datetime, person: str = "") -> AuditWindow:
        """The rows from `since` to `until` (aware, both included). Raises SourceError."""
        if self._form is None:
            self._form = await self._sampled()
        form = self._form or Form()
        answer = await self._ask(form.since(since), form.until(until), person, self._spec.limit)
        at, who = self._column(answer, self._spec.at), self._column(answer, self._spec.who)
        rows = []
        for values, row in zip(answer.rows, cells.table(answer), strict=True):
            moment = moment_of(values[at])
            # The bounds are up to a second wide, so that no form of writing a time loses a row.
            if moment is None or since <= moment <= until:
                rows.append(AuditRow(at=moment, who=row[who], cells=row))
        return AuditWindow(
            source=self.name,
            at=self._clock.now(),
            since=since,
            until=until,
            columns=cells.names(answer.columns),
            rows=tuple(sorted(rows, key=lambda row: row.at or _LONG_AGO)),
            person=person,
            truncated=answer.truncated or self._cut(len(answer.rows)),
        )

    async def close(self) -> None:
        """Let go of the connection."""
        await self._engine.close()

    async def _sampled(self) -> Form | None:
        """How the time column writes times, from one row; None while there is none."""
        failures: list[SourceError] = []
        sample = Answer()
        for earliest, latest in ((EARLIEST, LATEST), ("0", str(2**62))):
            try:
                sample = await self._ask(earliest, latest, "", 1)
            except SourceError as error:
                failures.append(error)  # a column of numbers takes no date, and the other way round
            if sample.rows:
                break
        if len(failures) == 2:
            raise failures[0]
        if not sample.rows:
            return None
        value = sample.rows[0][self._column(sample, self._spec.at)]
        form = form_of(value)
        if form is None:
            raise SourceError(
                f"audit {self.name}: column {self._spec.at!r} holds {cells.shown(value)[:40]!r}, which is no time; "
                f"set `at` to the column with the time"
            )
        return form

    async def _ask(self, since: str, until: str, person: str, limit: int) -> Answer:
        values = {"since": since, "until": until, "person": person}
        return await self._engine.read(readable(self._query.sql, values, self._engine, self.name), limit)

    def _column(self, answer: Answer, name: str) -> int:
        if name not in answer.columns:
            raise SourceError(
                f"audit {self.name}: the query returns no column {name!r} "
                f"(it returns {', '.join(cells.names(answer.columns)) or 'none'}); set `at` and `who` to two of these"
            )
        return answer.columns.index(name)

    def _cut(self, rows: int) -> bool:
        """Whether the query's own LIMIT may have left rows out."""
        import sqlglot  # deferred: 200 ms; already paid when the query was checked

        tree = sqlglot.parse_one(self._query.sql, read=self._engine.dialect.name)
        limit = tree.args.get("limit")
        most = limit.expression.name if limit is not None else ""
        return most.isdigit() and rows >= int(most)
