"""What else is known of the first break of a chain, beside its rows."""

from collections.abc import Iterator

import msgspec

from cockpit.core.chainarchive import Archived
from cockpit.core.chaindeployed import AtBreak


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked elsewhere; None: the profile names nobody to ask, or nothing is broken."""

    deployed: AtBreak | None = None
    archive: Archived | None = None

    @property
    def lines(self) -> Iterator[str]:
        """For a person, a line each."""
        if self.deployed is not None:
            yield from self.deployed.lines
        if self.archive is not None:
            yield from self.archive.lines
