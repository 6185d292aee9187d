"""The hits of one file, and what was looked at to find them."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cockpit.adapters.archive.kinds import GZIP, PARQUET, NotReadableError, magic, opened, reader_of
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.scan import Found, holding
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.archive.times import first_time, last_time, time_of
from cockpit.adapters.archive.window import Window
from cockpit.core.hits import Hit, Span

if TYPE_CHECKING:
    from cockpit.adapters.archive.reader import Reader

HEAD = 1 << 16
SMALLEST = 4 << 20  # packed bytes of an archive worth an index


class LogFile:
    """One file of a search."""

    def __init__(self, place: Place, search: Search) -> None:
        self._place = place
        self._search = search
        self.first: datetime | None = None
        """The time of its first entries; None: not known."""
        self.size = 0
        self.readable = False
        self._look()

    def hits(self, needle: Needle, span: Span) -> Iterator[Hit]:
        """The entries holding `needle` whose time lies in `span`, in the order of the file. Raises StoppedError."""
        if not self.readable:
            return
        try:
            fd = opened(self._place.path)
        except NotReadableError as error:
            self._search.not_read(self._place.name, str(error))
            return
        try:
            if magic(fd).startswith(PARQUET):
                yield from self._rows(needle, span)
            elif (entries := self._by_index(fd, needle)) is not None:
                yield from self._timed(entries, span)
            else:
                yield from self._read(reader_of(fd), needle, span)
        except OSError as error:
            self._search.not_read(self._place.name, (error.strerror or "cannot be read").lower())
        finally:
            os.close(fd)

    def _read(self, reader: "Reader", needle: Needle, span: Span) -> Iterator[Hit]:
        try:
            yield from self._hits(reader, needle, span)
        finally:
            reader.close()

    def _hits(self, reader: "Reader", needle: Needle, span: Span) -> Iterator[Hit]:
        search, path, name, reading = self._search, self._place.path, self._place.name, self._place.reading
        search.files += 1
        already, done = search.done, 0

        def fill(view: memoryview) -> int:
            nonlocal done
            count = reader.fill(view)
            search.bytes += count
            search.done = already + min(reader.scanned, self.size)
            if count and reader.scanned - done >= 1 << 20:
                done = reader.scanned
                search.check(name)
            return count

        window = Window(fill, counted=reader.line_at is None)
        yield from self._timed(holding(window, needle, reader.line_at), span)
        tail = window.text[max(window.size - HEAD, 0) : window.size]
        search.saw(last_time(bytes(tail), reading))
        if reader.note:
            search.not_read(name, reader.note)
            if path in search.unindexed:
                search.unindexed.remove(path)  # only a whole file is indexed

    def _by_index(self, fd: int, needle: Needle) -> "list[Found] | None":
        """The entries, if an index of the file can tell; None: it is to be scanned."""
        search = self._search
        if search.indexes is None or self.size < SMALLEST or not magic(fd).startswith(GZIP):
            return None
        # Only an archive of some size needs them.
        from cockpit.adapters.archive.index import load
        from cockpit.adapters.archive.indexed import UseScanError, found_in

        if (index := load(search.indexes(), fd)) is None:
            search.unindexed.append(self._place.path)
            return None
        try:
            entries = found_in(index, fd, needle)
            # Read again and not taken from the index: the zone of its times is a matter of the source.
            last = last_time(index.text(fd, len(index.head.blocks) - 1)[-HEAD:], self._place.reading)
        except (UseScanError, ValueError):
            return None
        search.files += 1
        search.indexed += 1
        search.done += self.size
        search.saw(last)
        return entries

    def _rows(self, needle: Needle, span: Span) -> Iterator[Hit]:
        from cockpit.adapters.archive.duck import ArchiveError  # they bring subprocess along: 8 ms
        from cockpit.adapters.archive.parquet import rows_holding

        self._search.files += 1
        try:
            yield from self._timed(rows_holding(self._place.path, needle, self._search), span)
        except ArchiveError as error:
            self._search.not_read(self._place.name, str(error))
        self._search.bytes += self.size
        self._search.done += self.size

    def _timed(self, entries: Iterable[Found], span: Span) -> Iterator[Hit]:
        last, reached, reading = self.first, 0, self._place.reading
        for found in entries:
            at = time_of(found.raw, reading)
            if at is None:
                # What lies before the hit before was looked at then.
                gap = max(found.start - reached, 0)
                between = found.before[-gap:] if gap else b""
                last = last_time(between, reading) or last
            last = place = at or last
            reached = found.stop
            if span.holds(place):
                source, path = self._place.source, self._place.name
                yield Hit(source=source, path=path, line=found.line, raw=found.raw, at=at, place=place, reading=reading)

    def _look(self) -> None:
        """Read the beginning: whether it can be searched, and which time it begins with."""
        try:
            fd = opened(self._place.path)
        except NotReadableError as error:
            self._search.not_read(self._place.name, str(error))
            return
        try:
            self.size = os.fstat(fd).st_size
            if magic(fd).startswith(PARQUET):
                self.readable = True
                self._search.total += self.size
                return
            head = bytearray(HEAD)
            count = reader_of(fd).fill(memoryview(head))
        except NotReadableError as error:
            self._search.not_read(self._place.name, str(error))
            return
        except OSError as error:
            self._search.not_read(self._place.name, (error.strerror or "cannot be read").lower())
            return
        finally:
            os.close(fd)
        self.readable = True
        self.first = first_time(bytes(head[:count]), self._place.reading)
        self._search.saw(self.first)
        self._search.total += self.size
