"""Text measured in terminal cells: cut, wrapped and broken without splitting a wide character."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells

from cockpit.core.text import printable, printable_lines


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; a cut is marked by an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[: max(width, 0)]
    return f"{chop_cells(text, width - 1)[0]}…"


def broken(text: str, width: int) -> list[str]:
    """Every line of `text` made printable and broken to `width` cells, not a character lost: for blocks to be run.

    A line is broken behind a space where it has one, else anywhere.
    """
    return [piece for row in printable_lines(text) for piece in _pieces(row, max(width, 2))]


def wrapped(text: str, width: int) -> list[str]:
    """`text` made printable and wrapped at words into lines of at most `width` cells; its own line breaks stay."""
    return [row for own in printable_lines(text) for row in filled(own.split(), width)]


def filled(pieces: Iterable[str], width: int, gap: str = " ") -> list[str]:
    """`pieces` side by side in lines of at most `width` cells; a piece is broken only when it is wider than a line."""
    width, line, lines = max(width, 2), "", list[str]()
    for piece in pieces:
        candidate = f"{line}{gap}{piece}" if line else piece
        if cell_len(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = chop_cells(piece, width) or [""]
        lines += full
    return [*lines, line]


def padded(text: str, width: int) -> str:
    """`text` printable and exactly `width` cells wide, cut or filled with spaces."""
    text = cut(printable(text), width)
    return text + " " * (width - cell_len(text))


def columns_of(heads: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 28) -> list[str]:
    """A table as lines, the heads first: every column as wide as its longest cell, at most `widest`."""
    lines = [[cut(printable(cell), widest) for cell in row] for row in (heads, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in lines]


def _pieces(row: str, width: int) -> list[str]:
    pieces: list[str] = []
    while cell_len(row) > width:
        fits = chop_cells(row, width)[0]
        end = fits.rfind(" ") + 1 or len(fits)
        pieces.append(row[:end])
        row = row[end:]
    return [*pieces, row]
