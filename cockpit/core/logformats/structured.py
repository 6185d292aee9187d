"""JSON objects of any logger: time, level, message and error under the names that loggers give them."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from cockpit.core.logjson import Json, flat, object_in, summary, table, tables, word
from cockpit.core.loglevel import level_named, level_of_priority
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment

TIME = (
    "time",
    "ts",
    "timestamp",
    "@timestamp",
    "at",
    "datetime",
    "date",
    "eventTimestamp",
    "EventTimestampMs",
    "Timestamp",
    "@t",
    "asctime",
    "timeUnixNano",
    "__REALTIME_TIMESTAMP",
)
LEVEL = (
    "level",
    "severity",
    "lvl",
    "levelname",
    "log.level",
    "severity_text",
    "severityText",
    "log_level",
    "loglevel",
    "Level",
    "@l",
)
TEXT = (
    "msg",
    "message",
    "event",
    "text",
    "body",
    "log",
    "short_message",
    "@m",
    "@mt",
    "Message",
    "event_message",
    "error_msg",
    "error_message",
)
ERROR = ("err", "error", "exception")
INSIDE = ("fields", "jsonPayload", "payload", "log")
"""Objects in which some loggers put the message and the level."""
_VALUES = ("stringValue", "intValue", "doubleValue", "boolValue")

T = TypeVar("T")


def read(found: Mapping[str, object], reading: Reading) -> Said:
    """What the object says; its message may be an object of the application's own again."""
    said = own(found, reading)
    return within(said, inner, reading) if (inner := object_in(said.text)) else said


def within(outer: Said, inner: Mapping[str, object], reading: Reading) -> Said:
    """What the application says in `inner`; time, level and fields that it leaves open are those of the wrapping."""
    said = own(inner, reading)
    return Said(
        at=outer.at or said.at, level=said.level or outer.level, text=said.text, fields={**outer.fields, **said.fields}
    )


def own(found: Mapping[str, object], reading: Reading) -> Said:
    """What the object says by itself."""
    rest = dict(found)
    # The platform's time first: the same one that `logclock` finds without looking into attributes.
    at = taken(rest, TIME, lambda value: moment(value, reading))
    rest |= _attributes(found)
    at = at or taken(rest, TIME, lambda value: moment(value, reading))
    level = taken(rest, LEVEL, level_named) or ""
    if not level and "short_message" in rest:
        level = taken(rest, ("level",), level_of_priority) or ""  # GELF counts as syslog does
    text = taken(rest, TEXT, _text) or ""
    for name in INSIDE:
        if isinstance(inside := rest.get(name), dict):
            rest[name] = inside = dict(inside)
            level = level or taken(inside, LEVEL, level_named) or ""
            text = text or taken(inside, TEXT, _text) or ""
    for name in ERROR:
        error = rest.get(name)
        if isinstance(error, dict):
            words = error_words(error)
            text = f"{text}\n{words}" if text else words
            level = level or "error"
        elif isinstance(error, str) and not text:
            text, level = error, level or "error"
            del rest[name]
    if isinstance(stack := rest.get("stack", rest.get("stack_trace")), str) and "\n" in stack:
        text = stack if not text or stack.startswith(text) else f"{text}\n{stack}"
        rest.pop("stack", rest.pop("stack_trace", None))
    fields = dict(flat(rest))
    return Said(at=at, level=level, text=text or summary(fields), fields=fields)


def taken(rest: Json, names: tuple[str, ...], read: Callable[[object], T | None]) -> T | None:
    """The first of `names` that holds something readable; it is taken out of `rest`."""
    for name in names:
        if name in rest and (value := read(rest[name])):
            del rest[name]
            return value
    return None


def error_words(error: Mapping[str, object]) -> str:
    """An error object as a trace would show it: name and message, then its stack."""
    stack, message = error.get("stack", error.get("Stack")), error.get("message", error.get("Message"))
    name = error.get("name") or error.get("type") or error.get("Name")
    if isinstance(stack, str) and isinstance(message, str) and message in stack:
        return stack
    words = ": ".join(word(part) for part in (name, message) if part)
    return f"{words}\n{stack}" if isinstance(stack, str) else words


def _text(value: object) -> str | None:
    value = table(value).get("stringValue", value)
    return value if isinstance(value, str) else None


def _attributes(found: Mapping[str, object]) -> Json:
    """Attributes given as a list of keys and values, as members; a value may be JSON in a string."""
    pairs = [pair for pair in tables(found.get("attributes")) if isinstance(pair.get("key"), str)]
    members: Json = {}
    for pair in pairs:
        name, value = str(pair["key"]), pair.get("value")
        value = next((table(value)[kind] for kind in _VALUES if kind in table(value)), value)
        members[name] = _decoded(value) if isinstance(value, str) else value
    if not pairs:
        return {}
    # What the platform says of the line comes first; an attribute never hides it.
    return {name: value for name, value in members.items() if name not in found} | {"attributes": None}


def _decoded(value: str) -> object:
    if value.startswith('"') and value.endswith('"') and (found := object_in('{"v":' + value + "}")):
        return found["v"]
    return object_in(value) or value
