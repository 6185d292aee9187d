"""What a log line says: its time, level, message and fields, read from the shape of the line alone.

Nothing here raises, whatever the bytes; everything returned is printable. A time without a zone is taken as UTC.
"""

import re
from collections.abc import Mapping

from cockpit.core.logjson import Said, object_in, said_by
from cockpit.core.loglevel import level_named
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.logtime import leading_time
from cockpit.core.text import decoded, printable

_PAIR = re.compile(r'([A-Za-z_@][\w.\-/@]{0,80})=("(?:[^"\\]|\\.)*+"|[^\s"]*+)(?:\s+|$)')
_LEVEL = re.compile(
    r"(?:^|[\s\[(<|:-])(TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|FATAL|PANIC|ALERT"
    r"|EMERG)(?=[\s\])>|:,-]|$)"
)
_LEADING_LEVEL = re.compile(r"^[\[(<]?(?:[A-Za-z]{3,8})[\])>]?\s*[:|-]?\s+")
_ERROR_LINE = re.compile(
    r"^(?:Uncaught )?[\w.$]{0,120}(?:Error|Exception|Traceback \(most recent call last\))(?::|\s|$)"
)
LEVEL_WITHIN = 80  # characters of a plain line in which its level is looked for


def parse(row: LogRow) -> ParsedRow:
    """What `row` says. Continuation lines come back as `folded`, blank ones left out."""
    head, _, tail = decoded(row.raw).partition("\n")
    folded = tuple(printable(line.rstrip("\r")) for line in tail.split("\n") if line.strip()) if tail else ()
    said = _said(head.rstrip("\r"))
    lines = [printable(line.rstrip("\r")) for line in said.text.split("\n") if line.strip()]
    return ParsedRow(
        source=printable(row.source),
        at=said.at,
        level=said.level,
        text=lines[0] if lines else "",
        fields={printable(name, 120): printable(value) for name, value in said.fields.items()},
        folded=(*lines[1:], *folded),
        kind=row.kind,
    )


def _said(line: str) -> Said:
    if (found := object_in(line)) is not None:
        return said_by(found)
    if (pairs := _logfmt(line)) is not None:
        return said_by(pairs)
    return _plain(line)


def _logfmt(line: str) -> Mapping[str, object] | None:
    """The pairs of a line that is nothing but `key=value`, and names a message, a level or a time."""
    if "=" not in line[:82]:
        return None
    pairs: dict[str, object] = {}
    at = 0
    while found := _PAIR.match(line, at):
        value = found[2]
        pairs[found[1]] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        at = found.end()
    known = {"msg", "message", "level", "lvl", "severity", "time", "ts", "at"}
    return pairs if at == len(line) and len(pairs) > 1 and known & pairs.keys() else None


def _plain(line: str) -> Said:
    at, rest = leading_time(line)
    level = ""
    if found := _LEVEL.search(rest[:LEVEL_WITHIN]):
        level = level_named(found[1])
        if found.start(1) <= 1 and (leading := _LEADING_LEVEL.match(rest)):
            rest = rest[leading.end() :]
    elif _ERROR_LINE.match(rest):
        level = "error"
    return Said(at=at, level=level, text=rest)
