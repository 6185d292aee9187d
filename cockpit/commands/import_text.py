"""An imported runbook as lines for a terminal and as the JSON document other programs read."""

from collections.abc import Iterator
from itertools import groupby

from cockpit.core.imported import Fate, Imported, State
from cockpit.core.text import printable

SHOWN = 100  # characters of an original line worth repeating


def document_of(imported: Imported, path: str, out: str) -> dict[str, object]:
    """The document `--json` prints. Add keys, never rename them."""
    return {
        "path": path,
        "out": out,
        "lines": len(imported.fates),
        "placed": len(imported.of(State.PLACED)),
        "unassigned": [{"line": fate.line, "text": fate.text} for fate in imported.of(State.UNASSIGNED)],
        "left_out": [{"line": fate.line, "text": fate.text, "why": fate.why} for fate in imported.of(State.LEFT_OUT)],
        "repairs": [{"line": fate.line, "says": says} for fate in imported.repaired for says in fate.says],
        "steps": len(imported.runbook.steps),
        "blocks": imported.blocks,
    }


def told(imported: Imported, out: str) -> Iterator[str]:
    """The account in one line, then what was repaired, what is in no step and what was left out, by line."""
    yield imported.account
    yield f"{imported.makes} in {printable(out)}"
    yield from _part("Repaired:", _repairs(imported.repaired))
    unassigned = [f"{fate.line:>5}  {_short(fate)}" for fate in imported.of(State.UNASSIGNED)]
    yield from _part("In no step (unassigned), kept where it was:", unassigned)
    left = [f"{fate.line:>5}  {_short(fate)}  ({fate.why})" for fate in imported.of(State.LEFT_OUT)]
    yield from _part("Left out:", left)


def _part(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _repairs(fates: tuple[Fate, ...]) -> list[str]:
    """One line a repair; neighbours repaired alike in one."""
    found = [(fate.line, says) for fate in fates for says in fate.says]
    found.sort(key=lambda pair: (pair[1], pair[0]))
    runs: list[tuple[int, int, str]] = []
    for says, group in groupby(found, key=lambda pair: pair[1]):
        for line, _ in group:
            if runs and runs[-1][2] == says and line - runs[-1][1] <= 1:
                runs[-1] = (runs[-1][0], line, says)
            else:
                runs.append((line, line, says))
    return [f"{_range(first, last):>9}  {says}" for first, last, says in sorted(runs)]


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _short(fate: Fate) -> str:
    return printable(fate.text.strip(), SHOWN)
