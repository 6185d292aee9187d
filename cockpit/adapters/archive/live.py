"""What the cockpit has read since it was opened, as an archive: a stream has no other past."""

from collections.abc import Collection, Iterator

from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.ordering import settled
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.archive.times import time_of
from cockpit.core.hits import Hit, Span
from cockpit.core.logrow import RowKind
from cockpit.core.readings import SourceError
from cockpit.ports import LogView

ROWS = 50_000  # looked through between two looks at whether somebody wants it to stop


class Live:
    """Implements `ports.Archive` over the rows of `view`; `without` are sources whose files are searched anyway."""

    name = "live"

    def __init__(self, view: LogView, state: Search, without: Collection[str] = ()) -> None:
        self._view = view
        self._state = state
        self._without = without

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        """As the port says; raises StoppedError too. The row's number in the pane stands for the line."""
        try:
            wanted = Needle(needle, any_case=any_case)
        except ValueError as error:
            raise SourceError(str(error)) from error
        yield from settled(self._rows(wanted, span))

    def _rows(self, wanted: Needle, span: Span) -> Iterator[Hit]:
        end = len(self._view)
        for start in range(0, end, ROWS):
            self._state.check(self.name)
            for row in self._view.matching(wanted.raw, start, min(start + ROWS, end)):
                found = self._view.rows(row, row + 1)
                if not found or found[0].kind is not RowKind.LINE or found[0].source in self._without:
                    continue
                raw = found[0].raw
                if wanted.find(raw, 0, len(raw)) >= 0 and span.holds(at := time_of(raw, found[0].reading)):
                    yield Hit(
                        source=found[0].source,
                        path=self.name,
                        line=row + 1,
                        raw=raw,
                        at=at,
                        place=at,
                        reading=found[0].reading,
                    )
