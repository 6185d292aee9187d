"""Words of the incident as Markdown that cannot become anything else."""

from collections.abc import Iterable
from datetime import datetime

from cockpit.core.text import printable

_SPECIAL = "\\`*_{}[]<>#|"


def plain(text: str) -> str:
    """`text` on one line, printable, with nothing Markdown would take as its own."""
    cleaned = printable(text)
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in cleaned)


def cell(text: str) -> str:
    """`text` for a table cell. A leading `=`, `+`, `-` or `@` gets a quote before it, for spreadsheets."""
    shown = plain(text)
    return f"'{shown}" if shown[:1] in "=+-@" and shown else shown


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table; no rows, no table."""
    lines = [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    if not lines:
        return []
    names = list(head)
    return [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}", *lines]


def block(text: str, lang: str = "text") -> list[str]:
    """`text` as a fenced block, its fence longer than any inside."""
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{lang}", *(printable(line) for line in text.splitlines()), fence]


def stamp(at: datetime | None) -> str:
    """A time in UTC to the second, or a dash."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "–"
