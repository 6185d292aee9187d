"""Access logs of web servers, common and combined: who asked for what, and what came of it.

Source: https://httpd.apache.org/docs/2.4/logs.html#accesslog
"""

import re
from datetime import datetime

from cockpit.core.loglevel import level_of_status
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import MONTHS, in_utc

# The header ends within HEAD characters of the line (see logclock).
_HEADER = re.compile(
    r"(?!\d{4}[-/]\d\d)(?:([^\s\"]{1,80}:\d{1,5}) )?([^\s\"\[{=]{1,64}) \S{1,32} ([^\[\"]{1,64}+)"
    r"\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d(?:\.\d{1,6})?) ([+-]\d{4})\] (?=\"|$)",
    re.ASCII,
)
_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_REQUEST = re.compile(_QUOTED + r" (\d{3}) (\d+|-)(?: " + _QUOTED + " " + _QUOTED + r")?(?: (.*+))?$", re.DOTALL)
_WORDS = re.compile(r"([A-Z]{1,20}) (\S+)(?: (HTTP/[\d.]+))?$")
_UNASKED = "-"


def read(line: str, reading: Reading) -> Said | None:
    if not (found := _HEADER.match(line)):
        return None
    host, client, user = found.groups()[:3]
    fields = {"client": client, "user": user.strip(), "vhost": host or _UNASKED}
    rest = line[found.end() :]
    level, text = "", rest
    if answer := _REQUEST.match(rest):
        request, status, size, referer, agent, more = answer.groups()
        level, text = level_of_status(status), f"{request} {status}"
        fields |= {"status": status, "bytes": size}
        if words := _WORDS.match(request):
            fields |= {"method": words[1], "path": words[2], "protocol": words[3] or _UNASKED}
            text = f"{words[1]} {words[2]} {status}"
        fields |= {"referer": referer or _UNASKED, "user_agent": agent or _UNASKED, "more": more or _UNASKED}
    return Said(
        at=_at(found, reading),
        level=level,
        text=text,
        fields={name: value for name, value in fields.items() if value != _UNASKED},
    )


def time(head: str, reading: Reading) -> datetime | None:
    found = _HEADER.match(head)
    return _at(found, reading) if found else None


def _at(found: re.Match[str], reading: Reading) -> datetime | None:
    day, month, year, clock, zone = found.groups()[3:]
    try:
        return in_utc(datetime.fromisoformat(f"{year}-{MONTHS.get(month, 0):02}-{day}T{clock}{zone}"), reading)
    except ValueError:
        return None
