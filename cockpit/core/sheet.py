"""Rows as CSV that is safe to open in a spreadsheet.

A cell that begins like a formula would be run there. Source: owasp.org, "CSV Injection".
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The CSV text; every cell quoted, and none that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for row in (columns, *rows):
        writer.writerow([inert(cell) for cell in row])
    return out.getvalue()


def inert(cell: str) -> str:
    """`cell`, with a quote in front when it would be taken for a formula; numbers stay numbers."""
    begins = cell.lstrip(" \u00a0\ufeff")[:1]
    return f"'{cell}" if begins and begins in _RUNS and not _NUMBER.fullmatch(cell) else cell
