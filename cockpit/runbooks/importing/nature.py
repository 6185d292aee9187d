"""What kind of file it is, judged once: the rules that guess apply only where the author left no marks."""

import re
from dataclasses import dataclass

from cockpit.runbooks.importing.commands import COMMENT, is_command
from cockpit.runbooks.importing.rows import ITEM, Kind, Rows

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_MARKS = re.compile(r"`|\*\*\S|\]\(")
_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})[ \t]*$")


@dataclass(frozen=True, slots=True)
class Nature:
    """`pasted`: copied off a rendered page, no mark of Markdown survived. `headed`: it has headings of its own.
    `dense`: no blank lines either, so that every line is a paragraph.
    """

    pasted: bool
    headed: bool
    dense: bool


def nature_of(rows: Rows) -> Nature:
    """Judged by the rows outside blocks. A `#` line is a heading unless commands are next to it."""
    headed = marked = False
    blanks = texts = 0
    for index, row in enumerate(rows):
        if row.by_hand:
            continue  # what a person says of one line is no mark of the author's
        if row.kind is Kind.BLANK:
            blanks += 0 < index < len(rows) - 1
        if row.kind in (Kind.OPEN, Kind.HEADING):
            marked = True
            headed = headed or row.kind is Kind.HEADING
        if row.kind is not Kind.TEXT:
            continue
        texts += 1
        below = rows[index + 1] if index + 1 < len(rows) else None
        if not headed:
            underlined = below and below.kind is Kind.TEXT and _UNDERLINE.match(below.text) and not ITEM.match(row.text)
            hashed = _HEADING.match(row.text) and (row.text.startswith("##") or _alone(rows, index))
            headed = bool(underlined or hashed)
        marked = marked or _MARKS.search(row.text) is not None
    return Nature(pasted=not (headed or marked), headed=headed, dense=texts > 1 and blanks * 20 < texts)


def _alone(rows: Rows, index: int) -> bool:
    """Whether a `#` line is no comment: nothing stands right above it, and right below it no command and no comment."""
    if index and rows[index - 1].kind is Kind.TEXT:
        return False
    below = rows[index + 1] if index + 1 < len(rows) else None
    if below is None or below.kind is not Kind.TEXT:
        return True
    return not (COMMENT.match(below.text) or is_command(below.text))
