"""How often one vendor was asked with one credential, and when it may be asked again after it said "too many"."""

from datetime import timedelta

import msgspec

MINUTE = 60.0
FIRST_WAIT = 5.0
LONGEST_WAIT = 3600.0
"""A wrong header must not silence a source for the rest of an incident."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Times are seconds of a clock that never goes backwards."""

    until: float = 0.0
    """Not asked before then."""
    refusals: int = 0
    """How many times in a row it said "too many"."""
    asked: tuple[float, ...] = ()
    """The requests of the last minute."""

    def left(self, now: float) -> float:
        """Seconds until it may be asked again; 0: now."""
        return max(self.until - now, 0.0)

    def in_the_last_minute(self, now: float) -> int:
        """How many requests were made in the minute before `now`."""
        return sum(at > now - MINUTE for at in self.asked)

    def after_asking(self, now: float) -> "Pace":
        """One request more."""
        recent = tuple(at for at in self.asked if at > now - MINUTE)
        return msgspec.structs.replace(self, asked=(*recent, now))

    def after_refusal(self, now: float, wait: timedelta | None) -> "Pace":
        """It wants `wait`; when it does not say, 5 s and twice as long each time it says so again."""
        doubled = FIRST_WAIT * 2 ** min(self.refusals, 10)
        seconds = min(wait.total_seconds() if wait is not None else doubled, LONGEST_WAIT)
        return msgspec.structs.replace(self, until=now + seconds, refusals=self.refusals + 1)

    def after_answer(self) -> "Pace":
        """It answered as usual."""
        return msgspec.structs.replace(self, refusals=0) if self.refusals else self
