"""A D1 database over a real SQLite file: batches are one transaction, bookmarks are copies, meta says what changed."""

import shutil
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from cockpit.adapters.sqlite_script import statements
from cockpit.drill.vendors.cloudflare.dump import LabSqlError, dumped

__all__ = ["AnyDatabase", "LabDatabase", "LabSqlError"]

Json = dict[str, object]


class AnyDatabase(Protocol):
    """What the account needs of a database, emulated or real."""

    uuid: str
    name: str

    def described(self) -> Json: ...

    def script(self, text: str) -> None: ...

    def rows(self, sql: str) -> list[tuple[object, ...]]: ...

    def run(self, statements: Sequence[tuple[str, list[object]]]) -> tuple[list[Json], int]: ...

    def load(self, script: str) -> int: ...

    def dump(self) -> str: ...

    def bookmark(self, timestamp: str | None = None) -> str: ...

    def restore(self, bookmark: str) -> bool: ...


class LabDatabase:
    """One database and its earlier states."""

    def __init__(self, uuid: str, name: str, path: Path) -> None:
        self.uuid, self.name, self._path = uuid, name, path
        self._states: list[Path] = []
        self._lock = threading.Lock()
        with closing(sqlite3.connect(path)) as file:
            file.execute("pragma journal_mode = delete")

    def described(self) -> Json:
        return {"uuid": self.uuid, "name": self.name, "version": "production", "num_tables": 2, "file_size": 4096}

    def script(self, text: str) -> None:
        """Run statements directly, past the API."""
        with self._lock, closing(sqlite3.connect(self._path)) as file, file:
            file.executescript(text)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Read directly, past the API."""
        with self._lock, closing(sqlite3.connect(self._path)) as file:
            return [tuple(row) for row in file.execute(sql)]

    def run(self, statements: Sequence[tuple[str, list[object]]]) -> tuple[list[Json], int]:
        """All or none; the results, and 1 if anything was written."""
        results: list[Json] = []
        with self._lock, closing(sqlite3.connect(self._path, isolation_level=None)) as file:
            file.execute("begin")
            before = file.total_changes
            try:
                for sql, params in statements:
                    at = file.total_changes
                    cursor = file.execute(sql, params)
                    columns = [column[0] for column in cursor.description or ()]
                    rows = cursor.fetchall()
                    changes = file.total_changes - at
                    results.append(
                        {
                            "success": True,
                            "results": {"columns": columns, "rows": [list(row) for row in rows]},
                            "meta": {
                                "changes": changes,
                                "changed_db": changes > 0,
                                "duration": 0.2,
                                "rows_read": len(rows),
                            },
                        }
                    )
            except sqlite3.Error as error:
                file.execute("rollback")
                raise LabSqlError(f"{error}: SQLITE_ERROR") from error
            wrote = file.total_changes > before
            file.execute("commit")
        return results, int(wrote)

    def load(self, script: str) -> int:
        """Run a file of statements, all or none, foreign keys enforced; how many there were. Raises LabSqlError."""
        count = 0
        with self._lock, closing(sqlite3.connect(self._path, isolation_level=None)) as file:
            file.execute("pragma foreign_keys = on")
            file.execute("begin")
            try:
                for count, one in enumerate(statements(script), 1):  # noqa: B007 - the last number is the result
                    file.execute(one.text)
                file.execute("commit")
            except sqlite3.Error as error:
                if file.in_transaction:
                    file.execute("rollback")
                raise LabSqlError(f"{error}: SQLITE_ERROR") from error
        return count

    def dump(self) -> str:
        """The file an export makes of it. Raises LabSqlError."""
        with self._lock, closing(sqlite3.connect(self._path)) as file:
            return dumped(file)

    def bookmark(self, timestamp: str | None = None) -> str:
        """A mark of the state now; of an earlier time: the first state kept."""
        if timestamp is not None and self._states:
            return "b-0"
        with self._lock:
            for number, state in enumerate(self._states):
                if state.read_bytes() == self._path.read_bytes():
                    return f"b-{number}"
            kept = self._path.with_name(f"{self._path.stem}-b{len(self._states)}.sqlite")
            shutil.copy(self._path, kept)
            self._states.append(kept)
            return f"b-{len(self._states) - 1}"

    def restore(self, bookmark: str) -> bool:
        number = bookmark.removeprefix("b-")
        if not number.isdigit() or int(number) >= len(self._states):
            return False
        with self._lock:
            shutil.copy(self._states[int(number)], self._path)
        return True
