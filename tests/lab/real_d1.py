"""A database of the emulator whose SQL is answered by the vendor's own runtime."""

from collections.abc import Sequence
from typing import cast

from cockpit.adapters.sqlite_script import statements
from tests.lab.workerd.running import Workerd

Json = dict[str, object]


class RealDatabase:
    """Stands where a `LabDatabase` stands; there is no Time Travel on this machine, so a bookmark is only a word."""

    def __init__(self, uuid: str, name: str, worker: Workerd) -> None:
        self.uuid, self.name, self._worker = uuid, name, worker

    def described(self) -> Json:
        return {"uuid": self.uuid, "name": self.name, "version": "production"}

    def script(self, text: str) -> None:
        self.load(text)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        [found] = self._worker.batch([(sql, [])])
        return [tuple(row.values()) for row in cast("list[Json]", found["rows"])]

    def run(self, statements: Sequence[tuple[str, list[object]]]) -> tuple[list[Json], int]:
        found = self._worker.batch(statements)
        results = [
            {"success": True, "meta": one["meta"], "results": _table(cast("list[Json]", one["rows"]))} for one in found
        ]
        return results, int(any(cast(Json, one["meta"])["changed_db"] for one in found))

    def load(self, script: str) -> int:
        """In one batch, which is one transaction, as wrangler does it on a local database."""
        found = [(one.text, list[object]()) for one in statements(script)]
        self._worker.batch(found)
        return len(found)

    def dump(self) -> str:
        return self._worker.dump()

    def bookmark(self, timestamp: str | None = None) -> str:
        return "b-real"

    def restore(self, bookmark: str) -> bool:
        return False


def _table(rows: list[Json]) -> Json:
    return {"columns": list(rows[0]) if rows else [], "rows": [list(row.values()) for row in rows]}
