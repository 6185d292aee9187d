"""The rows as the lines of a file, and where each of them came to stand."""

import re
from collections.abc import Sequence
from itertools import islice

from cockpit.runbooks.importing.fences import DEDENTED
from cockpit.runbooks.importing.rows import Fence, Kind, Row, changed, indent_of, width

_RUN = re.compile(r"\s*(`{3,}|~{3,})")
_TAIL = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*?)[ \t]*$")


class Written:
    """`lines` of the file; `places` says for each row which of them (1-based) it is; `rows` are these rows."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.lines: list[str] = []
        self.rows: list[Row] = []
        self.places: list[tuple[int, ...]] = []
        self._open: Fence | None = None
        self._mark = "```"
        self._waiting: Row | None = None
        for at, row in enumerate(rows):
            self._write(rows, at, row)
        if self._waiting is not None:
            self._begin(rows, len(rows), self._waiting)
        self._end(None)

    def _write(self, rows: Sequence[Row], at: int, row: Row) -> None:
        if row.kind is Kind.LEFT:
            self.rows.append(row)
            self.places.append(())
        elif row.kind is Kind.OPEN:
            self._end(None)
            self._waiting = row
        elif row.kind is Kind.CODE and row.fence:
            if self._open != row.fence:
                self._end(None)
                waiting = self._waiting if self._waiting and self._waiting.fence == row.fence else None
                self._begin(rows, at, waiting or Row("", Kind.OPEN, fence=row.fence))
            self._note(*self._inside(row, row.fence))
        elif row.kind is Kind.CLOSE:
            if self._waiting is not None and self._waiting.fence == row.fence:
                self._begin(rows, at, self._waiting)
            if self._open is None:
                self._note_last(row)
            else:
                self._end(row)
        else:
            self._end(None)
            self._note(row, row.text)

    def _begin(self, rows: Sequence[Row], at: int, row: Row) -> None:
        fence = row.fence or Fence()
        self._open, self._waiting = fence, None
        self._mark = _mark(rows, at, fence)
        tail = _TAIL.search(row.text)
        lead = row.text[: tail.start()] if tail else row.text or fence.indent
        if tail and tail[1] == self._mark and tail[2].strip() == fence.info:
            self._note(row, row.text)
        else:
            self._note(row, f"{lead}{self._mark}{fence.info}")

    def _end(self, row: Row | None) -> None:
        if self._open is None:
            return
        fence, self._open = self._open, None
        as_it_was = (
            row is not None and row.text.strip() == self._mark and width(indent_of(row.text)) == width(fence.indent)
        )
        text = row.text if row is not None and as_it_was else f"{fence.indent}{self._mark}"
        self._note(row or Row("", Kind.CLOSE), text)

    def _inside(self, row: Row, fence: Fence) -> tuple[Row, str]:
        lacks = width(fence.indent) - width(indent_of(row.text))
        if lacks <= 0 or not row.text.strip():
            return row, row.text
        return changed(row, DEDENTED), fence.indent + row.text.lstrip(" \t")

    def _note(self, row: Row, text: str) -> None:
        """Write `text` for `row`."""
        self.rows.append(row)
        self.lines.append(text)
        self.places.append((len(self.lines),))

    def _note_last(self, row: Row) -> None:
        """A row with no line of its own belongs to the last one."""
        self.rows.append(row)
        self.places.append((len(self.lines),) if self.lines else ())


def _mark(rows: Sequence[Row], at: int, fence: Fence) -> str:
    """The author's mark, longer where the block holds one like it."""
    mark = fence.mark or "```"
    longest = 0
    for row in islice(rows, at, None):
        if row.kind is Kind.LEFT:
            continue
        if row.kind is not Kind.CODE or row.fence != fence:
            break
        run = _RUN.match(row.text)
        if run and run[1][0] == mark[0]:
            longest = max(longest, len(run[1]))
    return mark if longest < len(mark) else mark[0] * (longest + 1)
