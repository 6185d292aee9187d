"""One object per invocation, as platforms trace them: a request, its outcome, and the application's lines inside.

Names are read as the live trace writes them (`logs`) and as its archive does (`Logs`).
"""

from collections.abc import Mapping

from cockpit.core.logformats import structured
from cockpit.core.logjson import Json, flat, object_in, summary, table, tables, word
from cockpit.core.loglevel import gravest, level_named
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import moment

LOGS, EVENT, OUTCOME = ("logs", "Logs"), ("event", "Event"), ("outcome", "Outcome")
MARKS = (*EVENT, *OUTCOME)
"""One of them beside the lines makes an object an invocation."""
AT = ("eventTimestamp", "EventTimestampMs")
_EXCEPTIONS = ("exceptions", "Exceptions")
_SHOWN = {*LOGS, *MARKS, *AT, *_EXCEPTIONS}
# What an event that is no request is called, and the members that say more of it.
_KINDS = (
    ("cron", "cron", ("cron",)),
    ("queue", "queue", ("queue", "batchSize")),
    ("mailFrom", "mail", ("mailFrom", "rcptTo")),
    ("rpcMethod", "call", ("rpcMethod",)),
    ("scheduledTime", "alarm", ("scheduledTime",)),
)


def fits(found: Mapping[str, object]) -> bool:
    return isinstance(_of(found, LOGS), list) and any(name in found for name in MARKS)


def read(found: Mapping[str, object], reading: Reading) -> Said:
    own = [_line(log, reading) for log in tables(_of(found, LOGS))]
    broken = [structured.error_words(error) for error in tables(_of(found, _EXCEPTIONS))]
    event, outcome = table(_of(found, EVENT)), _of(found, OUTCOME)
    request, fields, level = _asked(event)
    for said in own:
        fields.update(said.fields)
    if isinstance(outcome, str):
        fields["outcome"] = outcome
    failed = "error" if broken or outcome not in ("ok", None) else level
    level = gravest(failed, *(said.level for said in own)) or "info"
    worst = sorted(own, key=lambda said: gravest(said.level, level) != said.level or not said.level)
    at = moment(_of(found, AT), reading) or next((said.at for said in own if said.at), None)
    rest = {name: value for name, value in found.items() if name not in _SHOWN}
    fields.update((name, value) for name, value in flat(rest) if name not in fields)
    text = "\n".join([*broken, *(said.text for said in worst)])
    return Said(at=at, level=level, text=text or request or summary(fields), fields=fields)


def _line(log: Json, reading: Reading) -> Said:
    """A line of the application inside a trace: its own JSON when the message is such, else its words."""
    parts = _of(log, ("message", "Message"))
    parts = parts if isinstance(parts, list) else [parts]
    level = level_named(_of(log, ("level", "Level")))
    at = moment(_of(log, ("timestamp", "TimestampMs")), reading)
    inner = parts[0] if len(parts) == 1 else None
    inner = object_in(inner) if isinstance(inner, str) else inner
    if isinstance(inner, dict):
        said = structured.own(inner, reading)
        return Said(at=said.at or at, level=said.level or level, text=said.text, fields=said.fields)
    return Said(at=at, level=level, text=" ".join(word(part) for part in parts if part is not None))


def _asked(event: Json) -> tuple[str, dict[str, str], str]:
    """What set it off, in words, as fields, and the level that the answer alone would have."""
    request, response = table(_of(event, ("request", "Request"))), table(_of(event, ("response", "Response")))
    if request or response:
        status = _of(response, ("status", "Status"))
        pairs = (
            ("method", _of(request, ("method", "Method"))),
            ("url", _of(request, ("url", "URL"))),
            ("status", status),
        )
        fields = {name: word(value) for name, value in pairs if value is not None}
        return " ".join(fields.values()), fields, "error" if isinstance(status, int) and status >= 500 else ""
    if isinstance(message := event.get("message"), str):
        kind = word(event.get("type"))  # about the trace itself: `overload` says that events are left out
        return message, {"type": kind}, "warn" if kind.startswith("overload") else ""
    for mark, name, members in _KINDS:
        if mark in event:
            fields = {member: word(event[member]) for member in members if event.get(member) is not None}
            return " ".join((name, *fields.values())), fields, ""
    return "", {}, ""


def _of(found: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((found[name] for name in names if name in found), None)
