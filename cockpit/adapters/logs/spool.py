"""Private files that keep what a stream says, so that bytes that pass by once can be looked at again."""

import os
import tempfile
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.folding import survey
from cockpit.adapters.logs.segment import Segment
from cockpit.core.size import size

PIECE = 128 << 20  # bytes of one file
PIECES = 8  # files kept of one stream


class Spool:
    """Unlinked files in `folder`, readable by us alone (0600), gone with the process. The oldest is given back in time.

    Raises OSError when no file can be made in `folder`.
    """

    def __init__(self, folder: Path, feed: Feed, piece: int = PIECE, pieces: int = PIECES) -> None:
        self._folder = folder
        self._feed = feed
        self._piece, self._pieces = piece, pieces
        self._kept: list[Segment] = []
        self._begin()

    @property
    def newest(self) -> Segment:
        """The file that grows."""
        return self._kept[-1]

    def keep(self, chunk: bytes) -> bool:
        """Append `chunk` as a whole and bring it to the feed; False: there is no room, and nothing of it was kept."""
        if self.newest.end >= self._piece:
            cut = 0 if self.newest.finished else _newest_entry(chunk)
            if self.newest.finished or cut or self.newest.end >= 2 * self._piece:
                return (not cut or self._append(chunk[:cut])) and self._turn() and self._append(chunk[cut:])
        return self._append(chunk)

    def _append(self, chunk: bytes) -> bool:
        segment, begin, end = self.newest, self.newest.end, self.newest.end + len(chunk)
        at = begin
        try:
            while at < end:
                at += os.pwrite(segment.fd, chunk[at - begin :], at)
        except OSError:
            os.ftruncate(segment.fd, begin)
            return False
        self._feed.add(segment, chunk)
        return True

    def _turn(self) -> bool:
        """Go on in a new file and give the oldest back when there are too many."""
        try:
            self._begin()
        except OSError:
            return False
        if len(self._kept) > self._pieces:
            oldest = self._kept.pop(0)
            self._feed.lose(oldest, f"this line is no longer kept: only the last {self._limit()} of the stream are")
        return True

    def _begin(self) -> None:
        fd, name = tempfile.mkstemp(prefix="log-", dir=self._folder)
        os.unlink(name)
        self._kept.append(self._feed.begin(fd))

    def _limit(self) -> str:
        return size(self._piece * self._pieces)


def _newest_entry(chunk: bytes) -> int:
    """Where in `chunk` its newest whole entry begins; 0: it holds none that begins inside it."""
    return survey(chunk[: max(chunk.rfind(b"\n"), 0)])[3]
