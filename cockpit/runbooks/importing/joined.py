"""Lists whose items ran together: ` - ` inside a line, an item broken in two by code, a command in the middle."""

import re
from collections.abc import Iterator

from cockpit.runbooks.importing.commands import COMMENT, SQL_COMMENT, end_of_command, is_command, is_sql
from cockpit.runbooks.importing.glue import SAID as GLUED
from cockpit.runbooks.importing.glue import unglued
from cockpit.runbooks.importing.nature import Nature
from cockpit.runbooks.importing.rows import BLANK, ITEM, Fence, Kind, Row, block, changed, content_offset

_NEXT = re.compile(r"(?<=[\w\"'”’}\])/.!?;,`])\s?- (?=[\"“(]?[A-Z])")
_CODE_FIRST = re.compile(r"[a-z0-9_/.{<~$@]|[A-Z][\w]*[_/.(][\w/]|https?:")

JOINED = "items that had run together on one line"
BROKEN = "joined with the line above: the item was broken there"
LOST_MARK = "a list item that had lost its mark"
COMMAND = "the command is a block of its own"


def part_items(rows: list[Row], nature: Nature) -> list[Row]:
    """In a file that was pasted: joined items apart, broken ones whole, commands within them as blocks."""
    if not nature.pasted:
        return rows
    out: list[Row] = []
    for row in rows:
        if not row.plain or ITEM.match(row.text) or COMMENT.match(row.text) or SQL_COMMENT.match(row.text):
            out.append(row)
            continue
        above = out[-1] if out else BLANK
        below_item = above.kind is Kind.TEXT and ITEM.match(above.text) is not None
        below_colon = above.kind is Kind.TEXT and above.text.rstrip().endswith(":") and not below_item
        if below_item and _CODE_FIRST.match(row.text.lstrip()):
            _go_on(out, row)
        elif below_colon and _NEXT.search(row.text) and _CODE_FIRST.match(row.text.lstrip()):
            out.append(BLANK)
            out += _new_item(row)
        else:
            out.append(row)
    return out


def _go_on(out: list[Row], row: Row) -> None:
    """Put the first piece of `row` to the item above, the others below it as items."""
    item = out[-1]
    depth = content_offset(item.text)
    text = row.text.strip()
    end = end_of_command(text)
    if is_command(text[:end]) or is_sql(text[:end]):
        out += [BLANK, *_command(row, text[:end], depth)]
        first, *more = _pieces(text[end:])
        if first.strip():
            out += [BLANK, Row(" " * depth + first.strip(), Kind.TEXT, row.lines), *([BLANK] if not more else [])]
    else:
        first, *more = _NEXT.split(text)
        # An item whose words break off before code is whole only with it; the account names both lines.
        out[-1] = Row(
            f"{item.text.rstrip()} {first.strip()}", Kind.TEXT, (*item.lines, *row.lines), (*item.says, BROKEN)
        )
    indent = item.text[: len(item.text) - len(item.text.lstrip())]
    out += [Row(f"{indent}- {piece.strip()}", Kind.TEXT, row.lines, (JOINED,)) for piece in more]


def _new_item(row: Row) -> Iterator[Row]:
    text = row.text.strip()
    end = end_of_command(text)
    if is_command(text[:end]) or is_sql(text[:end]):
        made = list(_command(row, text[:end], 2))
        yield Row("- ", Kind.OPEN, row.lines, (LOST_MARK,), fence=made[0].fence)
        yield from made[1:]
        first, *more = _pieces(text[end:])
        if first.strip():
            yield BLANK
            yield Row(f"  {first.strip()}", Kind.TEXT, row.lines)
    else:
        first, *more = _NEXT.split(text)
        yield Row(f"- {first.strip()}", Kind.TEXT, row.lines, (LOST_MARK,))
    for piece in more:
        yield Row(f"- {piece.strip()}", Kind.TEXT, row.lines, (JOINED,))


def _pieces(rest: str) -> list[str]:
    """What follows a command on its line: words of its own item, maybe none, then those of each further item."""
    parts = _NEXT.split(rest)
    return ["", parts[0].lstrip()[2:], *parts[1:]] if parts[0].lstrip().startswith("- ") else parts


def _command(row: Row, command: str, depth: int) -> Iterator[Row]:
    lang = "sql" if is_sql(command) else "sh"
    return block([Row(" " * depth + command, Kind.CODE, row.lines)], Fence(" " * depth, lang), COMMAND)


def mend_spans(rows: list[Row], nature: Nature) -> list[Row]:
    """In a file that was pasted: code that ran into the words around it set apart."""
    if not nature.pasted:
        return rows
    out = []
    for row in rows:
        text = unglued(row.text) if row.plain else row.text
        out.append(changed(row, GLUED, text=text) if text != row.text else row)
    return out
