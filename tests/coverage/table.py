"""Which requirement is served by what: reads the tables beside this file and writes them as one page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "coverage.md"
COLUMNS = ("id", "served", "where", "note")
SERVED = ("runbook", "profile", "feature", "not yet")

_HEAD = """\
# What is covered

Made by `make coverage` from `tests/coverage/*.tsv`; tests hold this page and every place it names to the code. The ids
are those of the requirements the program was written against, which are not part of this repository.

*runbook* is a step of a bundled runbook (`id#step`), *profile* an entry of a bundled profile (`system:section.key`),
*feature* a page or a command. *not yet* names what brings it; its note says what works until then.
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement."""

    id: str
    served: str
    where: tuple[str, ...]
    note: str = ""


def tables() -> dict[str, tuple[Row, ...]]:
    """Every table by its system. Raises ValueError."""
    return {path.stem: read(path.read_text(encoding="utf-8"), path.name) for path in sorted(HERE.glob("*.tsv"))}


def read(text: str, name: str) -> tuple[Row, ...]:
    """The rows of one table. Raises ValueError with the file, the line and what is wrong."""
    lines = text.rstrip("\n").split("\n")
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"{name}:1: the columns are {', '.join(COLUMNS)}, with a tab between")
    return tuple(_row(line, f"{name}:{number}") for number, line in enumerate(lines[1:], start=2))


def _row(line: str, where: str) -> Row:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) not in (len(COLUMNS) - 1, len(COLUMNS)):
        raise ValueError(f"{where}: {len(cells)} columns instead of {len(COLUMNS)}")
    id, served, places, note = (*cells, "")[: len(COLUMNS)]
    if served not in SERVED:
        raise ValueError(f"{where}: {served!r} is none of {', '.join(SERVED)}")
    found = tuple(place.strip() for place in places.split(";") if place.strip())
    if not id or not found:
        raise ValueError(f"{where}: {'the id' if not id else 'where it is served'} is missing")
    if served == "not yet" and not note:
        raise ValueError(f"{where}: the note does not say what works until then")
    return Row(id=id, served=served, where=found, note=note)


def page(found: Mapping[str, Sequence[Row]]) -> str:
    """All tables as one page of Markdown: totals first, then a table per system."""
    return "\n".join([_HEAD, *_totals(found), *(line for name, rows in found.items() for line in _table(name, rows))])


def _totals(found: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    yield _line(["system", *SERVED, "all"])
    yield _line(["---", *(["---:"] * (len(SERVED) + 1))])
    total = Counter[str]()
    for name, rows in found.items():
        counted = Counter(row.served for row in rows)
        total += counted
        yield _line([name, *(str(counted[kind]) for kind in SERVED), str(len(rows))])
    yield _line(["all", *(str(total[kind]) for kind in SERVED), str(total.total())])
    yield ""


def _table(name: str, rows: Sequence[Row]) -> Iterator[str]:
    yield f"## {name}\n"
    yield _line(list(COLUMNS))
    yield _line(["---"] * len(COLUMNS))
    for row in rows:
        yield _line([row.id, row.served, "; ".join(f"`{place}`" for place in row.where), row.note])
    yield ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |".replace("  |", " |")
