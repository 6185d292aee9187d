"""Every format by name, and which of them is tried on a line whose format nobody named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cockpit.core.logformats import access, container, invocation, journald, logfmt, plain, rows, structured, syslog
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said


@dataclass(frozen=True)
class ObjectFormat:
    """A format whose lines are JSON objects. Its times stand under the names of `structured.TIME`."""

    name: str
    fits: Callable[[Mapping[str, object]], bool]
    read: Callable[[Mapping[str, object], Reading], Said]


@dataclass(frozen=True)
class TextFormat:
    """A format whose lines are text. Neither function raises, whatever the text."""

    name: str
    read: Callable[[str, Reading], Said | None]
    """What the line says; None: it is not of this format."""
    time: Callable[[str, Reading], datetime | None]
    """The time that `read` finds, from the head of the line alone."""


JSON = ObjectFormat("json", lambda found: True, structured.read)
PLAIN = TextFormat("plain", plain.read, plain.time)
OBJECTS = (
    ObjectFormat("invocation", invocation.fits, invocation.read),
    ObjectFormat("journald", journald.fits, journald.read),
    ObjectFormat("rows", rows.fits, rows.read),
    ObjectFormat("container", container.fits, container.read),
)
TEXTS = (
    TextFormat("logfmt", logfmt.read, logfmt.time),
    TextFormat("syslog", syslog.read, syslog.time),
    TextFormat("access", access.read, access.time),
    TextFormat("container", container.read_line, container.time),
)
NAMES = ("json", *(format.name for format in OBJECTS), "logfmt", "syslog", "access", "plain")
"""What a profile may call a format."""

TEXT_ONLY = {format.name for format in (*TEXTS, PLAIN)} - {format.name for format in OBJECTS}


def of_object(found: Mapping[str, object], reading: Reading) -> ObjectFormat | None:
    """How to read an object. None: the source is said to be text, so it is no object to it."""
    if reading.format in TEXT_ONLY:
        return None
    return next((format for format in OBJECTS if tried(format.name, reading) and format.fits(found)), JSON)


def of_text(reading: Reading) -> tuple[TextFormat, ...]:
    """What to try on a line that is no object, best first; the last always fits."""
    if reading.format not in NAMES:
        return (*TEXTS, PLAIN)
    return (*(format for format in TEXTS if format.name == reading.format), PLAIN)


def tried(name: str, reading: Reading) -> bool:
    """Whether `name` is the format said, or none that is known is said."""
    return reading.format == name or reading.format not in NAMES
