"""One round of all rules over a text, and the next over what it left, each line still known by its first number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cockpit.runbooks.importing import hints
from cockpit.runbooks.importing.alerts import mark_alerts
from cockpit.runbooks.importing.bullets import mark_bullets
from cockpit.runbooks.importing.chrome import leave_chrome
from cockpit.runbooks.importing.console import split_transcripts
from cockpit.runbooks.importing.fences import read_fences
from cockpit.runbooks.importing.indented import fence_transcripts
from cockpit.runbooks.importing.joined import mend_spans, part_items
from cockpit.runbooks.importing.matter import read_matter
from cockpit.runbooks.importing.nature import Nature, nature_of
from cockpit.runbooks.importing.other_marks import read_blocks, read_headings
from cockpit.runbooks.importing.page_parts import open_pages
from cockpit.runbooks.importing.rows import BLANK, Kind, Row, rows_of
from cockpit.runbooks.importing.seating import seat_blocks
from cockpit.runbooks.importing.spacing import space
from cockpit.runbooks.importing.tabbed import bar_tables
from cockpit.runbooks.importing.tables import mend_tables
from cockpit.runbooks.importing.titles import raise_titles
from cockpit.runbooks.importing.unfenced import fence_commands, name_languages
from cockpit.runbooks.importing.written import Written

_Rule = Callable[[list[Row]], list[Row]]

MARKED: tuple[tuple[hints.Hint, _Rule], ...] = (
    (hints.MATTER, read_matter),
    (hints.FENCES, read_fences),
    (hints.BLOCKS, read_blocks),
    (hints.PAGES, open_pages),
    (hints.ALERTS, mark_alerts),
    (hints.HEADINGS, read_headings),
    (hints.BULLETS, mark_bullets),
    (hints.INDENTED, fence_transcripts),
)
"""What the author's own marks say, and what must stand somewhere in the text for the rule to be worth a look.

Blocks first, for nothing in a block is anything else.
"""

LAST: tuple[tuple[hints.Hint, _Rule], ...] = (
    (hints.TABS, bar_tables),
    (hints.BARS, mend_tables),
    (hints.FENCES, name_languages),
    (hints.PROMPTS, split_transcripts),
)

_GUESSED: tuple[Callable[[list[Row], Nature], list[Row]], ...] = (
    leave_chrome,
    part_items,
    fence_commands,
    mend_spans,
)
"""What only the kind of file tells."""

T = TypeVar("T")

KEPT = "kept at the end"


@dataclass(frozen=True, slots=True)
class Round:
    """What a round left: the text, and by original line where it is, what was repaired and why it was left out."""

    text: str
    rows: tuple[Row, ...]
    """One for each line of the text; those set by hand are known as such."""
    places: dict[int, tuple[int, ...]]
    says: dict[int, tuple[str, ...]]
    why: dict[int, str]


def first_round(rows: list[Row]) -> Round:
    """All rules over `rows`, which are the lines of the original and what was said of them by hand."""
    written = Written(_whole(rows, _ruled(rows)))
    places: dict[int, tuple[int, ...]] = {}
    says: dict[int, tuple[str, ...]] = {}
    why: dict[int, str] = {}
    lines: list[Row] = []
    for row, place in zip(written.rows, written.places, strict=True):
        for number in row.lines:
            places[number] = places[number] + place if number in places else place
            if row.says:
                says[number] = says.get(number, ()) + row.says
            if row.kind is Kind.LEFT:
                why[number] = row.info
        for at in place:
            if at > len(lines):
                by_hand = row.by_hand
                lines.append(
                    Row(written.lines[at - 1], row.kind, (at,), fence=row.fence, by_hand=True) if by_hand else row
                )
    return Round("\n".join(written.lines), tuple(lines or [BLANK]), _unique(places), _unique(says), why)


def next_round(before: Round) -> Round | None:
    """All rules once more over what `before` left; None: they change nothing."""
    rows = [by_hand if by_hand.by_hand else row for row, by_hand in zip(rows_of(before.text), before.rows, strict=True)]
    after = first_round(rows)
    if after.text == before.text:
        return None
    places = {
        line: tuple(dict.fromkeys(place for at in ats for place in after.places.get(at, ())))
        for line, ats in before.places.items()
    }
    says = dict(before.says)
    for line, ats in before.places.items():
        if new := tuple(said for at in ats for said in after.says.get(at, ())):
            says[line] = tuple(dict.fromkeys((*says.get(line, ()), *new)))
    why = before.why | {
        line: after.why[ats[0]]
        for line, ats in before.places.items()
        if ats and not places[line] and ats[0] in after.why
    }
    return Round(after.text, after.rows, places, says, why)


def _ruled(rows: list[Row]) -> list[Row]:
    text = "\n" + "\n".join([row.text for row in rows])
    for hint, rule in MARKED:
        rows = rule(rows) if hint(text) else rows
    nature = nature_of(rows)
    for guess in _GUESSED:
        rows = guess(rows, nature)
    for hint, rule in LAST:
        rows = rule(rows) if hint(text) else rows
    rows = space(raise_titles(rows, nature), nature)
    return seat_blocks(rows) if hints.FAR_FENCES(text) else rows


def _whole(original: Sequence[Row], rows: list[Row]) -> list[Row]:
    """`rows` and, at the end, every line that no rule kept: none is lost, whatever a rule does."""
    kept = {number for row in rows for number in row.lines}
    missing = [row for row in original if row.kind is not Kind.BLANK and not kept.issuperset(row.lines)]
    while rows and rows[-1].kind is Kind.BLANK and not rows[-1].lines:
        rows = rows[:-1]
    return [*rows, BLANK, *(Row(row.text, row.kind, row.lines, (KEPT,)) for row in missing)] if missing else rows


def _unique(found: dict[int, tuple[T, ...]]) -> dict[int, tuple[T, ...]]:
    return {line: values if len(values) < 2 else tuple(dict.fromkeys(values)) for line, values in found.items()}
