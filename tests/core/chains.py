"""Chains of rows for tests: made by their recipe with nothing of the cockpit's own."""

from hashlib import sha256

from cockpit.core.chain import ChainWalk
from cockpit.core.chainwalked import Walked
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage

COLUMNS = ("id", "at", "action", "prev_hash", "hash")
SPEC = ChainSpec(query="rows", fields=("prev_hash", "id", "at", "action"), separator="|", first="")

Row = tuple[object, ...]


def chain(length: int, first_id: int = 1) -> list[Row]:
    """`length` rows that hold by SPEC."""
    rows: list[Row] = []
    previous = ""
    for id in range(first_id, first_id + length):
        row = (id, f"2026-03-14T09:26:{id % 60:02}Z", f"order.update {id}")
        made = sha256("|".join(map(str, (previous, *row))).encode()).hexdigest()
        rows.append((*row, previous, made))
        previous = made
    return rows


def walked(rows: list[Row], spec: ChainSpec = SPEC, page: int = 4, columns: tuple[str, ...] = COLUMNS) -> Walked:
    """What a walk over `rows` finds, page by page; each begins with the row the last one ended with, as `>=` has it."""
    walk = ChainWalk(spec)
    for start in range(0, len(rows), page):
        walk.take(RowPage(columns=columns, rows=tuple(rows[max(0, start - 1) : start + page])))
    walk.end()
    return walk.walked
