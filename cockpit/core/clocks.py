"""Clocks: something promised or due at a time."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class ClockKind(StrEnum):
    """`update`: a promised message. `deadline`: something owed. `provider`: a window a vendor gives us."""

    UPDATE = "update"
    DEADLINE = "deadline"
    PROVIDER = "provider"


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A countdown to `due` (aware)."""

    id: str
    kind: ClockKind
    says: str
    due: datetime

    def left(self, now: datetime) -> timedelta:
        """Time left; negative when overdue."""
        return self.due - now


def soonest(clocks: tuple[Clock, ...]) -> Clock | None:
    """The clock that runs out first, or None."""
    return min(clocks, key=lambda clock: clock.due, default=None)
