"""How far a walk along a chain is: rows, pace, and how long it will still take where that is known."""

from datetime import timedelta
from enum import StrEnum

import msgspec

from cockpit.core.chainpage import key_of
from cockpit.core.chainwalked import Walked
from cockpit.core.duration import short


class Stage(StrEnum):
    """Where a walk stands."""

    WALKING = "walking"
    STOPPED = "stopped"
    """It can go on from where it is."""
    OVER = "over"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A walk after a page."""

    rows: int = 0
    last_id: str = ""
    per_s: float = 0.0
    """Rows a second since it began or went on; 0: not known yet."""
    of: int | None = None
    """About how many rows there are; None: nobody can say."""
    first_break: str = ""
    """The id of the first broken row."""
    breaks: int = 0

    @property
    def share(self) -> float | None:
        """From 0 to 1; None: not known."""
        return min(self.rows / self.of, 1.0) if self.of else None

    @property
    def left(self) -> timedelta | None:
        """How long it will still take at this pace."""
        if self.of is None or not self.per_s:
            return None
        return timedelta(seconds=max(self.of - self.rows, 0) / self.per_s)

    @property
    def says(self) -> str:
        """One line: how much, where, how fast, how long."""
        of = f" of about {self.of}" if self.of else ""
        parts = [f"{self.rows}{of} rows", *([f"at {self.last_id[:40]}"] if self.last_id else [])]
        parts += [f"{self.per_s:.0f} rows/s"] if self.per_s else []
        parts += [f"{short(self.left)} left"] if self.left is not None else []
        return ", ".join(parts)


def progress(found: Walked, newest: int | None, new: int, seconds: float) -> Progress:
    """The progress of `found`, of which `new` rows came in the last `seconds`; `newest`: the number of the last row.

    Ids that are missing are no rows to come: only those behind the last row count.
    """
    at = key_of(found.last_id) if found.last_id else 0
    ahead = max(newest - at, 0) if newest is not None and isinstance(at, int) else None
    return Progress(
        rows=found.rows,
        last_id=found.last_id,
        per_s=new / seconds if seconds > 0 else 0.0,
        of=found.rows + ahead if ahead is not None else None,
        first_break=found.first_break.id if found.first_break else "",
        breaks=found.breaks,
    )
