"""A D1 database as an engine: reads guarded by the parser, changes as one batch, the right tenant checked before both.

Source: developers.cloudflare.com/d1 ("Query", "Limits"); tried on workerd, tests/lab/workerd.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import msgspec

from cockpit.adapters.cloudflare.binding import Compared, Database, Guard
from cockpit.adapters.cloudflare.client import Cloudflare, RefusedError
from cockpit.adapters.http import Http
from cockpit.core.actions import Outcome, Target
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.sql.d1.bound import limited, sent
from cockpit.providers.sql.dialect import SQLITE
from cockpit.providers.sql.engine import ROWS_SHOWN, Answer, Bound, LostError, Writing

PATIENCE_S = 35.0  # the vendor gives a call 30
TRUSTED_S = 60.0  # how long a read goes by the last check of the tenant; a change checks anew


class Table(msgspec.Struct, frozen=True):
    columns: list[str] = []
    rows: list[list[object]] = []


class Meta(msgspec.Struct, frozen=True):
    changes: float | None = None
    changed_db: bool | None = None


class One(msgspec.Struct, frozen=True):
    """What one statement came to."""

    results: Table = Table()
    meta: Meta = Meta()


class D1:
    """Implements `Engine`; `writing` is refused, the verbs that change something go through `batch`."""

    dialect = SQLITE

    def __init__(self, target: Target, context: ProviderContext, *, keep: bool = False) -> None:
        self.where = target.name
        self.context = context
        self._clock = context.clock
        self._http = Http(context.clock, total_s=PATIENCE_S, paces=context.paces)
        self.cloud = Cloudflare(target, context, self._http)
        self._guard = Guard(self.cloud, target)
        self._uuid = self.name = ""
        self._until = 0.0
        self._planned: dict[str, datetime] = {}

    async def read(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        """Raises SourceError. The API has no read-only session: what the parser does not know as a read is not sent."""
        from cockpit.providers.sql.label import labelled  # 200 ms

        label = labelled(bound.text, self.dialect.name)
        if label.unreadable:
            raise SourceError(f"{self.where}: {label.unreadable}")
        database = await self.database(fresh=False)
        result = await self._asked(database, {**sent(limited(bound, label, limit))})
        if result[0].meta.changed_db or result[0].meta.changes:
            raise SourceError(
                f"{self.where} says this read changed rows: look at it at once, and at the bookmark before"
            )
        rows = tuple(tuple(row) for row in result[0].results.rows)
        return Answer(columns=tuple(result[0].results.columns), rows=rows[:limit], truncated=len(rows) > limit)

    async def batch(self, statements: Sequence[Bound]) -> list[Answer]:
        """Run all or none, sent once. Raises LostError: it may have happened; SourceError: it did not."""
        database = await self.database(fresh=True)
        body = {"batch": [sent(bound) for bound in statements]}
        result = await self.cloud.send("POST", f"/d1/database/{database}/raw", body)
        receipt = self.cloud.receipt(result, "done")
        if receipt.outcome is Outcome.UNKNOWN:
            raise LostError(f"{self.where}: {receipt.says}")
        if receipt.outcome is Outcome.FAILED:
            raise SourceError(self._said(receipt.says))
        try:
            found = self.cloud.decoded(result, list[One])
        except SourceError as error:
            raise LostError(str(error)) from error
        return [
            Answer(
                columns=tuple(one.results.columns),
                rows=tuple(tuple(row) for row in one.results.rows),
                touched=int(one.meta.changes or 0),
            )
            for one in found
        ]

    async def database(self, fresh: bool) -> str:
        """The database's id, after every check of the tenant. Raises SourceError."""
        now = self._clock.monotonic()
        if fresh or not self._uuid or now > self._until:
            found = await self._guard.database()
            self._uuid, self.name = found.uuid, found.name
            self._until = now + TRUSTED_S
        return self._uuid

    def now(self) -> datetime:
        """The time by our own clock."""
        return self._clock.now()

    def first_planned(self, action: str) -> datetime:
        """When the action with that id was first planned.

        A plan that waited for its confirmation is made again, and shown again when it differs: not for the time alone.
        """
        return self._planned.setdefault(action, self.now())

    def writing(self) -> AbstractAsyncContextManager[Writing]:
        raise SourceError(f"{self.where} has no transaction that stays open")

    async def committed(self, mark: str) -> bool | None:
        """D1 keeps no record of transactions."""
        return None

    async def identity(self) -> str:
        """Which database this is, after every check of the tenant. Raises SourceError, WrongTargetError."""
        return await self._guard.checked()

    async def compared(self) -> Compared:
        """Every place that names the database, side by side. Raises SourceError."""
        return await self._guard.compared()

    async def about(self) -> Database:
        """What the vendor tells of it, after every check of the tenant. Raises SourceError."""
        return await self.cloud.get(f"/d1/database/{await self.database(fresh=True)}", Database)

    async def ping(self) -> str:
        return f"{await self.identity()}; {self.cloud.vendor.asked()} requests in the last minute"

    async def close(self) -> None:
        await self._http.close()

    async def _asked(self, database: str, body: dict[str, object]) -> list[One]:
        try:
            found = await self.cloud.ask(f"/d1/database/{database}/raw", body, list[One])
        except RefusedError as error:
            raise SourceError(self._said(str(error))) from error
        if not found:
            raise SourceError(f"{self.where} gives no result; try again")
        return found

    def _said(self, says: str) -> str:
        """Which database, what it says, and what to do."""
        advice = next((advice for words, advice in _ADVICE if words in says), "")
        return f"{self.where}: {printable(says, 300)}{advice}"


_ADVICE = (
    ("no such table", "; check the name, or whether a migration is missing"),
    ("no such column", "; check the name, or whether a migration is missing"),
    ("malformed JSON", "; the rows are no longer those that were shown; plan again"),
    ("LIKE or GLOB pattern too complex", "; D1 takes patterns of 50 bytes, use instr(column, {text}) > 0"),
)
