"""The fences of a file and how each looks by the lines next to it, and the headings no block reaches across."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cockpit.runbooks.importing.prose import is_prose
from cockpit.runbooks.importing.rows import ITEM, Kind, Row, indent_of, width

_MARK = re.compile(r"([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})[ \t]*([^`]*)$")
_BUTTON = re.compile(r"\{\{\w+\}\}$")  # `{{copy}}` after a closing fence, as some course pages have it
_GLUED = re.compile(r"^[^`]*[^`\s][ \t]*```[ \t]*$")
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")
_UNDERLINED = re.compile(r"~{3,}[ \t]*$")
_LONGEST = 300  # characters of a line that can be a fence


class Look(StrEnum):
    """What a fence without a language looks like by the lines next to it."""

    OPENING = "opening"
    CLOSING = "closing"
    EITHER = "either"


_BORDERED = ((Look.OPENING, Look.EITHER), (Look.OPENING,))
"""How the fence after a heading looks when no block reaches across it; a single `#` may be a comment."""


@dataclass(frozen=True, slots=True)
class Mark:
    at: int
    lead: str
    mark: str
    info: str
    look: Look
    glued: bool = False
    """The end of a line of code: it can only close."""

    @property
    def column(self) -> int:
        """Where it stands."""
        return width(self.lead) if not self.lead.strip() else len(self.lead)

    @property
    def bare(self) -> bool:
        """Whether nothing stands before or after it."""
        return not self.info and not self.lead.strip()

    def closes(self, opened: "Mark") -> bool:
        """Whether it ends the block `opened` begins."""
        return self.bare and self.like(opened)

    def like(self, opened: "Mark") -> bool:
        """Whether it is of the same kind, and at least as long."""
        return self.mark[0] == opened.mark[0] and len(self.mark) >= len(opened.mark)


def marks_of(rows: Sequence[Row]) -> list[Mark]:
    """Every line that can open or close a block."""
    found = []
    for at, row in enumerate(rows):
        if row.kind is Kind.TEXT and ("```" in row.text or "~~~" in row.text) and len(row.text) < _LONGEST:
            mark = _MARK.match(row.text)
            if mark is None and _GLUED.search(row.text) and _look(rows, at) is Look.CLOSING:
                found.append(Mark(at, indent_of(row.text), "```", "", Look.CLOSING, glued=True))
            elif mark and not _underlines(rows, at):
                info = _BUTTON.sub("", mark[3].strip())
                found.append(Mark(at, mark[1], mark[2], info, _look(rows, at)))
    return found


def _underlines(rows: Sequence[Row], at: int) -> bool:
    """Whether a row of tildes is the line below a title, as reStructuredText has it."""
    above = rows[at - 1].text.rstrip() if at else ""
    before = at < 2 or not rows[at - 2].text.strip()
    return bool(above and before and _UNDERLINED.match(rows[at].text) and len(rows[at].text.rstrip()) >= len(above) > 2)


def _look(rows: Sequence[Row], at: int) -> Look:
    above = rows[at - 1].text.rstrip() if at else ""
    below = rows[at + 1].text if at + 1 < len(rows) else ""
    if not below.strip():
        return Look.CLOSING if above else Look.EITHER
    if above.endswith((":", "：")):
        return Look.OPENING
    return Look.EITHER if above or ITEM.match(below) or is_prose(below) else Look.OPENING


def borders_of(rows: Sequence[Row], marks: Sequence[Mark]) -> list[int]:
    """The headings no block reaches across: by themselves, and the next fence does not look like one that closes."""
    places = [mark.at for mark in marks]
    found: list[int] = []
    for at, row in enumerate(rows):
        heading = _HEADING.match(row.text) if row.kind is Kind.TEXT and row.text.startswith("#") else None
        if not heading or (at and rows[at - 1].text.strip() and rows[at - 1].text[:3] not in ("```", "~~~")):
            continue
        if at + 1 < len(rows) and rows[at + 1].text.strip():
            continue
        if len(heading[1]) == 1 and found:
            continue  # below other headings a single `#` is more likely a comment
        index = bisect_right(places, at)
        following = marks[index] if index < len(marks) else None
        if following is None or following.info or following.look in _BORDERED[len(heading[1]) == 1]:
            found.append(at)
    return found
