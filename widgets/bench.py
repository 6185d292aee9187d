"""All that is known of one comparison, as the workbench shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cockpit.core.comparing import Comparing
from cockpit.core.missing import Missing, Reconciliation
from cockpit.core.money import Unit
from cockpit.core.reconciled import Entry, Reconciled

KINDS = ("missing", "settled", "amounts", "only right", "twice")
LISTED = 300  # rows of a kind; the rest is counted, and in the CSV


@dataclass(frozen=True, slots=True)
class Bench:
    """All that is known of one comparison: what came of reading it, and what became of its missing rows."""

    unit: Unit = field(default_factory=Unit)
    comparing: Comparing | None = None
    kept: Reconciliation | None = None
    """None: no incident, or nothing was written down yet."""

    @property
    def found(self) -> Reconciled | None:
        return self.comparing.found if self.comparing else None

    @property
    def missing(self) -> Sequence[Missing | Entry]:
        """What is not settled: as the incident has it, else as it was read."""
        if self.kept:
            return sorted(self.kept.open, key=lambda one: (one.row.at, one.row.key))
        return self.found.missing if self.found else ()

    def counts(self) -> dict[str, int]:
        """How many rows of each kind there are."""
        found, kept = self.found, self.kept
        return {
            "missing": len(self.missing) + (kept.unnamed if kept else 0),
            "settled": len(kept.rows) - len(kept.open) if kept else 0,
            "amounts": len(found.differing) if found else 0,
            "only right": len(found.added) if found else 0,
            "twice": len(found.doubled) if found else 0,
        }
