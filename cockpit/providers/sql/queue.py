"""A table used as a queue, as a source: counts by status, the oldest waiting job, stuck locks."""

from datetime import timedelta

from cockpit.core.profile import QueueSpec
from cockpit.core.readings import QueueCounts, QueueReading, SourceError
from cockpit.core.text import printable
from cockpit.ports import Clock
from cockpit.providers.sql.engine import Engine
from cockpit.providers.sql.identifiers import IdentifierError
from cockpit.providers.sql.locks import counts

NO_STATUS = "null"


class SqlQueue:
    """Implements `ports.QueueSource`. Ages are by the database's clock, so a wrong clock here changes nothing."""

    def __init__(self, name: str, spec: QueueSpec, engine: Engine, clock: Clock) -> None:
        self.name = name
        self._spec = spec
        self._engine = engine
        self._clock = clock

    async def read(self) -> QueueReading:
        """The queue now, from one statement. Raises SourceError."""
        try:
            bound = counts(self._spec, self._engine.dialect)
        except IdentifierError as error:
            raise SourceError(f"queue {self.name}: {error}") from error
        answer = await self._engine.read(bound)
        found: dict[str, int] = {}
        waits: list[float] = []
        stuck = 0
        for status, jobs, oldest, old_locks, unread in answer.rows:
            if unread:
                raise SourceError(
                    f"queue {self.name}: {unread} values of {self._spec.created_at!r} in {self._spec.table} "
                    "are no times; set `created_at` to the column with the time"
                )
            name = NO_STATUS if status is None else printable(str(status))
            found[name] = found.get(name, 0) + _int(jobs)
            stuck += _int(old_locks)
            if status in self._spec.waiting and oldest is not None:
                waits.append(float(str(oldest)))
        # A status nobody has counts 0, so that `pending > 500` can be asked of an empty queue.
        for status in self._spec.waiting:
            found.setdefault(status, 0)
        oldest_wait = timedelta(seconds=max(max(waits), 0.0)) if waits else None
        queue = QueueCounts(name=self._spec.table, counts=found, oldest=oldest_wait, stuck=stuck)
        return QueueReading(source=self.name, at=self._clock.now(), queues=(queue,))

    async def close(self) -> None:
        """Let go of the connection."""
        await self._engine.close()


def _int(value: object) -> int:
    return int(str(value or 0))
