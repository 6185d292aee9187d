"""An audit window as lines: rows oldest first with their distance from T0, and T0 itself as a divider."""

from collections import Counter
from datetime import datetime

from rich.cells import cell_len

from cockpit.core.readings import AuditRow, AuditWindow
from widgets.ages import around, hhmm
from widgets.cells import padded
from widgets.line import Line, Tone, line

ROW = "row "
WHO_WIDTH = 16
CELL_WIDTH = 24
MEASURED = 200  # rows looked at for the width of a column


def lines(window: AuditWindow, t0: datetime | None, width: int) -> list[Line]:
    """All rows of `window`, each a stop of the cursor, with the divider where T0 falls."""
    keys = keys_of(window)
    last = window.last_before(t0) if t0 is not None else None
    columns = _columns(window)
    sizes = [_size(window, column) for column in columns]
    who = min(max((cell_len(row.who) for row in window.rows[:MEASURED]), default=0), WHO_WIDTH)
    divided = [] if t0 is None else [_divider(t0, width)]
    shown: list[Line] = [] if last is not None else divided
    for index, row in enumerate(window.rows):
        mark = "▶ " if index == last else "  "
        cells = "  ".join(padded(row.cells[column], size) for column, size in zip(columns, sizes, strict=True))
        shown.append(
            line(
                (mark, Tone.WARN),
                (f"{around(row.at, t0) or hhmm(row.at):>9} ", Tone.ACCENT),
                (padded(row.who, who) + "  ", Tone.STRONG),
                cells.rstrip(),
                right=(("last before T0", Tone.WARN),) if index == last else (),
                key=keys[index],
                stop=True,
            )
        )
        if index == last:
            shown += divided
    return shown


def keys_of(window: AuditWindow) -> list[str]:
    """The identity of each row: what it says, and which of several equal ones it is."""
    seen: Counter[tuple[datetime | None, str, tuple[str, ...]]] = Counter()
    keys = []
    for row in window.rows:
        identity = (row.at, row.who, row.cells)
        seen[identity] += 1
        keys.append(f"{ROW}{hash(identity)} {seen[identity]}")
    return keys


def in_full(window: AuditWindow, row: AuditRow, t0: datetime | None) -> tuple[str, ...]:
    """Every cell of `row` under its column's name."""
    at = row.at.isoformat() if row.at else "no time"
    head = (f"at: {at}  {around(row.at, t0)}".rstrip(), f"who: {row.who}")
    return (*head, *(f"{name}: {cell}" for name, cell in zip(window.columns, row.cells, strict=False)))


def as_text(row: AuditRow) -> str:
    """`row` in one line, to copy or to keep as evidence."""
    return " | ".join((row.at.isoformat() if row.at else "no time", row.who, *row.cells))


def _columns(window: AuditWindow) -> list[int]:
    """The columns worth room: not the one that repeats who, not the one that repeats when."""
    count = min((len(row.cells) for row in window.rows), default=0)
    return [
        column
        for column in range(count)
        if not all(row.cells[column] == row.who or hhmm(row.at) in row.cells[column] for row in window.rows)
    ]


def _size(window: AuditWindow, column: int) -> int:
    widest = max((cell_len(row.cells[column]) for row in window.rows[:MEASURED]), default=0)
    return min(widest, CELL_WIDTH) if column < len(window.columns) - 1 else widest


def _divider(t0: datetime, width: int) -> Line:
    words = f" T0 {hhmm(t0)} UTC "
    rest = max(width - 4 - len(words), 0)
    return line(("─" * 4 + words + "─" * rest, Tone.WARN), key="T0")
