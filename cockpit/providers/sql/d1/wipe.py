"""The statements that empty a database so that a backup goes in: what points is dropped before what it points to.

Source: sqlite.org/foreignkeys, "Special handling for DROP TABLE": dropping a table deletes its rows first, and fails
when rows elsewhere still point to them, also when foreign keys are deferred.
"""

from collections.abc import Iterable, Mapping, Sequence

from cockpit.providers.sql.d1.dump import quoted


def wiping(others: Sequence[tuple[str, str]], tables: Iterable[str], pointing: Mapping[str, set[str]]) -> list[str]:
    """`others`: type and name of triggers and views; `pointing`: for each table, the tables its rows point to.

    Triggers go first, that none fires; tables that point in a circle are emptied before any of them is dropped.
    """
    order, circle = _order(set(tables), pointing)
    # Indexes go with their table.
    dropped = sorted(one for one in others if one[0] in ("trigger", "view"))
    return [
        "PRAGMA defer_foreign_keys = on;",
        *(f"DROP {kind.upper()} {quoted(name)};" for kind, name in dropped),
        *(f"DELETE FROM {quoted(name)};" for name in circle),  # noqa: S608 - quoted
        *(f"DROP TABLE {quoted(name)};" for name in order),
    ]


def _order(tables: set[str], pointing: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
    """The tables in the order to drop them, and those in a circle among them."""
    left, order, circle = set(tables), [], []
    while left:
        pointed_to = {to for name in left for to in pointing.get(name, set()) if to != name}
        free = sorted(left - pointed_to)
        if not free:
            circle = sorted(left)
            free = circle
        order += free
        left -= set(free)
    return order, circle
