"""A possible cause: what would confirm it, what would refute it, and the evidence so far."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Standing(StrEnum):
    """What became of a hypothesis."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    ASIDE = "set aside"


class Speaks(StrEnum):
    """Which way a piece of evidence points."""

    FOR = "for"
    AGAINST = "against"


SETTLED_BY = {Standing.CONFIRMED: Speaks.FOR, Standing.REFUTED: Speaks.AGAINST}
"""Nothing is confirmed or refuted without evidence on that side."""


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence, and who held it against the hypothesis or for it. Times are aware."""

    at: datetime
    by: str
    speaks: Speaks
    text: str
    source: str = ""
    """The log or audit source it came from; empty: a person's own words."""
    of: datetime | None = None
    """When what it shows happened, if that is known."""


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True):
    """One possible cause, from the moment a person raised it."""

    id: str
    text: str
    confirms: str = ""
    """What would confirm it."""
    refutes: str = ""
    """What would refute it."""
    look: tuple[str, ...] = ()
    """Where to look next."""
    mend: tuple[str, ...] = ()
    """What keeps it from happening again."""
    bug_class: str = ""
    """The class of bug it was suggested by; empty: a person's own."""
    raised: datetime
    by: str
    standing: Standing = Standing.OPEN
    reason: str = ""
    settled: datetime | None = None
    evidence: tuple[Weighed, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.OPEN

    def speaking(self, side: Speaks) -> tuple[Weighed, ...]:
        """The evidence on one side, oldest first."""
        return tuple(one for one in self.evidence if one.speaks is side)

    @property
    def says(self) -> str:
        """Where it stands, in words: an open one with evidence is being tested."""
        if not self.is_open:
            return str(self.standing)
        return "being tested" if self.evidence else "no evidence yet"
