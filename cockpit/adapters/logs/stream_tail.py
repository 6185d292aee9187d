"""Read a stream to its end: standard input, a named pipe, or what a process writes."""

import os
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.pump import GATHER, Pump
from cockpit.adapters.logs.spool import Spool

CHUNK = 1 << 18


def carry(fd: int, feed: Feed, folder: Path, pump: Pump, spool: Spool | None = None) -> Spool | None:
    """Move bytes from `fd` to `spool`, or one in `folder`, and to `feed`, until the end or until the pump is stopped.

    The spool, to go on with; None: nothing can be kept.
    """
    try:
        spool = spool or Spool(folder, feed)
    except OSError as error:
        feed.state = "cannot be kept"
        feed.notice(f"no log can be kept in {folder} ({error.strerror}): free some space or set another folder")
        return None
    feed.state = "reading"
    full = False
    while not pump.stopping.is_set():
        if not pump.wait(0.1, fd):
            feed.show_partial(spool.newest)
            feed.live = True
            pump.wait(60, fd)
            continue
        if not (chunk := _read(fd)):
            break
        if spool.keep(chunk):
            full = False
        else:
            feed.dropped += len(chunk)
            if not full:
                feed.notice(f"no space left in {folder}: lines are dropped from here on until there is room")
            full = True
        if len(chunk) < CHUNK // 8:
            pump.stopping.wait(GATHER)
    feed.show_partial(spool.newest)
    if feed.dropped:
        feed.notice(f"{feed.dropped} bytes were dropped because there was no space left")
    return spool


def _read(fd: int) -> bytes:
    try:
        return os.read(fd, CHUNK)
    except OSError:
        return b""  # a terminal that went away says EIO where a pipe says nothing


class StreamTail:
    """Brings what is read from `fd` to `feed`; closes `fd` at its end."""

    def __init__(self, fd: int, feed: Feed, folder: Path, parting: str = "") -> None:
        """`parting`: the row that tells of its end; empty: none does."""
        self._fd = fd
        self._feed = feed
        self._folder = folder
        self._parting = parting
        self._pump = Pump(f"log {feed.name}", self._run)

    def start(self) -> None:
        self._pump.start()

    def close(self) -> None:
        self._pump.close()

    def _run(self) -> None:
        carry(self._fd, self._feed, self._folder, self._pump)
        os.close(self._fd)
        if self._parting and not self._pump.stopping.is_set():
            self._feed.notice(self._parting)
        self._feed.state = "ended"
