"""List items written with other marks than Markdown's: dots, boxes, numbers in parentheses or circles."""

import re
from collections.abc import Sequence

from cockpit.runbooks.importing.rows import ITEM, Kind, Row, changed, content_offset, indent_of, width

_DOT = re.compile(r"([ \t\u00a0]*)([•◦▪▫‣●○■·∙⁃➢►▶❖])[ \t\u00a0]*(?=\S|$)")
_BOX = re.compile(r"([ \t\u00a0]*)(?:[-*+•][ \t]+)?([☐❏❑□☑☒✔])[ \t\u00a0]*(?=\S|$)")
_DASH = re.compile(r"([ \t\u00a0]*)([–—])[ \t\u00a0]+(?=\S)")
_NUMBER = re.compile(r"([ \t\u00a0]*)(?:\((\d{1,3})\)|#\.(?=[ \t])|(\d{1,3})[、．](?!\d)|([①-⑳]))[ \t\u00a0]*(?=\S)")
_LETTER = re.compile(r"([ \t\u00a0]+)([a-z])[.)][ \t]+(?=\S)")
_STARS = re.compile(r"(\*{2,5})[ \t]+(?=[^\s*])")  # AsciiDoc and wikis: as many as the item is deep
_STUCK = re.compile(r"([ \t]*)(\d{1,2})([.)])(?=[A-Z\"“][\w'’]*[ ,])")
_FIRST = frozenset("#•◦▪▫‣●○■□·∙⁃➢►▶❖☐❏❑☑☒✔-*+–—(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_NEAR = 12  # rows between one lettered item and the next
_TICKED = frozenset("☑☒✔")
_INNER = frozenset("◦○▪▫■⁃")

DOT = "the bullet is `-` now"
BOX = "the box is `- [ ]` now"
NUMBER = "the number is written as in a list"
ALONE = "the words of a bullet stood on the next line"


def mark_bullets(rows: list[Row]) -> list[Row]:
    """The rows with every such mark as one of Markdown; deeper indents, and rings below dots, as items within items."""
    out: list[Row] = []
    levels: list[tuple[int, bool]] = []
    base = offset = 0
    waiting: Row | None = None
    for at, row in enumerate(rows):
        if waiting is not None:
            if row.plain and not ITEM.match(row.text) and not _found(rows, at):
                out.append(
                    Row(
                        f"{waiting.text}{row.text.strip()}",
                        Kind.TEXT,
                        (*waiting.lines, *row.lines),
                        (*waiting.says, ALONE),
                    )
                )
                waiting = None
                continue
            out.append(waiting)
            waiting = None
        found = _found(rows, at) if row.plain else None
        if found is None:
            if row.kind is not Kind.BLANK:
                levels = []
                offset = _offset(row, offset)
            out.append(row)
            continue
        indent, mark, rest, says, inner = found
        if not levels:
            base = offset if offset and indent >= min(offset, 2) else 0
        levels = _climbed(levels, indent, inner)
        text = " " * (base + 2 * (len(levels) - 1)) + mark + rest
        made = changed(row, says, text=text)
        if rest:
            out.append(made)
        else:
            waiting = changed(row, says, text=text.rstrip() + " ")
    return [*out, waiting] if waiting is not None else out


def _found(rows: Sequence[Row], at: int) -> tuple[int, str, str, str, bool] | None:
    """(indent, the mark in Markdown, the words, what is said of it, whether its mark is one of inner items)."""
    text = rows[at].text
    first = text.lstrip(" \t\u00a0")[:1]
    if not (first in _FIRST or first.isdigit() or _LETTER.match(text)):
        return None
    if box := _BOX.match(text):
        tick = "x" if box[2] in _TICKED else " "
        return width(box[1].replace("\u00a0", " ")), f"- [{tick}] ", text[box.end() :], BOX, False
    if (dot := _DOT.match(text)) or ((dot := _DASH.match(text)) and _company(rows, at)):
        return width(dot[1].replace("\u00a0", " ")), "- ", text[dot.end() :], DOT, dot[2] in _INNER
    if number := _NUMBER.match(text):
        value = number[2] or number[3] or (str(ord(number[4]) - ord("①") + 1) if number[4] else "1")
        return width(number[1].replace("\u00a0", " ")), f"{value}. ", text[number.end() :], NUMBER, False
    if (letter := _LETTER.match(text)) and _in_order(rows, at, letter[2]):
        return width(letter[1].replace("\u00a0", " ")), "- ", text[letter.start(2) :], NUMBER, False
    if stars := _STARS.match(text):
        return 2 * len(stars[1]) - 2, "- ", text[stars.end() :], DOT, True
    if stuck := _STUCK.match(text):
        return width(stuck[1]), f"{stuck[2]}{stuck[3]} ", text[stuck.end() :], NUMBER, False
    return None


def _in_order(rows: Sequence[Row], at: int, letter: str) -> bool:
    """Whether the items are lettered: there is an `a`, a `b` not far below it, and each follows the one before."""
    near = rows[max(at - _NEAR, 0) : at + _NEAR]
    wanted = "b" if letter == "a" else chr(ord(letter) - 1)
    return any((found := _LETTER.match(row.text)) and found[2] == wanted for row in near if row.kind is Kind.TEXT)


def _company(rows: Sequence[Row], at: int) -> bool:
    """Whether a line next to this one begins with a dash as well: one alone is a dash in a sentence."""
    beside = [rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows)]
    return any(row.kind is Kind.TEXT and _DASH.match(row.text) for row in beside) or (
        at > 0 and rows[at - 1].text.rstrip().endswith(":")
    )


def _climbed(levels: list[tuple[int, bool]], indent: int, inner: bool) -> list[tuple[int, bool]]:
    """The open levels with the one of this item last."""
    kept = list(levels)
    if (indent, inner) in kept:
        return kept[: kept.index((indent, inner)) + 1]
    while kept and kept[-1][0] >= indent and not (inner and not kept[-1][1] and kept[-1][0] == indent):
        kept.pop()
    return [*kept, (indent, inner)]


def _offset(row: Row, offset: int) -> int:
    if row.kind is Kind.TEXT and ITEM.match(row.text):
        return content_offset(row.text)
    return offset if indent_of(row.text) or row.kind in (Kind.OPEN, Kind.CODE, Kind.CLOSE) else 0
