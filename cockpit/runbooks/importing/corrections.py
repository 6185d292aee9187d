"""What a person said of single lines, applied before any rule looks: the same words always give the same result."""

import re
from collections.abc import Sequence

from cockpit.core.imported import Correction, What
from cockpit.runbooks.importing.commands import PROMPT
from cockpit.runbooks.importing.rows import Fence, Kind, Row

_MARKS = re.compile(
    r"[ \t\u00a0]*(?:#{1,6}[ \t]+|[-*+•◦▪][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,9}[.)][ \t]+|>[ \t]?|\|[ \t]*)"
)
_SPECIAL = re.compile(r"#{1,6}(?:\s|$)|[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|>|```|~~~|[-=*_]{3,}\s*$|\||<|===|\[[^\]]*\]:")
_SPAN = re.compile(r"(`+)(.+)\1$")

BY_HAND = {
    What.PHASE: "a heading, by hand",
    What.STEP: "a step, by hand",
    What.TEXT: "text, by hand",
    What.COMMAND: "a command, by hand",
    What.JOIN: "joined with the line above, by hand",
    What.EDIT: "its words changed, by hand",
}
LEFT = "left out by hand"


def corrected(rows: list[Row], corrections: Sequence[Correction]) -> list[Row]:
    """`rows` with everything that was said of them; of two corrections of one kind the later counts."""
    if not corrections:
        return rows
    kinds = {c.line: c for c in corrections if c.what not in (What.JOIN, What.EDIT)}
    words = {c.line: c.text for c in corrections if c.what is What.EDIT}
    joined = {c.line for c in corrections if c.what is What.JOIN}
    out: list[Row] = []
    for row in rows:
        number = row.lines[0]
        text, says = row.text, row.says
        if number in words:
            text, says = words[number], (*says, BY_HAND[What.EDIT])
        target = _above(out) if number in joined else None
        if target is not None:
            above = out[target]
            out[target] = Row(
                f"{above.text.rstrip()} {text.strip()}",
                above.kind,
                (*above.lines, *row.lines),
                (*above.says, BY_HAND[What.JOIN]),
                above.info,
                above.fence,
                above.by_hand,
            )
            continue
        kind = Kind.TEXT if text.strip() else Kind.BLANK
        made = Row(text, kind, row.lines, says)
        if kind is Kind.BLANK and row.text.strip():
            out.append(Row(row.text, Kind.LEFT, row.lines, (), LEFT, by_hand=True))  # its words were taken away
            continue
        said = kinds.get(number)
        out.append(_said(made, said) if said and text.strip() else made)
    return out


def _above(rows: Sequence[Row]) -> int | None:
    """The last row that is written and not blank."""
    for at in range(len(rows) - 1, -1, -1):
        if rows[at].kind not in (Kind.BLANK, Kind.LEFT):
            return at
    return None


def _said(row: Row, said: Correction) -> Row:
    bare = _bare(row.text)
    if said.what is What.LEAVE_OUT:
        return Row(row.text, Kind.LEFT, row.lines, row.says, LEFT, by_hand=True)
    says = (*row.says, BY_HAND[said.what])
    if said.what is What.PHASE:
        return Row(f"## {bare}", Kind.HEADING, row.lines, says, by_hand=True)
    if said.what is What.STEP:
        return Row(f"1. {bare}", Kind.ITEM, row.lines, says, by_hand=True)
    if said.what is What.COMMAND:
        prompt = PROMPT.match(bare)
        command = bare[prompt.end() :] if prompt else bare
        span = _SPAN.fullmatch(command)
        fence = Fence("", said.text or "sh", "```")
        return Row(span[2] if span else command, Kind.CODE, row.lines, says, fence=fence, by_hand=True)
    return Row(_escaped(bare), Kind.TEXT, row.lines, says, by_hand=True)


def _bare(text: str) -> str:
    """The words of a line without the marks of a heading, item, quote or table before them."""
    found = _MARKS.match(text)
    bare = text[found.end() :].strip() if found else text.strip()
    return bare or text.strip()


def _escaped(text: str) -> str:
    return f"\\{text}" if _SPECIAL.match(text) and not text[0].isalnum() else text
