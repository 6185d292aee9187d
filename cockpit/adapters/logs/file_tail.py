"""Follow one file through growth, truncation, rotation and late creation."""

import stat
import time
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.followed import CHUNK, Followed
from cockpit.adapters.logs.inotify import Inotify
from cockpit.adapters.logs.pump import GATHER, Pump
from cockpit.adapters.logs.segment import Segment
from cockpit.core.text import printable

BACK = 1 << 20  # what a pane reads of the past; the rest stays in the file
ASLEEP = 1.0  # seconds between looks at a file the kernel watches for us: network file systems tell it nothing
POLLED = 0.15
PAUSE = 0.1
OVERLAP = 10.0  # seconds in which a writer may still write to the file that was rotated away
CAUGHT_UP = CHUNK // 2  # a read that brings less than this has met the end of the file
KEPT_ROTATED = 4  # rotated files held open; more would keep a full disk full


class FileTail:
    """Brings the lines of `path` to `feed`. From its last 1 MiB, or `from_start`."""

    def __init__(self, path: Path, feed: Feed, from_start: bool = False) -> None:
        self._path = path
        self._feed = feed
        self._back = None if from_start else BACK
        self._pump = Pump(f"log {feed.name}", self._run)
        self._inotify = Inotify()
        self._heard = False
        self._file: Followed | None = None
        self._segment: Segment | None = None
        self._failing = False
        self._old: tuple[Followed, Segment, float] | None = None

    def start(self) -> None:
        self._pump.start()

    def close(self) -> None:
        """Stop following; what was read stays readable until the store is closed."""
        self._pump.close()
        self._inotify.close()

    def _run(self) -> None:
        while not self._pump.stopping.is_set():
            self._inotify.clear()
            if self._file is None:
                self._open()
            moved = self._read_old() + self._read()
            if moved == 0:
                self._idle()
            elif moved < 1 << 17:
                self._pump.wait(GATHER)

    def _open(self) -> None:
        """Open the path, or say why it cannot be and look again later."""
        self._heard = self._inotify.watch(self._path)
        try:
            if not stat.S_ISREG(self._path.stat().st_mode):
                self._tell("not a file that can be followed", f"{self._path} is not a file: nothing to follow")
                return
            file = Followed(self._path, self._back)
        except FileNotFoundError:
            self._tell("waiting for the file", f"{self._path} is not there yet: waiting for the file")
            self._back = None
            return
        except OSError as error:
            self._cannot(error)
            return
        if file.place:
            self._feed.notice(f"… earlier lines not read ({file.place / 1e6:.1f} MB before this one)")
        self._file, self._segment = file, self._feed.begin(file.fd, file.place)
        self._back = None
        self._feed.state = "reading"

    def _read(self) -> int:
        """Read the next bytes; returns how many."""
        if self._file is None or self._segment is None:
            return 0
        try:
            chunk = self._file.read()
            self._failing = False
        except OSError as error:
            return self._cannot(error)
        if chunk is None:
            again = self._file.restart()  # before the old descriptor is let go
            self._feed.lose(self._segment, "this line can no longer be read: the file was truncated")
            self._feed.notice(f"file was truncated: {self._path} begins anew")
            self._segment = self._feed.begin(again)
            return 1
        if chunk:
            self._feed.add(self._segment, chunk)
        if len(chunk) < CAUGHT_UP:
            self._feed.live = True  # its end was reached: what comes from here on is being written now
        return len(chunk)

    def _cannot(self, error: OSError) -> int:
        """The disk or the network behind the file fails: say so once and try again; nothing was read."""
        self._failing = True
        said = (error.strerror or "error").lower()
        self._tell(f"cannot be read: {said}", f"{self._path} cannot be read ({said}): trying again")
        return 0

    def _read_old(self) -> int:
        if self._old is None:
            return 0
        file, segment, until = self._old
        try:
            chunk = file.read()
        except OSError:
            chunk = None  # what was rotated away cannot be read to its end
        if chunk:
            self._feed.add(segment, chunk)
        elif chunk is None or time.monotonic() > until:
            self._old = None
        return len(chunk or b"")

    def _idle(self) -> None:
        """Nothing came: show what is unfinished, see whether the file was replaced, and sleep."""
        if self._file is not None and self._segment is not None:
            if self._segment.finished and not self._failing:
                self._feed.state = "following"
            if self._file.replaced(self._path):
                self._feed.show_partial(self._segment)
                self._feed.notice(f"file was rotated: reading the new {self._path}")
                self._old = (self._file, self._segment, time.monotonic() + OVERLAP)
                self._file = self._segment = None
                self._let_go()
                return
        # A pause of a tenth of a second is the writer's, not the kernel's: then half a line is all there is.
        if self._pump.wait(PAUSE, self._inotify.fd) or self._pump.stopping.is_set():
            return
        if self._segment is not None:
            self._feed.show_partial(self._segment)
            gone = not self._path.exists()
            if self._failing and not gone:
                self._pump.wait(ASLEEP)
                return
            self._feed.state = "the file is gone: waiting for a new one" if gone else "following"
        self._pump.wait(ASLEEP if self._heard and self._old is None else POLLED, self._inotify.fd)

    def _let_go(self) -> None:
        kept = [segment for segment in self._feed.segments if not segment.lost]
        for segment in kept[:-KEPT_ROTATED]:
            self._feed.lose(segment, "this line is no longer kept: its file was rotated away")

    def _tell(self, state: str, notice: str) -> None:
        if self._feed.state != state:
            self._feed.state = printable(state)
            self._feed.notice(notice)
