"""What a runbook says around its steps: what it is for, where a phase stands, what fits nowhere."""

from collections.abc import Iterator, Sequence

from cockpit.core.checklist import Item, Tally
from cockpit.core.runbook import Runbook
from widgets.cells import wrapped
from widgets.line import Line, Part, Tone, line


def intro(runbook: Runbook | None, width: int) -> Iterator[Line]:
    """What it is for."""
    said = runbook.intro.splitlines() if runbook else []
    for number, row in enumerate(row for text in said for row in wrapped(text, width)):
        yield line((row, Tone.MUTED), key=f"intro {number}")


def phase_head(number: int, title: str, items: Sequence[Item]) -> Line:
    """A phase's title and how many of its steps are finished; those set aside are not counted."""
    taken = [item for item in items if not item.aside]
    finished = f"{sum(item.finished for item in taken)}/{len(taken)}" if taken else "set aside"
    return line((title, Tone.ACCENT), right=((finished, Tone.MUTED),), key=f"phase {number}")


def left_over(runbook: Runbook | None, width: int) -> Iterator[Line]:
    """The lines that fit nowhere, with their numbers."""
    unassigned = runbook.unassigned if runbook else ()
    if unassigned:
        yield line(("unassigned", Tone.ACCENT), key="unassigned")
    for left in unassigned:
        for number, row in enumerate(wrapped(left.text, max(width - 8, 8))):
            at = f"{left.line:>5}  " if number == 0 else " " * 7
            yield line((at, Tone.MUTED), row, key=f"unassigned {left.line} {number}")


def tally_words(tally: Tally) -> Part:
    """How many steps are done, by hand, skipped, set aside and open."""
    by_hand = f" ({tally.by_hand} by hand)" if tally.by_hand else ""
    skipped = f" · {tally.skipped} skipped" if tally.skipped else ""
    aside = f" · {tally.aside} set aside" if tally.aside else ""
    return (f"{tally.done} done{by_hand}{skipped}{aside} · {tally.open} open", Tone.MUTED)
