"""What brings log lines, keeps them, and finds one in them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Protocol

from cockpit.core.hits import Hit, Looked, Progress, Span
from cockpit.core.logrow import LogRow


class LogView(Protocol):
    """Random access to everything the log sources have brought so far; safe to call from any thread."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    def __len__(self) -> int:
        """Rows so far; only grows. Cheap: asked at every frame."""

    def rows(self, start: int, stop: int) -> Sequence[LogRow]:
        """The rows `start` to `stop`, cut to what is there."""

    def matching(self, needle: bytes, start: int, stop: int, inverse: bool = False) -> Sequence[int]:
        """Indexes of the rows in the range that hold `needle` (ASCII letters in either case), or do not.

        Scans bytes, parses nothing.
        """

    def last_arrival(self, source: str) -> datetime | None:
        """When the newest line of `source` came (aware); None: none yet."""

    def state(self, source: str) -> str:
        """`following`, `waiting for the file`, `ended`, or what is wrong, in words fit to show."""

    def skew(self, source: str) -> timedelta | None:
        """How much later than their own time the lines of `source` come (median of the newest); None: not known."""


class Recorder(Protocol):
    """Keeps what the log sources bring while an incident is open. Neither method raises or waits for the disk long."""

    def begin(self, folder: Path) -> str:
        """Keep what comes, and what came shortly before, below the incident's `folder`; why it cannot be, or ""."""

    def end(self) -> None:
        """The incident is closed: the recording is whole. Does nothing when nothing is recorded."""


class LogSource(Protocol):
    """Something that brings lines until it is closed. Neither method raises."""

    def start(self) -> None: ...

    def close(self) -> None:
        """Stop promptly and wait for the thread; nothing started by it is left running."""


class LogFeed(Protocol):
    """Where a provider's log source puts what it brings. Called by the source's own thread only."""

    state: str
    """`opening`, `following`, `connecting again`, `ended`, or what is wrong for good, in words fit to show."""

    def add(self, lines: bytes) -> None:
        """Whole lines as they came, each ended by a line break."""

    def notice(self, text: str) -> None:
        """Add a row of the cockpit's own words."""

    def gap(self, length: timedelta, why: str) -> None:
        """What was said during `length` may be missing: `gap(…, "reconnected")`."""


class Finding(Protocol):
    """One search that goes on. Blocks while it is read: use it from a thread."""

    @property
    def progress(self) -> Progress:
        """How far it is; may be asked from another thread."""

    @property
    def looked(self) -> Looked:
        """What was looked at so far; may be asked from another thread."""

    def hits(self) -> Iterator[Hit]:
        """Every entry that holds the needle, in time order; ends early when it is stopped."""


class Finder(Protocol):
    """Looks for one text in everything the logs still hold: live, rotated, archived."""

    def find(self, needle: str, span: Span, stop: Event) -> Finding:
        """Begin nothing yet. Raises ValueError, in words fit to show, for what cannot be looked for."""


class Archive(Protocol):
    """Somewhere log lines are kept and can be searched as a whole: files, an object store, a database."""

    name: str

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        """The entries that hold `needle`, in time order, as they are found. Blocks: call it from a thread of its own.

        Raises SourceError when the archive cannot be asked at all; what is only partly wrong is in its account.
        """
