"""One row of a log as cells: mark, source, time, level in words, text, and what else the line tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.core.duration import clock_face
from cockpit.core.logrow import ParsedRow, RowKind
from cockpit.core.logterms import values_of
from cockpit.core.text import MAX_MARKS
from widgets.cells import cut

# Fields worth a glance when a profile names no columns, in this order; a sequence number shows what is missing.
TELLING = ("seq", "status", "method", "path", "url", "error_class", "code", "ms", "duration", "request_id", "requestId")
WORDS = {"debug": "DEBUG", "info": "INFO ", "warn": "WARN ", "error": "ERROR", "fatal": "FATAL", "": "     "}
WIDE = 100  # columns from which milliseconds and full source names are shown

StyleOf = Callable[[str], Style]
Columns = tuple[tuple[str, tuple[str, ...]], ...]
"""For a source the fields shown as columns; the source without a name stands for all others."""


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are laid out now; equal looks paint equal rows."""

    width: int
    tag: int = 0
    """Cells of the gutter that names the source; 0: there is only one."""
    columns: Columns = ()
    t0: datetime | None = None
    """Times are shown from here; None: times of day."""
    words: tuple[str, ...] = ()
    """Texts to be marked where they stand."""


def painted(row: ParsedRow, look: Look, mark: str, style: StyleOf) -> Strip:
    """`row` as exactly `look.width` cells. `mark`: one character of the gutter; `style` knows names of components."""
    if row.kind is RowKind.NOTICE:
        tag = f"{row.source}: " if look.tag else ""
        said, used = _fitted(f"{mark}── {tag}{row.text} ", look.width)
        return Strip([Segment(said + "─" * (look.width - used), style("notice"))], look.width)
    tone = row.level if row.level in ("debug", "warn", "error", "fatal") else "row"
    base = style("debug") if tone == "debug" else style("row")
    folded = f" ⏎ +{len(row.folded)}" if row.folded else ""
    head, at = _fitted(f"{mark}{_tag(row, look)}{_time(row, look)}", look.width)
    word, wide = _fitted(f"{WORDS[row.level]} ", look.width - at)
    text, used = _fitted(_words(row, look), max(look.width - at - wide - len(folded), 0))
    tail = " " * (look.width - at - wide - used - len(folded))
    # Few changes of style in a row: each costs forty bytes on the way to the terminal.
    if tone in ("row", "debug"):
        segments = [Segment(head + word, base)]
    else:
        segments = [Segment(head, base), Segment(word, style(tone))]
    segments += _lit(text, look.words, base, style("found"))
    if folded:
        segments.append(Segment(folded, style("folded")))
    return Strip(list(Segment.simplify([*segments, Segment(tail, base)])), look.width)


def tag_width(sources: Sequence[str], width: int) -> int:
    """Cells that the names of `sources` need in front of rows `width` cells wide, within reason."""
    if len(sources) < 2:
        return 0
    return min(max(map(cell_len, sources)), 14 if width >= WIDE else 7)


def _fitted(text: str, width: int) -> tuple[str, int]:
    """`text` in at most `width` cells, and how many it takes."""
    if text.isascii():
        return (text, len(text)) if len(text) <= width else (cut(text[: width + 1], width), max(width, 0))
    # A cell holds at most a letter and its marks; more characters than this cannot be seen.
    text = cut(text[: width * (MAX_MARKS + 1)], width)
    return text, cell_len(text)


def _words(row: ParsedRow, look: Look) -> str:
    if columns := _columns(row.source, look.columns):
        named = {"message": row.text, "msg": row.text, "text": row.text, "time": "", "level": ""}
        shown = [named[name] if name in named else next(iter(values_of(row, name.lower())), "–") for name in columns]
        return "  ".join(text for text in shown if text) if row.fields else row.text
    told = [
        f"{name}={row.fields[name]}" for name in TELLING if row.fields.get(name) and row.fields[name] not in row.text
    ]
    return "  ".join([row.text, *told])


def _columns(source: str, columns: Columns) -> tuple[str, ...]:
    """Those of `source`; several files of one source are called `name/file`."""
    known = dict(columns)
    return known.get(source) or known.get(source.partition("/")[0]) or known.get("", ())


def _tag(row: ParsedRow, look: Look) -> str:
    if not look.tag:
        return ""
    tag, used = _fitted(row.source, look.tag)
    return tag + " " * (look.tag - used + 1)


def _time(row: ParsedRow, look: Look) -> str:
    wide = look.width >= WIDE
    if row.at is None:
        return " " * (13 if wide else 9)
    if look.t0 is not None:
        ago = clock_face(row.at - look.t0)
        return f"T{ago if ago.startswith('-') else '+' + ago} ".ljust(13 if wide else 9)
    return row.at.strftime("%H:%M:%S") + (f".{row.at.microsecond // 1000:03} " if wide else " ")


def _lit(text: str, words: tuple[str, ...], base: Style, found: Style) -> list[Segment]:
    """`text` with every occurrence of one of `words` marked, the earliest first."""
    low = text.lower()
    if len(low) != len(text):
        return [Segment(text, base)]  # letters whose lower case is longer: places would not agree
    segments: list[Segment] = []
    at = 0
    while hits := [(hit, len(word)) for word in words if (hit := low.find(word.lower(), at)) >= 0]:
        hit, length = min(hits)
        segments += [Segment(text[at:hit], base), Segment(text[hit : hit + length], found)]
        at = hit + length
    return [*segments, Segment(text[at:], base)]
