"""What a tail says about itself among the events: that it was busy and left some out."""

import msgspec

from cockpit.core.text import printable

_MARK = b'"overload'  # parsed only when this is in it: thousands of events a second need no look


class _About(msgspec.Struct):
    type: str = ""
    message: str = ""


class _Event(msgspec.Struct):
    event: _About | None = None
    type: str = ""
    message: str = ""


def notice_in(event: bytes) -> str:
    """The row to show instead of `event`; empty: it is an event of the Worker."""
    if _MARK not in event:
        return ""
    try:
        found = msgspec.json.decode(event, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    about = found.event or _About(found.type, found.message)
    words = {
        "overload": "sampled by provider: the Worker is too busy, some events are left out",
        "overload-stop": "no longer sampled: every event comes again",
    }.get(about.type, "")
    return words + (f" ({printable(about.message, 200)})" if words and about.message else "")
