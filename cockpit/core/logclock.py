"""When an entry was written, from its bytes alone: for merging sources and counting over time without parsing.

Agrees with `parse(row).at` or knows nothing; costs two to four microseconds.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

import msgspec

from cockpit.core.logformats import invocation
from cockpit.core.logformats.structured import TIME
from cockpit.core.logformats.table import TEXT_ONLY, of_text, tried
from cockpit.core.logjson import ERRORS
from cockpit.core.logreading import Reading
from cockpit.core.logtime import leading_time, moment

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
        "EventTimestampMs": object,
        "Timestamp": object,
        "@t": object,
        "asctime": object,
        "timeUnixNano": object,
        "__REALTIME_TIMESTAMP": object,
        "logs": msgspec.Raw,
        "Logs": msgspec.Raw,
        "event": msgspec.Raw,
        "Event": msgspec.Raw,
        "outcome": msgspec.Raw,
        "Outcome": msgspec.Raw,
    },
    total=False,
)
_times = msgspec.json.Decoder(_Times)


def clock(raw: bytes, reading: Reading) -> float | None:
    """Seconds since 1970 at which the entry `raw` says it was written; None: it does not say, or not so quickly."""
    if raw[:1] == b"{" and reading.format not in TEXT_ONLY:
        at = _of_object(raw.partition(b"\n")[0], reading)
        return at.timestamp() if at else None
    # Latin-1 takes any byte as one character; no pattern of a time asks for a character beyond ASCII.
    head = raw[:HEAD].partition(b"\n")[0].decode("latin-1")
    # An ISO time first: most lines have one, and no other format begins with it in another meaning.
    if at := leading_time(head, reading)[0]:
        return at.timestamp()
    for format in of_text(reading):
        if at := format.time(head, reading):
            return at.timestamp()
    return None


def _of_object(line: bytes, reading: Reading) -> datetime | None:
    try:
        found = _times.decode(line)
    except ERRORS:
        return None
    if tried("invocation", reading) and _is_invocation(found):
        return moment(found.get("eventTimestamp", found.get("EventTimestampMs")), reading)
    return next((at for name in TIME if name in found and (at := moment(found.get(name), reading))), None)


def _is_invocation(found: Mapping[str, object]) -> bool:
    """As `invocation.fits`, on members that are still bytes."""
    logs = next((found[name] for name in invocation.LOGS if name in found), None)
    listed = isinstance(logs, msgspec.Raw) and bytes(logs).lstrip()[:1] == b"["
    return listed and any(name in found for name in invocation.MARKS)
