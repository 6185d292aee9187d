"""What a log line says: its time, level, message and fields, read from the shape of the line alone.

Nothing here raises, whatever the bytes; everything returned is printable.
"""

import re
from collections.abc import Sequence

from cockpit.core.logformats.table import of_object, of_text
from cockpit.core.logjson import object_in
from cockpit.core.logreading import Reading
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.logsaid import Said
from cockpit.core.text import decoded, printable

_FRAME = re.compile(r'\s+at .*(?:\(.*\)|:\d)|\s+File "|Caused by: |goroutine \d+ \[|\S+\.rb:\d+:in ')
FRAME_WITHIN = 20  # folded lines in which a frame is looked for


def parse(row: LogRow) -> ParsedRow:
    """What `row` says. Continuation lines come back as `folded`, blank ones left out."""
    head, _, tail = decoded(row.raw).partition("\n")
    folded = tuple(printable(line.rstrip("\r")) for line in tail.split("\n") if line.strip()) if tail else ()
    format, said = _read(head.rstrip("\r"), row.reading)
    lines = [printable(line.rstrip("\r")) for line in said.text.split("\n") if line.strip()]
    return ParsedRow(
        source=printable(row.source),
        at=said.at,
        level=said.level or ("error" if _is_traced((*lines[1:], *folded)) else ""),
        text=lines[0] if lines else "",
        fields={printable(name, 120): printable(value) for name, value in said.fields.items()},
        folded=(*lines[1:], *folded),
        kind=row.kind,
        own=row.reading.own,
        format=format,
    )


def _is_traced(folded: Sequence[str]) -> bool:
    """Whether these are lines of a trace: what has one and names no level is an error."""
    return any(_FRAME.match(line) for line in folded[:FRAME_WITHIN])


def _read(line: str, reading: Reading) -> tuple[str, Said]:
    """The format that fits and what the line says in it."""
    if (found := object_in(line)) is not None and (kind := of_object(found, reading)):
        return kind.name, kind.read(found, reading)
    for format in of_text(reading):
        if said := format.read(line, reading):
            return format.name, said
    return "", Said(text=line)
