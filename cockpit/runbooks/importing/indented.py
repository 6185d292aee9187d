"""Transcripts that are blocks by their indent alone: four columns right of the words around them, with prompts."""

from collections.abc import Sequence

from cockpit.runbooks.importing.commands import PROMPT
from cockpit.runbooks.importing.rows import ITEM, Fence, Kind, Row, block, content_offset, indent_of, shifted, width

_MOST = 400  # rows of one block

SAID = "an indented block is a fenced one now"


def fence_transcripts(rows: list[Row]) -> list[Row]:
    """Every such block with a fence, so that its commands can be told from what they printed."""
    out: list[Row] = []
    at = offset = 0
    while at < len(rows):
        row = rows[at]
        begins = row.plain and row.text[:1] in " \t" and (not at or rows[at - 1].kind is Kind.BLANK)
        if begins and width(indent_of(row.text)) >= offset + 4 and PROMPT.match(row.text):
            end = _end(rows, at, offset + 4)
            margin = min(width(indent_of(inside.text)) for inside in rows[at:end] if inside.text.strip())
            body = [
                Row(shifted(inside.text, offset - margin) if inside.text.strip() else "", inside.kind, inside.lines)
                for inside in rows[at:end]
            ]
            out += [*block(body, Fence(" " * offset, "console"), SAID), Row("", Kind.BLANK)]
            at = end
            continue
        if row.kind is Kind.TEXT:
            goes_on = row.text[:1] in " \t" or (at > 0 and rows[at - 1].kind is Kind.TEXT)
            offset = content_offset(row.text) if ITEM.match(row.text) else offset if goes_on else 0
        out.append(row)
        at += 1
    return out


def _end(rows: Sequence[Row], start: int, column: int) -> int:
    """Behind the last row of the block: blank rows belong to it when it goes on after them."""
    end = start
    for at in range(start, min(start + _MOST, len(rows))):
        row = rows[at]
        if row.kind is Kind.BLANK:
            continue
        if not row.plain or width(indent_of(row.text)) < column:
            break
        end = at + 1
    return end
