"""Which fault was injected where, with which figure: reads the table beside this file and writes it as one page."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLE = HERE / "faults.tsv"
PAGE = ROOT / "docs" / "faults.md"
COLUMNS = ("id", "injected", "asserted", "held", "tests", "note")
HELD = ("yes", "partly", "no")
SECTIONS = {"D": "Dispatch", "N": "Network and providers", "Q": "SQL"}

_HEAD = """\
# What was broken on purpose

Made by `make coverage` from `tests/faults/faults.tsv`; a test holds every id to tests that are there. The ids are those
of the fault plan the program was written against, which is not part of this repository. *held* is *partly* where the
figure asked for is not reached or reached another way; the note says how.

`python -m bench.dispatch` repeats D01 and D02 two hundred times, see [bench/README.md](../bench/README.md).
"""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what was injected, the figure that is asserted, and by which tests (`path::name`)."""

    id: str
    injected: str
    asserted: str
    held: str
    tests: tuple[str, ...]
    note: str


def read(text: str) -> tuple[Fault, ...]:
    """The rows of the table. Raises ValueError with the line and what is wrong."""
    lines = text.rstrip("\n").split("\n")
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"line 1: the columns are {', '.join(COLUMNS)}, with a tab between")
    return tuple(_row(line, number) for number, line in enumerate(lines[1:], start=2))


def _row(line: str, number: int) -> Fault:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != len(COLUMNS):
        raise ValueError(f"line {number}: {len(cells)} columns instead of {len(COLUMNS)}")
    id, injected, asserted, held, tests, note = cells
    if held not in HELD:
        raise ValueError(f"line {number}: {held!r} is none of {', '.join(HELD)}")
    if held != "yes" and not note:
        raise ValueError(f"line {number}: the note does not say what is missing")
    named = tuple(test.strip() for test in tests.split(";") if test.strip())
    return Fault(id=id, injected=injected, asserted=asserted, held=held, tests=named, note=note)


def is_there(test: str) -> bool:
    """Whether `path::name` names a test function of this repository."""
    path, _, name = test.partition("::")
    return name in _functions(path)


@cache
def _functions(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    found = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(name for name in found if name.startswith("test_"))


def page(rows: Sequence[Fault]) -> str:
    """The rows as one page of Markdown."""
    return "\n".join([_HEAD, *(line for letter in SECTIONS for line in _section(letter, rows))])


def _section(letter: str, rows: Sequence[Fault]) -> Iterator[str]:
    yield f"## {SECTIONS[letter]}\n"
    yield "| id | injected | asserted | held | tests |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        if row.id.startswith(letter):
            held = f"{row.held}: {row.note}" if row.note else row.held
            tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in row.tests)
            cells = (row.id, row.injected, row.asserted, held, tests)
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""
