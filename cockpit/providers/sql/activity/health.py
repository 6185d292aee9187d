"""A PostgreSQL server as something to watch: places left, who waits for locks, transactions left open."""

from datetime import timedelta

from cockpit.core.expr import Value
from cockpit.core.readings import StatusReading
from cockpit.ports import Clock
from cockpit.providers.sql.activity.readings import locks_of, pool_of, used_of
from cockpit.providers.sql.activity.sessions import sessions
from cockpit.providers.sql.engine import Engine, UnreachableError

FULL, NEARLY_FULL = 95, 80
"""Percent of the places for connections."""
LONG_WAIT = timedelta(seconds=30)


class PostgresHealth:
    """Implements `ports.StatusSource`; two reads on a session that cannot write."""

    def __init__(self, name: str, engine: Engine, clock: Clock) -> None:
        self.name = name
        self._engine, self._clock = engine, clock

    async def read(self) -> StatusReading:
        """Now. A server that does not answer is the very thing to be told; raises SourceError for all else.

        A missing password or right, or a wrong dsn, says nothing of the server.
        """
        try:
            counted, found = await used_of(self._engine), await sessions(self._engine)
        except UnreachableError as error:
            return StatusReading(
                source=self.name,
                at=self._clock.now(),
                indicator="critical",
                says=str(error),
                incidents=(str(error),),
                measures={"answers": False},
            )
        places, waits = pool_of(counted, found), locks_of(found)
        measures: dict[str, Value] = {"answers": True, **places.values, **waits.values}
        troubles = tuple(_troubles(measures))
        return StatusReading(
            source=self.name,
            at=self._clock.now(),
            indicator=max((grave for grave, _ in troubles), key=_ORDER.index, default="none"),
            says=f"{places.says}; {waits.says}",
            incidents=tuple(says for _, says in troubles),
            measures=measures,
        )

    async def close(self) -> None:
        """Let go of the connection."""
        await self._engine.close()


_ORDER = ("none", "minor", "major", "critical")


def _troubles(measures: dict[str, Value]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    percent, waits = int(measures["used_percent"] or 0), int(measures["longest_wait_s"] or 0)
    if percent >= NEARLY_FULL:
        found.append(("major" if percent >= FULL else "minor", f"{percent} % of the connections are in use"))
    if waits >= LONG_WAIT.total_seconds():
        found.append(("major", f"{measures['blocked']} sessions wait for locks, the longest for {waits} s"))
    return found
