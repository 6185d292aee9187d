"""Which heading is the title, which are phases and which are steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cockpit.runbooks.blocks import Block, Kind
from cockpit.runbooks.titles import is_numbered, plain


class Role(StrEnum):
    """What a heading is."""

    TITLE = "title"
    PHASE = "phase"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Place:
    """A heading's role and, for a step, the first line (0-based) of its phase's heading; None: the runbook itself."""

    role: Role
    phase: int | None = None


def outline_of(blocks: Sequence[Block], title: str) -> dict[int, Place]:
    """The place of every heading that stands by itself, by its first line.

    `title` is the front matter's, or empty; then the first H1 is the title. A "Step 3: …" heading is a step. Top
    headings are phases. Of the headings below a phase, either one has a list and all are phases, or all are steps.
    """
    headings = [block for block in blocks if stands_alone(block)]
    top = next((block for block in headings if block.level == 1), None)
    if top and title and plain(top.text).casefold() != title.casefold():
        top = None
    places = {top.start: Place(Role.TITLE)} if top else {}
    below = [block for block in headings if block is not top]
    parents = _parents(below)
    above_lists = {parents[start] for start in _with_list(blocks, below, parents)}
    for block in below:
        parent = parents[block.start]
        places[block.start] = _place(block, parent, places, parent in above_lists)
    return places


def stands_alone(block: Block) -> bool:
    """Whether a block is a heading with words of its own, in no list and no quote."""
    return block.kind is Kind.HEADING and not block.items and not block.quoted and bool(block.text.strip())


def _place(block: Block, parent: int | None, places: dict[int, Place], with_lists: bool) -> Place:
    above = places[parent] if parent is not None else None
    home = above.phase if above and above.role is Role.STEP else parent
    if is_numbered(plain(block.text)) or (above and above.role is Role.STEP):
        return Place(Role.STEP, home)
    return Place(Role.PHASE) if above is None or with_lists else Place(Role.STEP, home)


def _parents(headings: list[Block]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    open_: list[Block] = []
    for block in headings:
        while open_ and open_[-1].level >= block.level:
            open_.pop()
        found[block.start] = open_[-1].start if open_ else None
        open_.append(block)
    return found


def _with_list(blocks: Sequence[Block], headings: list[Block], parents: dict[int, int | None]) -> set[int]:
    """The headings, numbered ones left out, that have a list anywhere below them."""
    found: set[int] = set()
    wanted = {block.start: is_numbered(plain(block.text)) for block in headings}
    current: int | None = None
    for block in blocks:
        if block.start in wanted:
            current = block.start
        elif block.items and current is not None:
            at: int | None = current
            while at is not None and at not in found and not wanted[at]:
                found.add(at)
                at = parents[at]
    return found
