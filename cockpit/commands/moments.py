"""Times as people type them after an option."""

import re
from datetime import UTC, datetime, timedelta

from cockpit.adapters.clock import SystemClock
from cockpit.commands.fault import Fault
from cockpit.core.duration import parse_duration

_CLOCK = re.compile(r"(?:(today|yesterday)\s*)?(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_DAYS = {"today": 0, "yesterday": 1}


def moment(text: str, now: datetime | None = None) -> datetime:
    """The time `text` names: `14:02` (UTC, today), `yesterday 14:02`, `-15m` (before now), or an ISO time (UTC unless
    it says otherwise). Raises Fault."""
    now = now or SystemClock().now()
    try:
        if text.startswith("-"):
            return now - parse_duration(text[1:])
        if text and (found := _CLOCK.fullmatch(text.strip().lower())):
            day = now - timedelta(days=_DAYS[found[1] or "today"])
            hour, minute, second = (int(part or 0) for part in found.groups()[1:])
            return day.replace(hour=hour, minute=minute, second=second, microsecond=0)
        named = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise Fault(f"{text!r} is no time; write 14:02, -15m, 'yesterday 14:02' or 2026-03-14T14:02:00Z") from error
    return named if named.tzinfo else named.replace(tzinfo=UTC)
