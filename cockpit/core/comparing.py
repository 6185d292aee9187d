"""How a comparison of the profile stands: being read, read, or not to be read."""

from datetime import datetime

import msgspec

from cockpit.core.reconciled import Reconciled


class Comparing(msgspec.Struct, frozen=True, kw_only=True):
    """The newest attempt, and the last result. Times are aware."""

    comparison: str
    since: datetime
    until: datetime
    read: dict[str, int] = {}
    """Rows read so far, by side."""
    running: bool = False
    error: str = ""
    edge: str = ""
    """Why it begins later than asked; empty: it does not."""
    found: Reconciled | None = None
    """The last one that was read, whole or cut; kept while it is read again."""
    at: datetime | None = None
    """When that was."""
