"""Times as people type them after an option."""

from datetime import datetime

from cockpit.adapters.clock import SystemClock
from cockpit.commands.fault import Fault
from cockpit.core.moments import MomentError, moment_typed


def moment(text: str, now: datetime | None = None) -> datetime:
    """The time `text` names (aware, UTC); see core.moments. Raises Fault."""
    try:
        return moment_typed(text, now or SystemClock().now())
    except MomentError as error:
        raise Fault(str(error)) from error
