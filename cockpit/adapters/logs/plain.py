"""A log as plain printable lines, for a pipe or a terminal that cannot be drawn on."""

from collections.abc import Iterator

from cockpit.adapters.logs.store import LogStore
from cockpit.core.logrow import LogRow, RowKind
from cockpit.core.text import decoded, printable_lines

AT_ONCE = 1_000  # rows read at a time
LONGEST = 1 << 17  # characters of one line


class PlainLines:
    """Hands out each line once. A row that grows after it was handed out (a trace comes line by line) is continued."""

    def __init__(self, store: LogStore) -> None:
        self._store = store
        self._next = 0
        self._newest: dict[str, tuple[int, int]] = {}
        """Per source: its newest row and how many bytes of it were handed out."""

    def new(self) -> Iterator[str]:
        """The lines that came since the last call."""
        for number, taken in list(self._newest.values()):
            for row in self._store.rows(number, number + 1):
                yield from self._lines(row, number, taken)
        until = len(self._store)
        while self._next < until:
            for row in self._store.rows(self._next, min(self._next + AT_ONCE, until)):
                yield from self._lines(row, self._next, 0)
                self._next += 1

    def _lines(self, row: LogRow, number: int, taken: int) -> Iterator[str]:
        if row.kind is RowKind.NOTICE:
            if not taken:
                yield f"-- {decoded(row.raw)}"
            return
        self._newest[row.source] = (number, len(row.raw))
        rest = row.raw[taken:].removeprefix(b"\n") if taken else row.raw
        if rest or not taken:
            yield from printable_lines(decoded(rest), LONGEST)
