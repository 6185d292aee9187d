"""A plan in words: all of it, exactly as it would run, hidden characters named."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from cockpit.core.actions import Plan
from cockpit.core.profile import Environment
from cockpit.core.text import hidden, printable, revealed
from widgets.cells import broken, padded, wrapped
from widgets.line import Line, Tone, line

SAMPLED = 8
WIDEST = 28


def plan_lines(plan: Plan, environment: Environment, width: int) -> list[Line]:
    """What `plan` does to what, what will not come back, the way back, the exact request, the rows it touches.

    What must not be overlooked comes first: on a small terminal the rest has to be scrolled to.
    """
    return [*_lines(plan, environment, width)]


def _lines(plan: Plan, environment: Environment, width: int) -> Iterator[Line]:
    yield from _words(plan.says, Tone.STRONG, width)
    target = f"on {plan.target.name} ({plan.target.provider}), {environment.word}"
    yield from _words(target, Tone.MUTED, width)
    if plan.refused:
        yield from _words(f"[!] This cannot be done: {plan.refused}", Tone.BAD, width)
    for warning in plan.warnings:
        yield from _words(f"[!] {warning}", Tone.WARN, width)
    for lost in plan.irreversible:
        yield from _words(f"[!] Will not come back: {lost}", Tone.BAD, width)
    if plan.way_back:
        yield from _words(f"Way back: {plan.way_back}", Tone.GOOD, width)
    else:
        yield from _words("[!] There is no way back.", Tone.BAD, width)
    for request in plan.request:
        for own in revealed(request).split("\n"):
            yield from (line(("│ ", Tone.MUTED), (row, Tone.CODE)) for row in broken(own, width - 2))
    if any(hidden(request) for request in plan.request):
        yield from _words("[!] It holds characters that do not show; they are named ⟨U+…⟩ above.", Tone.BAD, width)
    if plan.rows is not None:
        count = "1 row" if plan.rows == 1 else f"{plan.rows} rows"
        some = ", some of them:" if plan.sample else ""
        yield line((f"{count} will be touched{some}", Tone.STRONG))
    yield from _sample(plan.columns, plan.sample[:SAMPLED], width)


def _sample(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[Line]:
    if not rows:
        return
    cells = [[printable(cell) for cell in row] for row in (columns, *rows)]
    count = min(len(row) for row in cells)
    sizes = [min(max(cell_len(row[column]) for row in cells), WIDEST) for column in range(count)]
    for number, row in enumerate(cells):
        text = "  ".join(padded(row[column], sizes[column]) for column in range(count))
        yield line((f"  {text.rstrip()}", Tone.MUTED if number == 0 else Tone.PLAIN))


def _words(text: str, tone: Tone, width: int) -> Iterator[Line]:
    for row in wrapped(text, width) if text else ():
        yield line((row, tone))
