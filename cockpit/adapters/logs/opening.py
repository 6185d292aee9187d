"""From a log source of the profile to the threads that read it."""

import glob
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.file_tail import FileTail
from cockpit.adapters.logs.process_tail import ProcessTail
from cockpit.adapters.logs.pump import Pump
from cockpit.adapters.logs.store import LogStore
from cockpit.adapters.logs.stream_tail import StreamTail
from cockpit.core.logreading import Reading, zone_named
from cockpit.core.profile import LogSpec
from cockpit.core.text import printable
from cockpit.ports import LogSource

LOOK_AGAIN = 2.0  # seconds between looks for new files that fit a pattern
STDIN = 0


def open_log(
    name: str, spec: LogSpec, store: LogStore, folder: Path, from_start: bool = False, stdin: int = STDIN
) -> LogSource:
    """The source `name` as `spec` says; not started yet.

    `folder` (exists, 0700) takes what streams say. Files are read from their last 1 MiB on, or `from_start`.
    `stdin` is the descriptor to read where the spec says standard input; it is closed at its end.
    """
    reading = reading_of(spec, datetime.now(UTC))
    if spec.command:
        return ProcessTail(spec.command, store.feed(name, reading, spec.quiet_after), folder, spec.again_after)
    if spec.stdin:
        return StreamTail(stdin, store.feed(name, reading, spec.quiet_after), folder)
    paths = [os.path.expanduser(path) for path in spec.paths]
    if len(paths) == 1 and not glob.has_magic(paths[0]):
        return _open_path(Path(paths[0]), store.feed(name, reading, spec.quiet_after), folder, from_start)
    feed = partial(store.feed, reading=reading, quiet_after=spec.quiet_after)
    return FilesTail(name, paths, folder, from_start, feed)


def reading_of(spec: LogSpec, now: datetime) -> Reading:
    """How the lines of such a source are read; a zone this machine does not know is UTC."""
    return Reading(format=spec.format, zone=zone_named(spec.zone) or UTC, own=spec.own, now=now)


class FilesTail:
    """Several files as sources of their own (`name/file`); a file that comes to fit a pattern later joins in."""

    def __init__(
        self, name: str, paths: list[str], folder: Path, from_start: bool, feed: Callable[[str], Feed]
    ) -> None:
        self._name = name
        self._paths = paths
        self._folder = folder
        self._from_start = from_start
        self._feed = feed
        self._tails: dict[str, LogSource] = {}
        self._waiting: Feed | None = None
        self._pump = Pump(f"log {printable(name, 60)}", self._run)

    def start(self) -> None:
        self._look(self._from_start)
        if not self._tails:
            self._waiting = self._feed(self._name)
            self._waiting.state = "waiting for the file"
            self._waiting.notice(f"no file fits {', '.join(self._paths)} yet: waiting for one")
        self._pump.start()

    def close(self) -> None:
        self._pump.close()
        for tail in self._tails.values():
            tail.close()

    def _run(self) -> None:
        patterns = any(glob.has_magic(path) for path in self._paths)
        while patterns and not self._pump.stopping.is_set():
            self._pump.wait(LOOK_AGAIN)
            self._look(from_start=True)

    def _look(self, from_start: bool) -> None:
        for path in self._paths:
            for found in sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else [path]:
                if found not in self._tails and not os.path.isdir(found):
                    feed = self._feed(f"{self._name}/{os.path.basename(found)}")
                    self._tails[found] = _open_path(Path(found), feed, self._folder, from_start)
                    self._tails[found].start()
                    if self._waiting is not None:
                        self._waiting.state = "following"


def _open_path(path: Path, feed: Feed, folder: Path, from_start: bool) -> LogSource:
    """A regular or missing file is followed; a named pipe or a device is read to its end."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
            # Without O_NONBLOCK opening a named pipe waits for its writer.
            return StreamTail(
                os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC),
                feed,
                folder,
                f"its writer closed the pipe {path}",
            )
    except OSError:
        pass  # the tail says what is wrong, and looks again
    return FileTail(path, feed, from_start)
