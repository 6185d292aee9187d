"""When an entry was written, from its bytes alone: for merging sources and counting over time without parsing.

Agrees with `parse(row).at` or knows nothing; costs one to two microseconds where a parsed row costs twenty.
"""

from datetime import datetime
from typing import TypedDict

import msgspec

from cockpit.core.logformats.table import FORMATS, PLAIN, TEXTS
from cockpit.core.logjson import ERRORS, TIME
from cockpit.core.logreading import Reading
from cockpit.core.logtime import moment

HEAD = 300  # bytes of a line of text in which its time stands


# Steps over all members but those that tell the time: a fraction of what reading the object costs.
_Times = TypedDict(
    "_Times",
    {
        "time": object,
        "ts": object,
        "timestamp": object,
        "@timestamp": object,
        "at": object,
        "datetime": object,
        "date": object,
        "eventTimestamp": object,
        "__REALTIME_TIMESTAMP": object,
        "logs": msgspec.Raw,
        "event": msgspec.Raw,
        "outcome": msgspec.Raw,
    },
    total=False,
)
_times = msgspec.json.Decoder(_Times)


def clock(raw: bytes, reading: Reading) -> float | None:
    """Seconds since 1970 at which the entry `raw` says it was written; None: it does not say, or not so quickly."""
    named = FORMATS.get(reading.format)
    if raw[:1] == b"{" and (named is None or named.time is None):
        at = _of_object(raw.partition(b"\n")[0], reading)
        return at.timestamp() if at else None
    # Latin-1 takes any byte as one character; no pattern of a time asks for a character beyond ASCII.
    head = raw[:HEAD].partition(b"\n")[0].decode("latin-1")
    for format in (named, PLAIN) if named else (PLAIN, *TEXTS):
        if format.time and (at := format.time(head, reading)):
            return at.timestamp()
    return None


def _of_object(line: bytes, reading: Reading) -> datetime | None:
    try:
        found = _times.decode(line)
    except ERRORS:
        return None
    if "logs" in found and ("event" in found or "outcome" in found) and bytes(found["logs"])[:1] == b"[":
        return moment(found.get("eventTimestamp"), reading)
    return next((at for name in TIME if name in found and (at := moment(found.get(name), reading))), None)
