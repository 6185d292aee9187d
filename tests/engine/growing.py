"""A log that grows when a test says so."""

from datetime import datetime, timedelta

from cockpit.core.logrow import LogRow
from tests.fakes import START


class GrowingLog:
    """Implements ports.LogView in memory."""

    def __init__(self, *sources: str) -> None:
        self.sources = sources
        self._rows: list[LogRow] = []

    def add(self, source: str, *lines: str) -> None:
        self._rows += [LogRow(source, line.encode()) for line in lines]

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, start: int, stop: int) -> list[LogRow]:
        return self._rows[start:stop]

    def matching(self, needle: bytes, start: int, stop: int, inverse: bool = False) -> list[int]:
        stop = min(stop, len(self))
        return [n for n in range(start, stop) if (needle.lower() in self._rows[n].raw.lower()) is not inverse]

    def last_arrival(self, source: str) -> datetime | None:
        return START if any(row.source == source for row in self._rows) else None

    def state(self, source: str) -> str:
        return "following"

    def skew(self, source: str) -> timedelta | None:
        return None
