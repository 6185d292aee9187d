"""What a walk along a hash chain found. All text printable."""

from enum import StrEnum

import msgspec

from cockpit.core.expr import Value


class Kind(StrEnum):
    """How a chain breaks at a row."""

    GAP = "gap"
    """Rows are missing before it, and it does not follow from the row that is there."""
    MISMATCH = "mismatch"
    """Its previous hash is not the hash of the row before."""
    RECOMPUTE = "recompute"
    """Its own content does not give its hash."""
    DUPLICATE = "duplicate"
    REORDERED = "reordered"
    HEAD = "head"
    """The row the walk was to go on from is not as it was."""
    EMPTY = "empty"
    """There is no row at all."""


SAYS: dict[Kind, str] = {
    Kind.GAP: "rows before it are missing, and it does not follow from the row that is there",
    Kind.MISMATCH: "its previous hash is not the hash of the row before",
    Kind.RECOMPUTE: "its own content does not give its hash",
    Kind.DUPLICATE: "its id stands twice",
    Kind.REORDERED: "its id is below that of the row before",
    Kind.HEAD: "the row to go on from is not as it was",
    Kind.EMPTY: "there is no row at all",
}


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the chain, to be shown."""

    id: str
    previous: str
    hash: str
    cells: tuple[str, ...] = ()


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Ids that are not there between two rows. `linked`: the chain holds across it, so no row was ever hashed there."""

    after: str
    before: str
    missing: int
    linked: bool


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """A row at which the chain does not hold, and its neighbours."""

    id: str
    kind: Kind
    expected: str
    found: str
    before: Link | None = None
    row: Link | None = None
    after: Link | None = None

    def followed_by(self, link: Link) -> "Break":
        """The same break with the row after it, which came with the next page."""
        return msgspec.structs.replace(self, after=link)


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """The whole account."""

    rows: int
    breaks: int = 0
    first_break: Break | None = None
    gaps: tuple[Gap, ...] = ()
    gap_count: int = 0
    columns: tuple[str, ...] = ()
    first_id: str = ""
    last_id: str = ""
    head: str = ""
    """The hash of the last row."""
    recomputed: bool = False
    """Whether the content was held against the hashes; else only the links were."""
    complete: bool = False
    """Whether it was walked to its end."""

    @property
    def ok(self) -> bool:
        """Nothing is wrong, and the end was reached."""
        return self.complete and not self.breaks

    @property
    def values(self) -> dict[str, Value]:
        """Names for probes."""
        return {"ok": self.ok, "rows": self.rows, "gaps": self.gap_count, "breaks": self.breaks}

    @property
    def says(self) -> str:
        """One sentence."""
        rows = f"{self.rows} rows from {self.first_id} to {self.last_id}" if self.rows else "no rows"
        gaps = f"; ids missing in {self.gap_count} place{'s' if self.gap_count > 1 else ''}" if self.gap_count else ""
        if self.first_break is not None:
            at = f" at {self.first_break.id}" if self.first_break.id else ""
            more = f" ({self.breaks} breaks in all)" if self.breaks > 1 else ""
            return f"the chain breaks{at}: {SAYS[self.first_break.kind]}{more}; {rows} walked{gaps}"
        how = "links and contents" if self.recomputed else "links only: no fields are named to make the hashes from"
        return f"the chain {'holds' if self.complete else 'holds so far'}: {rows}, {how}{gaps}"
