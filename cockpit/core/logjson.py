"""What a JSON log line says: the application's own words, even when a platform wrapped them."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import msgspec

from cockpit.core.loglevel import gravest, level_named
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment

TIME = ("time", "ts", "timestamp", "@timestamp", "at", "datetime", "date", "eventTimestamp", "__REALTIME_TIMESTAMP")
LEVEL = ("level", "severity", "lvl", "levelname", "log.level", "severity_text", "severityText")
TEXT = ("msg", "message", "event", "text", "body", "log", "error_msg", "error_message")
ERROR = ("err", "error", "exception")
DEEPEST = 6
MOST_FIELDS = 200

T = TypeVar("T")
Json = dict[str, object]
ERRORS = (msgspec.MsgspecError, ValueError, RecursionError)


def object_in(line: str) -> Json | None:
    """The JSON object that `line` is; None: it is something else."""
    line = line.strip()
    if not (line.startswith("{") and line.endswith("}")):
        return None
    try:
        found = msgspec.json.decode(line.encode("utf-8", "surrogatepass"))
    except ERRORS:
        try:
            # The standard library takes what strict decoders refuse: lone surrogates, NaN, control characters.
            found = json.loads(line, strict=False)
        except ERRORS:
            return None
    return found if isinstance(found, dict) else None


def read(line: str, reading: Reading) -> Said | None:
    """None: the line is no object."""
    found = object_in(line)
    return None if found is None else said_by(found, reading)


def said_by(found: Mapping[str, object], reading: Reading) -> Said:
    """What the object says; a platform's wrapping around the application's own lines is taken off first."""
    logs = found.get("logs")
    if isinstance(logs, list) and ("event" in found or "outcome" in found):
        return _traced(found, [log for log in logs if isinstance(log, dict)], reading)
    return _own(found, reading)


def _own(found: Mapping[str, object], reading: Reading) -> Said:
    rest = dict(found)
    at = _take(rest, TIME, lambda value: moment(value, reading))
    level = _take(rest, LEVEL, level_named) or ""
    text = _take(rest, TEXT, lambda value: value if isinstance(value, str) else None) or ""
    for name in ERROR:
        error = rest.get(name)
        if isinstance(error, dict):
            inner = _error_words(error)
            text = f"{text}\n{inner}" if text else inner
            level = level or "error"
        elif isinstance(error, str) and not text:
            text, level = error, level or "error"
            del rest[name]
    if not text and isinstance(stack := rest.get("stack"), str):
        text = stack
    fields = dict(_flat(rest))
    return Said(at=at, level=level, text=text or _summary(fields), fields=fields)


def _traced(found: Mapping[str, object], logs: list[Json], reading: Reading) -> Said:
    """One invocation as a platform traces it: a request, its outcome, and the lines the application wrote meanwhile."""
    own = [_app_line(log, reading) for log in logs]
    exceptions = [error for error in _list(found.get("exceptions")) if isinstance(error, dict)]
    broken = [_error_words(error) for error in exceptions]
    request, fields = _request(found.get("event"))
    for said in own:
        fields.update(said.fields)
    outcome = found.get("outcome")
    if isinstance(outcome, str):
        fields["outcome"] = outcome
    failed = "error" if exceptions or outcome not in ("ok", None) else ""
    level = gravest(failed, *(said.level for said in own)) or "info"
    worst = sorted(own, key=lambda said: gravest(said.level, level) != said.level or not said.level)
    lines = [*broken, *(said.text for said in worst)]
    at = moment(found.get("eventTimestamp", "__REALTIME_TIMESTAMP")) or next((said.at for said in own if said.at), None)
    fields.update((name, value) for name, value in _flat(_without(found)) if name not in fields)
    return Said(at=at, level=level, text="\n".join(lines) or request or _summary(fields), fields=fields)


def _app_line(log: Json, reading: Reading) -> Said:
    """A line of the application inside a trace: its own JSON when the message is such, else its words."""
    parts = log.get("message")
    parts = parts if isinstance(parts, list) else [parts]
    level = level_named(log.get("level"))
    inner: object = parts[0] if len(parts) == 1 else None
    if isinstance(inner, str):
        inner = object_in(inner)
    if isinstance(inner, dict):
        said = _own(inner, reading)
        at = said.at or moment(log.get("timestamp"), reading)
        return msgspec.structs.replace(said, at=at, level=said.level or level)
    return Said(at=moment(log.get("timestamp"), reading), level=level, text=" ".join(_word(part) for part in parts))


def _request(event: object) -> tuple[str, dict[str, str]]:
    """The request of a trace in words, and its method, url and status as fields."""
    if not isinstance(event, dict):
        return "", {}
    request, response = event.get("request"), event.get("response")
    request = request if isinstance(request, dict) else {}
    status = response.get("status") if isinstance(response, dict) else None
    pairs = (("method", request.get("method")), ("url", request.get("url")), ("status", status))
    fields = {name: _word(value) for name, value in pairs if value is not None}
    return " ".join(fields.values()), fields


def _error_words(error: Json) -> str:
    stack, message, name = error.get("stack"), error.get("message"), error.get("name") or error.get("type")
    if isinstance(stack, str) and isinstance(message, str) and message in stack:
        return stack
    words = ": ".join(_word(part) for part in (name, message) if part)
    return f"{words}\n{stack}" if isinstance(stack, str) else words


def _without(found: Mapping[str, object]) -> Json:
    return {
        name: value
        for name, value in found.items()
        if name not in ("logs", "exceptions", "event", "eventTimestamp", "__REALTIME_TIMESTAMP")
    }


def _take(rest: Json, names: tuple[str, ...], read: Callable[[object], T | None]) -> T | None:
    """The first of `names` that holds something readable; it is taken out of `rest`."""
    for name in names:
        if name in rest and (value := read(rest[name])):
            del rest[name]
            return value
    return None


def _flat(value: object, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The leaves of nested objects with dotted names; lists stay one field."""
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inner in islice(value.items(), MOST_FIELDS):
            dotted = f"{name}.{key}" if name else str(key)
            if isinstance(inner, dict):
                yield from _flat(inner, dotted, depth + 1)
            elif inner is not None:
                yield dotted, _word(inner)
        if len(value) > MOST_FIELDS:
            yield f"{name}…", f"{len(value) - MOST_FIELDS} more fields"
    elif value is not None:
        yield name, _word(value)


def _summary(fields: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in fields.items())


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str:
    if isinstance(value, str):
        return value
    if type(value) is int or type(value) is float:
        try:
            return repr(value)
        except ValueError:
            return "…"  # more digits than Python writes out
    try:
        return json.dumps(value, ensure_ascii=False)
    except ERRORS:
        return "…"  # nested too deep, or a number too long, to write out
