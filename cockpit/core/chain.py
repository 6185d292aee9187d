"""The walk along a hash chain of rows: where it first breaks, and how.

A page that is whole is judged at once, column against column; only a page that is not is looked at row by row.
"""

from collections.abc import Sequence
from itertools import takewhile

from cockpit.core.chainhash import hashes
from cockpit.core.chainpage import Key, Last, Page, key_of, page_of, place_of
from cockpit.core.chainwalked import Break, Gap, Kind, Link, Walked
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage
from cockpit.core.text import clipped, printable

MOST_GAPS = 1000
"""More are counted, not kept."""


class ChainWalk:
    """Takes the rows of a chain in order, page by page.

    `after` and `head` are the id and the hash of a row that was found good before: the walk goes on behind it. With an
    id alone the first link is taken as it stands.
    """

    def __init__(self, spec: ChainSpec, after: str = "", head: str = "") -> None:
        self._spec = spec
        self._columns: tuple[str, ...] = ()
        self._from_first = not after
        self._last = Last(after, key_of(after), head, ()) if after and head else None
        self._after = after
        self._resuming = bool(after)
        self._first_id = ""
        self._rows = self._breaks = self._gap_count = 0
        self._gaps: list[Gap] = []
        self._first: Break | None = None
        self._complete = False

    @property
    def last_id(self) -> str | None:
        """The id of the row to go on from; None: from the first."""
        return self._last.id if self._last else self._after or None

    def take(self, page: RowPage) -> int:
        """Judge the next rows; how many of them are new. Raises RecipeError."""
        self._columns = page.columns
        if self._resuming:
            self._resuming = False
            self._resume(page)
        known = self._known(page)
        rows = page.rows if known is None else page.rows[:known] + page.rows[known + 1 :]
        if not rows:
            return 0
        whole = page_of(rows, page.columns, self._spec)
        if self._first is not None and self._first.after is None:
            self._first = self._first.followed_by(self._link(whole, 0))
        self._first_id = self._first_id or str(whole.ids[0])
        if not self._holds(whole):
            for place in range(len(rows)):
                self._judge(whole, place)
        self._rows += len(rows)
        self._last = whole.last(len(rows) - 1)
        return len(rows)

    def end(self) -> None:
        """There are no more rows."""
        self._complete = True
        if not self._rows and self._from_first:
            self._broken(Break(id="", kind=Kind.EMPTY, expected="at least one row", found="none"))

    @property
    def walked(self) -> Walked:
        """What came of it so far."""
        return Walked(
            rows=self._rows,
            breaks=self._breaks,
            first_break=self._first,
            gaps=tuple(self._gaps),
            gap_count=self._gap_count,
            columns=tuple(map(printable, self._columns)),
            first_id=printable(self._first_id),
            last_id=printable(self.last_id or ""),
            head=printable(self._last.hash) if self._last else "",
            recomputed=bool(self._spec.fields),
            complete=self._complete,
        )

    def _resume(self, page: RowPage) -> None:
        """Whether the row to go on from is as it was. A query may leave it out; a table's page begins with it."""
        spec, head = self._spec, self._last.hash if self._last else ""
        row = next((row for row in page.rows[:1] if str(row[place_of(page.columns, spec.id)]) == self._after), None)
        if row is None:
            if spec.table:
                self._head_is(head, "no such row")
            return
        had = hashes([row[place_of(page.columns, spec.hash)]], spec)[0]
        if head and had != head:
            self._head_is(head, had)
            self._last = Last(self._after, key_of(self._after), had, row)

    def _head_is(self, head: str, found: str) -> None:
        expected = printable(head or f"row {self._after}")
        self._broken(Break(id=printable(self._after), kind=Kind.HEAD, expected=expected, found=printable(found)))

    def _known(self, page: RowPage) -> int | None:
        """Where in the page the last row comes again, as a query with `>=` has it; None: it does not.

        Not always first: rows of the same id come in any order.
        """
        if self._last is None or not page.rows:
            return None
        at, last_id = place_of(page.columns, self._spec.id), self._last.id
        same = list(takewhile(lambda row: str(row[at]) == last_id, page.rows))
        return next((place for place, row in enumerate(same) if self._was_last(row, page.columns)), None)

    def _was_last(self, row: tuple[object, ...], columns: tuple[str, ...]) -> bool:
        assert self._last is not None
        if self._last.row:
            return row == self._last.row
        return hashes([row[place_of(columns, self._spec.hash)]], self._spec)[0] == self._last.hash

    def _holds(self, page: Page) -> bool:
        """Whether nothing at all is wrong with the page."""
        wanted = self._wanted()
        before = page.previous[0] if wanted is None else wanted
        if page.previous[0] != before or page.previous[1:] != page.hashes[:-1]:
            return False
        return (not page.made or page.made == page.hashes) and self._in_order(page.keys)

    def _in_order(self, keys: Sequence[Key]) -> bool:
        last, first, count = self._last.key if self._last else None, keys[0], len(keys)
        if isinstance(first, int):
            follows = not isinstance(last, int) or first == last + 1
            return follows and keys == list(range(first, first + count))
        return first != last and len(set(keys)) == count

    def _wanted(self) -> str | None:
        """The previous hash the next row must have; None: any."""
        if self._last is not None:
            return self._last.hash
        return self._spec.first if self._from_first else None

    def _judge(self, page: Page, place: int) -> None:
        found = self._fault(page, place)
        if found is not None:
            kind, expected, had = found
            said = Break(
                id=printable(str(page.ids[place])),
                kind=kind,
                expected=printable(expected),
                found=printable(had),
                before=self._before(page, place),
                row=self._link(page, place),
                after=self._link(page, place + 1) if place + 1 < len(page.rows) else None,
            )
            self._broken(said)
        self._last = page.last(place)

    def _fault(self, page: Page, place: int) -> tuple[Kind, str, str] | None:
        key, last = page.keys[place], self._last.key if self._last else None
        if last is not None and key == last:
            return Kind.DUPLICATE, f"an id other than {last}", str(key)
        if isinstance(key, int) and isinstance(last, int) and key < last:
            return Kind.REORDERED, f"an id above {last}", str(key)
        wanted, had = self._wanted(), page.previous[place]
        linked = wanted is None or had == wanted
        missing = key - last - 1 if isinstance(key, int) and isinstance(last, int) else 0
        if missing and self._last is not None:
            ends = printable(self._last.id), printable(str(page.ids[place]))
            self._gap(Gap(after=ends[0], before=ends[1], missing=missing, linked=linked))
        if not linked:
            return Kind.GAP if missing else Kind.MISMATCH, wanted or "", had
        if page.made and page.made[place] != page.hashes[place]:
            return Kind.RECOMPUTE, page.made[place], page.hashes[place]
        return None

    def _gap(self, gap: Gap) -> None:
        self._gap_count += 1
        if len(self._gaps) < MOST_GAPS:
            self._gaps.append(gap)

    def _broken(self, found: Break) -> None:
        self._breaks += 1
        self._first = self._first or found

    def _before(self, page: Page, place: int) -> Link | None:
        if place:
            return self._link(page, place - 1)
        return self._shown(self._last.id, "", self._last.hash, self._last.row) if self._last else None

    def _link(self, page: Page, place: int) -> Link:
        return self._shown(str(page.ids[place]), page.previous[place], page.hashes[place], page.rows[place])

    def _shown(self, id: str, previous: str, hash: str, row: tuple[object, ...]) -> Link:
        cells = tuple(printable(clipped(str(cell), 200)) for cell in row)
        if row and not previous:
            previous = hashes([row[place_of(self._columns, self._spec.previous)]], self._spec)[0]
        return Link(id=printable(id), previous=printable(previous), hash=printable(hash), cells=cells)
