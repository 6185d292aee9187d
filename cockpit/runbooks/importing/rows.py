"""A text as rows: what each line is, which original lines it came from, and what was done to it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec

LONGEST = 2000  # characters; a longer line is text, whatever it looks like: no rule here was made for it

LINE_BREAK = re.compile(r"\r\n|\n|\r")
ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])(?:([ \t]+)(?=\S)|[ \t]*$)")


class Kind(StrEnum):
    """What a row is. `left`: not written; its `info` says why."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    OPEN = "open"
    CODE = "code"
    CLOSE = "close"
    TABLE = "table"
    QUOTE = "quote"
    RULE = "rule"
    FRONT = "front"
    LEFT = "left"


class Fence(msgspec.Struct, frozen=True, gc=False):
    """What the rows of one block share. `mark` is how its author fenced it; empty: nobody did."""

    indent: str = ""
    info: str = ""
    mark: str = ""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One line of the result. `lines` are 1-based; a row that was put in has none."""

    text: str
    kind: Kind = Kind.TEXT
    lines: tuple[int, ...] = ()
    says: tuple[str, ...] = ()
    """What was repaired, in words."""
    info: str = ""
    fence: Fence | None = None
    by_hand: bool = False
    """A person said what it is; no rule changes it."""

    @property
    def plain(self) -> bool:
        """Whether a rule may still say what it is."""
        return self.kind is Kind.TEXT and not self.by_hand and len(self.text) <= LONGEST


Rows = Sequence[Row]
BLANK = Row("", Kind.BLANK)


def rows_of(text: str) -> list[Row]:
    """The lines of `text` as rows, blank ones told apart; a mark of byte order at the top is no text."""
    lines = LINE_BREAK.split(text.removeprefix("\ufeff"))
    return [
        Row(line, Kind.TEXT if line.strip() else Kind.BLANK, (number,)) for number, line in enumerate(lines, start=1)
    ]


def changed(row: Row, says: str, *, text: str | None = None, kind: Kind | None = None, info: str | None = None) -> Row:
    """`row` repaired. `says` is left out of the account when empty."""
    return Row(
        row.text if text is None else text,
        row.kind if kind is None else kind,
        row.lines,
        (*row.says, says) if says and says not in row.says else row.says,
        row.info if info is None else info,
        row.fence,
        row.by_hand,
    )


def left(row: Row, why: str) -> Row:
    """`row` as one that is not written."""
    return changed(row, "", kind=Kind.LEFT, info=why)


def block(rows: Iterable[Row], fence: Fence, says: str = "") -> Iterator[Row]:
    """`rows` as a fenced block nobody had fenced."""
    yield Row("", Kind.OPEN, fence=fence)
    for row in rows:
        yield Row(row.text, Kind.CODE, row.lines, (*row.says, says) if says else row.says, fence=fence)
    yield Row("", Kind.CLOSE, fence=fence)


def width(indent: str) -> int:
    """The columns `indent` takes, tabs reaching to the next multiple of four."""
    return len(indent.expandtabs(4))


def indent_of(text: str) -> str:
    """The white space `text` begins with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def shifted(text: str, columns: int) -> str:
    """`text` that many columns to the right, or to the left as far as its indent goes."""
    indent = indent_of(text)
    return " " * max(width(indent) + columns, 0) + text[len(indent) :] if columns else text


def content_offset(text: str) -> int:
    """The column at which the words of the list item `text` begin; 0: it is none."""
    found = ITEM.match(text)
    if not found:
        return 0
    gap = width(found[3]) if found[3] else 1
    return width(found[1]) + len(found[2]) + (gap if gap <= 4 else 1)
