"""The feed of a provider's log source: whole lines, kept in private files so that they can be looked at again."""

from datetime import timedelta
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.spool import Spool


class Written:
    """Implements `ports.LogFeed` over one source of the store; `folder` (exists, 0700) takes the lines."""

    def __init__(self, feed: Feed, folder: Path) -> None:
        self._feed = feed
        self._folder = folder
        self._spool: Spool | None = None
        self._full = False

    @property
    def state(self) -> str:
        return self._feed.state

    @state.setter
    def state(self, says: str) -> None:
        self._feed.state = says

    def add(self, lines: bytes) -> None:
        """Keep `lines` and show them; where there is no room they are dropped, and a row says so once."""
        if self._keep(lines):
            self._full = False
            return
        self._feed.dropped += len(lines)
        if not self._full:
            self._feed.notice(f"no space left in {self._folder}: lines are dropped from here on until there is room")
        self._full = True

    def notice(self, text: str) -> None:
        self._feed.notice(text)

    def gap(self, length: timedelta, why: str) -> None:
        self._feed.gap(length, why)

    def _keep(self, lines: bytes) -> bool:
        try:
            self._spool = self._spool or Spool(self._folder, self._feed)
        except OSError:
            return False
        return self._spool.keep(lines)
