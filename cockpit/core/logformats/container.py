"""Lines as container runtimes keep them: an object with `log` and `stream`, or `time stream flag` before the line.

Source: https://docs.docker.com/engine/logging/drivers/json-file/ and the logging format of the Kubernetes CRI.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from cockpit.core.logformats import structured
from cockpit.core.logformats.wrapped import unwrapped
from cockpit.core.logjson import flat
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment

_LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP]) (.*+)$", re.ASCII | re.DOTALL
)


def fits(found: Mapping[str, object]) -> bool:
    return isinstance(found.get("log"), str) and found.get("stream") in ("stdout", "stderr")


def read(found: Mapping[str, object], reading: Reading) -> Said:
    rest = dict(found)
    at = structured.taken(rest, structured.TIME, lambda value: moment(value, reading))
    text = str(rest.pop("log", "")).rstrip("\r\n")
    return unwrapped(Said(at=at, text=text, fields=dict(flat(rest))), reading)


def read_line(line: str, reading: Reading) -> Said | None:
    if not (found := _LINE.match(line)):
        return None
    fields = {"stream": found[2]} | ({"partial": "true"} if found[3] == "P" else {})
    return unwrapped(Said(at=moment(found[1], reading), text=found[4], fields=fields), reading)


def time(head: str, reading: Reading) -> datetime | None:
    return moment(found[1], reading) if (found := _LINE.match(head)) else None
