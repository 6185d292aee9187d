"""Times as people type them after an option."""

from datetime import UTC, datetime

from cockpit.adapters.clock import SystemClock
from cockpit.commands.fault import Fault


def moment(text: str) -> datetime:
    """The time `text` names: `14:02` (UTC, today), or an ISO time (UTC unless it says otherwise). Raises Fault."""
    try:
        if len(text) <= 5 and ":" in text:
            hour, minute = map(int, text.split(":"))
            return SystemClock().now().replace(hour=hour, minute=minute, second=0, microsecond=0)
        named = datetime.fromisoformat(text)
    except ValueError as error:
        raise Fault(f"{text!r} is no time; write 14:02 or 2026-03-14T14:02:00Z") from error
    return named if named.tzinfo else named.replace(tzinfo=UTC)
