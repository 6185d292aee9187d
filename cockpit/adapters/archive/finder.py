"""The finder behind the screen's search: log files with their older siblings, archives, and what streams have said."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from threading import Event

from cockpit.adapters.archive.archived import archived, logged
from cockpit.adapters.archive.indexing import start
from cockpit.adapters.archive.live import Live
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search, StoppedError
from cockpit.core.hits import Hit, Looked, Progress, Span
from cockpit.core.profile import LogSpec, Profile
from cockpit.paths import FolderError, ensure
from cockpit.ports import Archive, LogView

BUDGET = 512 << 20  # bytes of remote objects brought here for one search; `cockpit find --budget` takes more


class Finding:
    """Implements ports.Finding."""

    def __init__(
        self, profile: Profile, view: LogView | None, needle: Needle, span: Span, stop: Event, indexes: Path | None
    ) -> None:
        self._profile, self._view, self._needle, self._span = profile, view, needle, span
        self._indexes = indexes
        self._state = Search(stop=stop, indexes=(lambda: indexes) if indexes is not None else None)

    @property
    def progress(self) -> Progress:
        return Progress(path="", done=self._state.done, total=self._state.total, hits=self._state.hits)

    @property
    def looked(self) -> Looked:
        return self._state.looked

    def hits(self) -> Iterator[Hit]:
        logs = self._profile.sources_of(LogSpec)
        files = {name for name, spec in logs.items() if spec.paths}
        try:
            places = logged(self._profile, logs, self._span, self._state)
            kept = [place for place in places if place.source not in files]
            more, asked = archived(self._profile, self._profile.archives, self._span, self._state, BUDGET)
            live: list[Archive] = [_Unrecorded(self._view, self._state, files, kept)] if self._view is not None else []
            yield from search([*places, *more], self._needle, self._span, self._state, [*asked, *live])
        except StoppedError:
            return
        self._leave_indexes()

    def _leave_indexes(self) -> None:
        """So that the next search of the same archives is a matter of milliseconds."""
        if self._indexes is None or not self._state.unindexed:
            return
        try:
            start(self._state.unindexed, ensure(self._indexes))
        except (FolderError, OSError):
            return  # the next search is as slow as this one was: nothing a person must do about it now


class _Unrecorded(Live):
    """What streams have said, without the lines that a recording among `kept` holds as well."""

    def __init__(self, view: LogView, state: Search, without: Collection[str], kept: Sequence[Place]) -> None:
        super().__init__(view, state, without)
        self._kept = kept

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        twice = Counter(
            (hit.source, hit.raw)
            for hit in (search(self._kept, Needle(needle, any_case=any_case), span, Search()) if self._kept else ())
        )
        for hit in super().find(needle, span, any_case=any_case):
            if twice[hit.source, hit.raw]:
                twice[hit.source, hit.raw] -= 1
            else:
                yield hit


class LogFinder:
    """Implements ports.Finder over the sources and archives of a profile and what the sources brought so far."""

    def __init__(self, profile: Profile, view: LogView | None, indexes: Path | None = None) -> None:
        """`indexes`: where indexes of archives lie (need not exist); None: none are used or left."""
        self._profile, self._view, self._indexes = profile, view, indexes

    def find(self, needle: str, span: Span, stop: Event) -> Finding:
        """Letters as they are typed. Raises ValueError, in words fit to show, for what cannot be looked for."""
        return Finding(self._profile, self._view, Needle(needle), span, stop, self._indexes)
