"""Syslog lines: RFC 5424, and the older RFC 3164 with or without its priority, as files keep it.

Source: RFC 5424 section 6, RFC 3164 section 4.
"""

import re
from datetime import datetime

from cockpit.core.logformats.wrapped import unwrapped
from cockpit.core.loglevel import level_of_priority
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import in_a_year, moment

# Both headers end within HEAD characters of the line (see logclock), so that a time is found without the rest.
_NEW = re.compile(
    r"<(\d{1,3})>[1-9]\d? (-|\d[\dTZ:.+-]{18,39}) (\S{1,100}) (\S{1,48}) (\S{1,64}) (\S{1,32})(?: |$)", re.ASCII
)
_OLD = re.compile(
    r"(?:<(\d{1,3})>)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2})"
    r" (\d\d:\d\d:\d\d(?:\.\d{1,6})?) (?:([^\s:\[]{1,100}) )?",
    re.ASCII,
)
_TAG = re.compile(r"([^\s:\[]{1,64})(?:\[([^\]\s]{1,32})\])?:(?: |$)")
_DATA = re.compile(r"((?:\[[^\s\]=\"]{1,64}(?: [^\s\]=\"]{1,64}=\"(?:[^\"\\]|\\.)*+\")*+\])++)(?: |$)")
_PARAMETER = re.compile(r"\[([^\s\]=\"]{1,64})|([^\s\]=\"]{1,64})=\"((?:[^\"\\]|\\.)*+)\"")


def read(line: str, reading: Reading) -> Said | None:
    if found := _NEW.match(line):
        priority, time, *names = found.groups()
        fields = {name: word for name, word in zip(("host", "app", "pid", "msgid"), names, strict=True) if word != "-"}
        rest = line[found.end() :]
        if data := _DATA.match(rest):
            fields.update(_parameters(data[1]))
            rest = rest[data.end() :]
        return _said(moment(time, reading), priority, rest.removeprefix("- ").removeprefix("\ufeff"), fields, reading)
    if found := _OLD.match(line):
        priority, month, day, clock, host = found.groups()
        rest, fields = line[found.end() :], {"host": host} if host else {}
        if tag := _TAG.match(rest):
            fields |= {"app": tag[1]} | ({"pid": tag[2]} if tag[2] else {})
            rest = rest[tag.end() :]
        return _said(in_a_year(month, day, clock, reading), priority, rest, fields, reading)
    return None


def time(head: str, reading: Reading) -> datetime | None:
    if found := _NEW.match(head):
        return moment(found[2], reading)
    if found := _OLD.match(head):
        return in_a_year(found[2], found[3], found[4], reading)
    return None


def _said(at: datetime | None, priority: str | None, text: str, fields: dict[str, str], reading: Reading) -> Said:
    level = level_of_priority(int(priority) % 8) if priority else ""
    return unwrapped(Said(at=at, level=level, text=text.strip(), fields=fields), reading)


def _parameters(data: str) -> dict[str, str]:
    """The parameters of structured data, named `element.parameter`."""
    fields, element = {}, ""
    for name, parameter, value in _PARAMETER.findall(data):
        element = name or element
        if parameter:
            fields[f"{element}.{parameter}"] = re.sub(r"\\([\"\\\]])", r"\1", value)
    return fields
