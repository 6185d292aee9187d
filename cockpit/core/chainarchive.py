"""The rows around the first break held against an archive of them: what differs, and which side was changed.

All text of the result is printable.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from cockpit.core.chaindiff import Copied, copied
from cockpit.core.chainhash import digests, hashes
from cockpit.core.chainpage import Key, key_of, place_of
from cockpit.core.logtime import moment
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage
from cockpit.core.text import clipped, printable

SHOWN = 10
"""More rows that differ are counted, not kept."""
LINKS = ("previous hash", "hash")


class Side(StrEnum):
    """What was changed since the archive was written, as far as the two copies tell."""

    NOTHING = "nothing"
    CONTENTS = "contents"
    HASH = "hash"
    BOTH = "both"
    TAKEN_OUT = "taken out"
    PUT_IN = "put in"
    BEYOND = "beyond"


SAYS: dict[Side, str] = {
    Side.NOTHING: "the rows are just so there: written this way, or changed before",
    Side.CONTENTS: "same hash, other contents: the row was edited here",
    Side.HASH: "same contents, another hash: the hash was edited here",
    Side.BOTH: "contents and hash differ: the row was rewritten here",
    Side.TAKEN_OUT: "it has a row that is not here: taken out since",
    Side.PUT_IN: "it has no such row between its neighbours: put in since",
    Side.BEYOND: "it does not reach the broken row",
}


class RowSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One row that is not the same in both, or is only in one of them."""

    id: str
    side: Side
    column: str = ""
    here: str = ""
    there: str = ""

    @property
    def says(self) -> str:
        match self.side:
            case Side.TAKEN_OUT:
                return f"{self.id}: only in the archive"
            case Side.PUT_IN:
                return f"{self.id}: only here"
        return f"{self.id}: {self.column} is {self.here} here, {self.there} in the archive"


class Archived(msgspec.Struct, frozen=True, kw_only=True):
    """How the rows around a break stand in the archive."""

    archive: str
    side: Side | None = None
    """What was changed of the broken row, or else of the first that differs; None: it could not be compared."""
    proved: str = ""
    """The row that speaks for that, where the archived one gives its own hash: it is as it was written."""
    rows: tuple[RowSaid, ...] = ()
    count: int = 0
    """How many rows differ."""
    same: int = 0
    columns: tuple[str, ...] = ()
    """The contents that were compared beside the hashes."""
    unknown: str = ""

    @property
    def lines(self) -> Iterator[str]:
        """For a person, a line each."""
        if self.side is None:
            yield f"  archive   {self.archive}: not compared: {self.unknown}"
            return
        yield f"  archive   {SAYS[self.side]}"
        how = "" if self.columns else ", hashes only: no fields are named"
        are = "is" if self.count == 1 else "are"
        yield f"            {self.archive}: {self.same} rows around it are the same{how}, {self.count} {are} not"
        if self.proved:
            yield f"            archived row {self.proved} gives its own hash: it is as it was written"
        for row in self.rows:
            yield f"            {row.says}"
        if self.count > len(self.rows):
            yield f"            and {self.count - len(self.rows)} more"


def archived(archive: str, broken: str, here: RowPage, there: RowPage, spec: ChainSpec) -> Archived:
    """The rows of `here` against those of `there`, both asked for the same ids. Raises SourceError."""
    fields = tuple(name for name in contents(spec) if _filled(there, name))
    ours, theirs = ({key_of(row.id): row for row in copied(page, spec, fields)} for page in (here, there))
    keys = _within(list(ours), list(theirs))
    if key_of(broken) not in keys:
        return Archived(archive=archive, side=Side.BEYOND, columns=fields)
    said = [_against(ours.get(key), theirs.get(key), fields, spec) for key in keys]
    found = [one for one in said if one is not None]
    telling = next((one for one in found if key_of(one.id) == key_of(broken)), found[0] if found else None)
    return Archived(
        archive=archive,
        side=telling.side if telling else Side.NOTHING,
        proved=telling.id if telling and _gives_its_hash(telling.id, there, spec) else "",
        rows=tuple(found[:SHOWN]),
        count=len(found),
        same=len(said) - len(found),
        columns=fields,
    )


def contents(spec: ChainSpec) -> tuple[str, ...]:
    """The fields of the recipe that are no part of the chain itself."""
    return tuple(field for field in spec.fields if field not in (spec.id, spec.previous, spec.hash))


def _filled(page: RowPage, name: str) -> bool:
    """Whether the archive has the column: one that is never filled was not archived."""
    place = page.columns.index(name) if name in page.columns else None
    return place is not None and any(row[place] is not None for row in page.rows)


def _within(ours: list[Key], theirs: list[Key]) -> list[Key]:
    """The keys of both, in order, as far as the archive reaches; of texts only the database knows the order."""
    numbers, kept = [{key for key in keys if isinstance(key, int)} for keys in (ours, theirs)]
    if len(numbers) == len(ours) and len(kept) == len(theirs):
        return [key for key in sorted(numbers | kept) if kept and min(kept) <= key <= max(kept)]
    known = set(theirs)
    places = [place for place, key in enumerate(ours) if key in known]
    return ours[places[0] : places[-1] + 1] if places else []


def _against(here: Copied | None, there: Copied | None, fields: tuple[str, ...], spec: ChainSpec) -> RowSaid | None:
    """What is not the same in a row of both; None: nothing."""
    if here is None or there is None:
        one = here or there
        assert one is not None, "a key comes from one of the two"
        return RowSaid(id=printable(one.id), side=Side.TAKEN_OUT if here is None else Side.PUT_IN)
    cells = zip((*LINKS, *fields), here.values, there.values, strict=True)
    differ = [one for one in cells if not _same(*one, spec)]
    if not differ:
        return None
    parts = {name in LINKS for name, _, _ in differ}
    side = Side.BOTH if len(parts) == 2 else Side.HASH if True in parts else Side.CONTENTS
    column, ours, theirs = next((one for one in differ if one[0] not in LINKS), differ[0])
    return RowSaid(id=printable(here.id), side=side, column=column, here=_shown(ours), there=_shown(theirs))


def _gives_its_hash(id: str, page: RowPage, spec: ChainSpec) -> bool:
    """Whether the archived row has its own hash by the recipe; False also when nobody can say."""
    if not spec.fields or not set(spec.fields) <= set(page.columns):
        return False
    row = next((row for row in page.rows if str(row[place_of(page.columns, spec.id)]) == id), None)
    if row is None:
        return False
    previous, hashed = (hashes([row[place_of(page.columns, name)]], spec) for name in (spec.previous, spec.hash))
    return digests([[row[place_of(page.columns, name)]] for name in spec.fields], previous, spec) == hashed


def _same(name: str, ours: str, theirs: str, spec: ChainSpec) -> bool:
    """Equal as text; the row's time also when both mean the same moment: archives write times their own way."""
    return ours == theirs or (name == spec.at and moment(ours) is not None and moment(ours) == moment(theirs))


def _shown(value: str) -> str:
    return printable(clipped(value, 100)) or "nothing"
