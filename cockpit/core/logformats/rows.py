"""Rows of a hosted log table: an `event_message`, and what else is known of it in nested `metadata`."""

from collections.abc import Callable, Mapping

from cockpit.core.logformats import structured
from cockpit.core.logformats.wrapped import unwrapped
from cockpit.core.logjson import DEEPEST, flat
from cockpit.core.loglevel import level_named, level_of_status
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment

_LEVEL = ("level", "error_severity", "severity")
_STATUS = ("status_code", "status")


def fits(found: Mapping[str, object]) -> bool:
    return "event_message" in found


def read(found: Mapping[str, object], reading: Reading) -> Said:
    rest = dict(found)
    at = structured.taken(rest, structured.TIME, lambda value: moment(value, reading))
    text = rest.pop("event_message", "")
    fields = {name.removeprefix("metadata."): value for name, value in flat(_unlisted(rest))}
    level = _first(fields, _LEVEL, level_named) or _first(fields, _STATUS, level_of_status)
    return unwrapped(Said(at=at, level=level, text=text if isinstance(text, str) else "", fields=fields), reading)


def _first(fields: Mapping[str, str], names: tuple[str, ...], level: Callable[[str], str]) -> str:
    """The level that the first of `names` gives, wherever it is nested."""
    found = (level(value) for name in names for path, value in fields.items() if path.rpartition(".")[2] == name)
    return next(filter(None, found), "")


def _unlisted(value: object, depth: int = 0) -> object:
    """A list of a single object is that object: so such tables nest records."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        value = value[0]
    if isinstance(value, dict) and depth < DEEPEST:
        return {name: _unlisted(inner, depth + 1) for name, inner in value.items()}
    return value
