"""Files as an archive: what stands behind the port when lines lie in files or were brought here from objects."""

from collections.abc import Iterator, Sequence

from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search
from cockpit.core.hits import Hit, Span
from cockpit.core.readings import SourceError


class Files:
    """Implements `ports.Archive`."""

    def __init__(self, name: str, places: Sequence[Place], state: Search) -> None:
        self.name = name
        self._places = places
        self._state = state

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        """As the port says; raises StoppedError too."""
        try:
            wanted = Needle(needle, any_case=any_case)
        except ValueError as error:
            raise SourceError(str(error)) from error
        for hit in search(self._places, wanted, span, self._state):
            self._state.hits -= 1  # counted by whoever asked
            yield hit
