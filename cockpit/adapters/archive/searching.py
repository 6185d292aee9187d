"""The state of one search: what it has looked at so far, who wants to hear of it, and whether to go on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event

from cockpit.core.hits import Looked, Progress, Unread

Tell = Callable[[Progress], None]


class StoppedError(Exception):
    """Somebody set the stop event."""


class Search:
    """One search. `looked` is its account so far; `tell` hears of progress, in the thread that searches."""

    def __init__(
        self, tell: Tell | None = None, stop: Event | None = None, indexes: Callable[[], Path] | None = None
    ) -> None:
        """`indexes`: says in which folder indexes of archives lie, when there is an archive; None: none are used."""
        self.indexes = indexes
        self.unindexed: list[str] = []
        """Archives that were scanned whole and whose next search an index would make quick."""
        self.total = 0
        """Bytes of all files as they lie there."""
        self.done = 0
        self.hits = 0
        self.files = 0
        self.bytes = 0
        self.skipped = 0
        self.indexed = 0
        self.unread: list[Unread] = []
        self.oldest: datetime | None = None
        self.newest: datetime | None = None
        self.stopped = False
        self._tell = tell
        self.stop = stop

    def check(self, path: str = "") -> None:
        """Tell how far it is. Raises StoppedError."""
        if self.stop is not None and self.stop.is_set():
            self.stopped = True
            raise StoppedError
        if self._tell is not None:
            self._tell(Progress(path=path, done=self.done, total=self.total, hits=self.hits))

    def saw(self, at: datetime | None) -> None:
        """A time that was looked at: it widens the edge of what is known."""
        if at is not None:
            self.oldest = at if self.oldest is None else min(self.oldest, at)
            self.newest = at if self.newest is None else max(self.newest, at)

    def not_read(self, path: str, why: str) -> None:
        self.unread.append(Unread(path, why))

    @property
    def looked(self) -> Looked:
        return Looked(
            hits=self.hits,
            files=self.files,
            bytes=self.bytes,
            skipped=self.skipped,
            indexed=self.indexed,
            unread=tuple(self.unread),
            oldest=self.oldest,
            newest=self.newest,
            stopped=self.stopped,
        )
