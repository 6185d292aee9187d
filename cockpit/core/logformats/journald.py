"""Entries of the systemd journal as JSON (`journalctl -o json`).

Source: https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format
"""

from collections.abc import Mapping

from cockpit.core.logformats import structured
from cockpit.core.logformats.wrapped import unwrapped
from cockpit.core.logjson import flat
from cockpit.core.loglevel import level_of_priority
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment
from cockpit.core.text import decoded

_NAMES = {
    "_SYSTEMD_UNIT": "unit",
    "SYSLOG_IDENTIFIER": "app",
    "_PID": "pid",
    "_HOSTNAME": "host",
    "PRIORITY": "priority",
}


def fits(found: Mapping[str, object]) -> bool:
    return "__REALTIME_TIMESTAMP" in found or ("MESSAGE" in found and "PRIORITY" in found)


def read(found: Mapping[str, object], reading: Reading) -> Said:
    rest = dict(found)
    at = structured.taken(rest, structured.TIME, lambda value: moment(value, reading))
    text = _words(rest.pop("MESSAGE", None))
    fields = {name: value for key, name in _NAMES.items() for _, value in flat({key: rest.pop(key, None)})}
    level = level_of_priority(fields.pop("priority", ""))
    return unwrapped(Said(at=at, level=level, text=text, fields={**fields, **dict(flat(rest))}), reading)


def _words(message: object) -> str:
    """A message that is no UTF-8 comes as the list of its bytes."""
    if isinstance(message, list):
        return decoded(bytes(byte for byte in message if type(byte) is int and 0 <= byte < 256))
    return message if isinstance(message, str) else ""
