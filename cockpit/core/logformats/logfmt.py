"""Lines that are nothing but `key=value` pairs."""

import re
from datetime import datetime

from cockpit.core.logformats import structured
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment

_PAIR = re.compile(r'([A-Za-z_@][\w.\-/@]{0,80})=("(?:[^"\\]|\\.)*+"|[^\s"]*+)(?:\s+|$)')
_KNOWN = {"msg", "message", "level", "lvl", "severity", "time", "ts", "at"}


def read(line: str, reading: Reading) -> Said | None:
    """None: something stands between the pairs, or none of them is a message, a level or a time."""
    pairs = _pairs(line)
    return structured.own(pairs, reading) if pairs else None


def time(line: str, reading: Reading) -> datetime | None:
    pairs = _pairs(line) or {}
    return next((at for name in structured.TIME if name in pairs and (at := moment(pairs[name], reading))), None)


def _pairs(line: str) -> dict[str, object] | None:
    pairs: dict[str, object] = {}
    at = 0
    while found := _PAIR.match(line, at):
        name, value = found.groups()
        pairs[name] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        at = found.end()
    return pairs if at == len(line) and len(pairs) > 1 and _KNOWN & pairs.keys() else None
