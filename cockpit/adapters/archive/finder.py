"""The finder behind the screen's search: the log files of the profile, their older siblings, and what streams said."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Event

from cockpit.adapters.archive.file import LogFile
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.ordering import merged, settled
from cockpit.adapters.archive.places import Place, of_source
from cockpit.adapters.archive.searching import Search, StoppedError
from cockpit.core.hits import Hit, Looked, Progress, Span
from cockpit.core.logline import parse
from cockpit.core.logrow import RowKind
from cockpit.core.profile import LogSpec
from cockpit.ports import LogView

STEP = 20_000  # rows of the live log looked through between two looks at whether to stop


class Finding:
    """Implements ports.Finding."""

    def __init__(
        self, logs: Mapping[str, LogSpec], view: LogView | None, needle: Needle, span: Span, stop: Event
    ) -> None:
        self._logs, self._view, self._needle, self._span = logs, view, needle, span
        self._state = Search(stop=stop)

    @property
    def progress(self) -> Progress:
        return Progress(path="", done=self._state.done, total=self._state.total, hits=self._state.hits)

    @property
    def looked(self) -> Looked:
        return self._state.looked

    def hits(self) -> Iterator[Hit]:
        state = self._state
        files = [LogFile(place, state) for place in self._places()]
        searched = [(file.first, settled(file.hits(self._needle, self._span))) for file in files]
        try:
            for hit in merged([*searched, (None, settled(self._live()))]):
                state.hits += 1
                yield hit
        except StoppedError:
            return

    def _places(self) -> Sequence[Place]:
        places: list[Place] = []
        for name, spec in self._logs.items():
            found, nowhere, outside = of_source(name, spec.paths, self._span)
            places += found
            self._state.unread += nowhere
            self._state.skipped += outside
        return places

    def _live(self) -> Iterator[Hit]:
        """What sources that are no files have said since they are followed."""
        view = self._view
        streams = {name for name, spec in self._logs.items() if not spec.paths}
        if view is None or not streams:
            return
        raw = self._needle.text.encode("utf-8", "replace")
        at, last = 0, None
        while at < (until := len(view)):
            self._state.check()
            stop = min(at + STEP, until)
            for number in view.matching(raw, at, stop):
                for row in view.rows(number, number + 1):
                    if row.kind is RowKind.LINE and row.source in streams and self._holds(row.raw):
                        told = parse(row).at
                        last = told or last
                        self._state.saw(told)
                        if self._span.holds(told):
                            yield Hit(source=row.source, path="", line=number + 1, raw=row.raw, at=told, place=last)
            at = stop

    def _holds(self, raw: bytes) -> bool:
        """The log's own search takes letters in either case; this one does only when it was asked to."""
        return self._needle.find(raw, 0, len(raw)) >= 0


class LogFinder:
    """Implements ports.Finder over the log sources of a profile and what they brought so far."""

    def __init__(self, logs: Mapping[str, LogSpec], view: LogView | None) -> None:
        self._logs, self._view = logs, view

    def find(self, needle: str, span: Span, stop: Event) -> Finding:
        """Raises ValueError, in words fit to show, for what cannot be looked for."""
        return Finding(self._logs, self._view, Needle(needle, any_case=True), span, stop)
