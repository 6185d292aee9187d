"""Every format by name, and the order in which they are tried on a line whose format nobody named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cockpit.core import logjson
from cockpit.core.logformats import access, logfmt, plain, syslog
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said


@dataclass(frozen=True)
class Format:
    """How one format is read. Neither function raises, whatever the text."""

    name: str
    read: Callable[[str, Reading], Said | None]
    """What the line says; None: it is not of this format."""
    time: Callable[[str, Reading], datetime | None] | None
    """The time that `read` finds, from the head of the line alone. None: that takes the whole line (see `logclock`)."""


PLAIN = Format("plain", plain.read, plain.time)
JSON = Format("json", logjson.read, None)
TEXTS = (
    Format("logfmt", logfmt.read, logfmt.time),
    Format("syslog", syslog.read, syslog.time),
    Format("access", access.read, access.time),
)
FORMATS: Mapping[str, Format] = {format.name: format for format in (JSON, *TEXTS, PLAIN)}


def candidates(line: str, reading: Reading) -> tuple[Format, ...]:
    """The formats to try on `line`, best first; the plain one is always the last and always fits."""
    if named := FORMATS.get(reading.format):
        return (named, PLAIN)
    if line.lstrip()[:1] == "{":
        return (JSON, PLAIN)
    return (*TEXTS, PLAIN)
