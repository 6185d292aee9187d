"""What `cockpit find` writes: a hit as a line or as JSON, how far it is, and what was looked at."""

import time
from datetime import datetime
from typing import TextIO

import click
import msgspec

from cockpit.core.hits import Hit, Looked, Progress, Span
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.text import printable

EVERY = 0.1  # seconds between two words about progress
NAMED = 5  # files that could not be read, named in full


def as_json(hit: Hit) -> bytes:
    """One NDJSON row: `{source,path,line,at,level,text,fields}`. A trace is in `text`, its lines kept."""
    row = _parsed(hit)
    shape = {
        "source": printable(hit.source),
        "path": printable(hit.path),
        "line": hit.line,
        "at": hit.at,
        "level": row.level,
        "text": "\n".join((row.text, *row.folded)),
        "fields": row.fields,
    }
    return msgspec.json.encode(shape) + b"\n"


def as_text(hit: Hit) -> bytes:
    """For people: time, place, level, message and fields; a trace indented below."""
    row = _parsed(hit)
    at = f"{hit.at:%Y-%m-%d %H:%M:%S}.{hit.at.microsecond // 1000:03d}Z" if hit.at else "no time"
    where = f"{printable(hit.path)}:{hit.line}"
    fields = " ".join(f"{name}={value}" for name, value in row.fields.items())
    head = "  ".join(part for part in (at, where, row.level, row.text, fields) if part)
    return ("\n    ".join((head, *row.folded)) + "\n").encode("utf-8", "replace")


def summary(looked: Looked, span: Span) -> str:
    """What was found, what was looked at, what was not, and where the known past ends."""
    files = f"{looked.files} file{'s' if looked.files != 1 else ''}"
    said = [f"{looked.hits} found in {files}, {_size(looked.bytes)} looked through"]
    if looked.indexed:
        said.append(f"{looked.indexed} answered by an index")
    if looked.skipped:
        said.append(f"{looked.skipped} not opened: their names lie outside the time asked for")
    if looked.oldest and looked.newest:
        said.append(f"nothing before {_minute(looked.oldest)} or after {_minute(looked.newest)} was looked at")
    lines = [f"{'stopped: ' if looked.stopped else ''}{'; '.join(said)}"]
    lines += [f"  {printable(one.path)}: {printable(one.why)}" for one in looked.unread[:NAMED]]
    if more := len(looked.unread) - NAMED:
        lines += [f"  and {more} more not read whole"] if more > 0 else []
    return "\n".join(lines)


class Meter:
    """Progress on one line of a terminal, written over itself; silent where there is none."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shown = out.isatty()
        self._next = time.monotonic() + EVERY
        self._drawn = False

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next, self._drawn = now + EVERY, True
            part = f" of {_size(progress.total)}" if progress.total else ""
            words = f"{_size(progress.done)}{part}, {progress.hits} found: {printable(progress.path, 200)}"
            click.echo(f"\r\x1b[K{words[:78]}", file=self._out, nl=False)
            self._out.flush()

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._drawn:
            click.echo("\r\x1b[K", file=self._out, nl=False)
            self._out.flush()
            self._drawn = False


def _parsed(hit: Hit) -> ParsedRow:
    return parse(LogRow(hit.source, hit.raw, reading=hit.reading))


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _size(count: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"
