"""Tables: rows that lost their first or last bar get it back, and a table of commands becomes steps."""

import re
from collections.abc import Sequence

from cockpit.runbooks.importing.commands import is_command, is_sql
from cockpit.runbooks.importing.rows import BLANK, Fence, Kind, Row, block, changed

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)$")
_BAR = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`[^`]*`")
_MOST = 500  # rows of one table

BAR = "the table's row had lost a bar"
STEPS = "a row of a table of commands is a step now"


def mend_tables(rows: list[Row]) -> list[Row]:
    """The rows of every table named; what a row lacks at its ends put back, tables of commands taken apart."""
    out = list(rows)
    at, made = 0, []
    spans: list[tuple[int, int]] = []
    while at + 1 < len(out):
        if (
            out[at].plain
            and out[at + 1].plain
            and "|" in out[at].text
            and "|" in out[at + 1].text
            and _rule(out[at + 1].text)
        ):
            end = at + 2
            while (
                end < len(out)
                and end - at < _MOST
                and out[end].plain
                and "|" in out[end].text
                and _cells(out[end].text)
            ):
                end += 1
            spans.append((at, end))
            at = end
        else:
            at += 1
    last = 0
    for start, end in spans:
        made += [*out[last:start], *_table(out[start:end])]
        last = end
    return [*made, *out[last:]] if spans else out


def _rule(text: str) -> bool:
    return _RULE.match(text) is not None


def _table(rows: Sequence[Row]) -> list[Row]:
    columns = len(_cells(rows[0].text))
    column = _command_column(rows, columns)
    if column is not None:
        return _steps(rows, column)
    barred = rows[0].text.lstrip().startswith("|")
    return [_mended(row, columns) if barred else changed(row, "", kind=Kind.TABLE) for row in rows]


def _mended(row: Row, columns: int) -> Row:
    text = row.text
    if not text.lstrip().startswith("|") and len(_cells(text)) <= columns:
        text = f"| {text.strip()}"
    if not text.rstrip().endswith("|"):
        text = f"{text.rstrip()} |"
    return changed(row, BAR if text != row.text else "", text=text, kind=Kind.TABLE)


def _cells(text: str, columns: int = 0) -> list[str]:
    """The cells of a row. A bar in a code span counts, as on GitHub; when that gives more than `columns`, the author
    meant a pipe.
    """
    inner = text.strip().removeprefix("|").removesuffix("|")
    cells = [cell.strip() for cell in _BAR.split(inner)]
    if columns and len(cells) > columns:
        hidden = _CODE.sub(lambda span: span[0].replace("|", "\x00"), inner)
        return [cell.strip().replace("\x00", "|") for cell in _BAR.split(hidden)]
    return cells


def _command_column(rows: Sequence[Row], columns: int) -> int | None:
    """The column that holds a command in every row below the header; None: there is none, or a row is too short."""
    body = [_cells(row.text, columns) for row in rows[2:]]
    if not body or any(len(cells) != columns for cells in body):
        return None
    for column in range(columns):
        if all(_command(cells[column]) for cells in body):
            return column
    return None


def _command(cell: str) -> str:
    """The command a cell is; empty: it is none."""
    span = _SPAN.match(cell)
    text = (span[2].strip() if span else cell).replace("\\|", "|")
    return text if " " in text and "`" not in text and (is_command(text) or is_sql(text)) else ""


def _steps(rows: Sequence[Row], column: int) -> list[Row]:
    """The header as words that lead on, then each row as an item with its command as a block."""
    header = rows[0]
    heads = _cells(header.text)
    lines = (*header.lines, *rows[1].lines)
    lead = " · ".join(head for head in heads if head).rstrip(":")
    made = [BLANK, Row(f"{lead}:" if lead else "", Kind.TEXT if lead else Kind.BLANK, lines, (STEPS,)), BLANK]
    for number, row in enumerate(rows[2:], start=1):
        cells = _cells(row.text, len(heads))
        command = _command(cells[column])
        words = [cell for at, cell in enumerate(cells) if at != column and cell]
        lead = f"{number}. "
        fence = Fence(" " * len(lead), "sql" if is_sql(command) else "sh")
        title = words[0] if words else f"`{command}`"
        made.append(Row(f"{lead}{title}", Kind.TEXT, row.lines, (STEPS,)))
        more = [
            f"{heads[at]}: {cell}" if heads[at] else cell for at, cell in enumerate(cells) if at != column and cell
        ][1:]
        for text in more:
            made += [BLANK, Row(f"{fence.indent}{text}", Kind.TEXT, row.lines)]
        made += [BLANK, *block([Row(fence.indent + command, Kind.CODE, row.lines)], fence), BLANK]
    return made
