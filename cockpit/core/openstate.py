"""Open states: what was switched off, paused or promised and must be put back before the incident closes."""

from datetime import datetime

import msgspec


class OpenState(msgspec.Struct, frozen=True, kw_only=True):
    """Something left in another state than it was found in."""

    id: str
    says: str
    since: datetime
    undo: str = ""
    """Id of the undo token that puts it back; empty: a person does it and says so."""
