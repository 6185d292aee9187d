"""Tables pasted as lines with tabs between their cells."""

import re
from collections.abc import Sequence

from cockpit.runbooks.importing.rows import ITEM, Kind, Row, changed

_CELLS = re.compile(r"[^\t\s][^\t]*(?:\t+[^\t]+)+[ ]*$")
_MOST = 500  # rows of one table

SAID = "a table whose cells had tabs between them"


def bar_tables(rows: list[Row]) -> list[Row]:
    """Two rows or more with the same number of tabs between words as a table; the first names the columns."""
    out: list[Row] = []
    at = 0
    while at < len(rows):
        end = _end(rows, at)
        if end - at < 2:
            out.append(rows[at])
            at += 1
            continue
        count = len(_cells(rows[at]))
        out += [Row("", Kind.BLANK)] if out and out[-1].kind is Kind.TEXT else []
        out.append(_barred(rows[at]))
        out.append(Row("|" + "---|" * count, Kind.TABLE))
        out += [_barred(row) for row in rows[at + 1 : end]]
        at = end
    return out


def _end(rows: Sequence[Row], start: int) -> int:
    end, count = start, 0
    while end < len(rows) and end - start < _MOST and rows[end].plain and _CELLS.match(rows[end].text):
        cells = len(_cells(rows[end]))
        if ITEM.match(rows[end].text) or "|" in rows[end].text or cells != (count or cells):
            break
        count = cells
        end += 1
    return end


def _cells(row: Row) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t+", row.text.strip())]


def _barred(row: Row) -> Row:
    return changed(row, SAID, text=f"| {' | '.join(_cells(row))} |", kind=Kind.TABLE)
