"""What two sides do not share, as rows for whoever enters it: cells for a CSV file."""

from collections.abc import Iterator

from cockpit.core.reconciled import Entry, Reconciled

COLUMNS = ("state", "only in", "key", "left amount", "right amount", "row")


def cells(found: Reconciled) -> Iterator[tuple[str, ...]]:
    """A row of COLUMNS for each key that is not the same on both sides."""
    for one in found.only_left:
        yield (_state(found.right.cut), found.left.name, one.key, one.amount, "", _row(one))
    for one in found.only_right:
        yield (_state(found.left.cut), found.right.name, one.key, "", one.amount, _row(one))
    for two in found.differing:
        yield ("differs", "", two.key, two.left, two.right, "")
    for side, key, often in found.doubled:
        yield (f"{often} times", side, key, "", "", "")


def _state(other_cut: str) -> str:
    """Of a side that was not read whole nobody knows what it lacks."""
    return "not seen" if other_cut else "missing"


def _row(entry: Entry) -> str:
    return "; ".join(f"{column}={cell}" for column, cell in entry.row.items() if cell)
