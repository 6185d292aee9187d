"""Tells the person what a running command prints, as it prints it, but never faster than anyone can read."""

import time
from collections.abc import Callable
from pathlib import Path

from cockpit.core.text import printable

PER_SECOND = 20  # lines shown; the rest is counted and kept on disk
READ_AT_ONCE = 256 * 1024
LONGEST = 8192  # bytes of an unfinished line that are kept waiting for its end


class Follower:
    """Reads a growing file and passes on its newest lines."""

    def __init__(self, file: Path, say: Callable[[str], None]) -> None:
        self._file, self._say = file, say
        self._at, self._rest = 0, b""
        self._allowed, self._asked = float(PER_SECOND), time.monotonic()
        self._left_out, self._skipped = 0, False
        self._newest = b""
        """The newest line, while it is one of those left out."""

    def look(self, last: bool = False) -> None:
        """Pass on what is new; with `last`, also a last line without an end."""
        now = time.monotonic()
        self._allowed = min(PER_SECOND, self._allowed + (now - self._asked) * PER_SECOND)
        self._asked = now
        *lines, self._rest = (self._rest + self._read()).split(b"\n")
        self._rest = self._rest[-LONGEST:]
        if last and self._rest:
            lines.append(self._rest)
            self._rest = b""
        self._pass_on([line for line in lines if line.strip()], last)

    def _pass_on(self, lines: list[bytes], last: bool) -> None:
        if last and not lines and self._newest:  # what came right before the end was too much for that moment
            lines, self._left_out = [self._newest], self._left_out - 1
        fits = len(lines) + bool(self._left_out) <= self._allowed
        shown = lines if fits else lines[len(lines) - max(int(self._allowed) - 1, int(last)) :]
        self._left_out += len(lines) - len(shown)
        if not shown:
            self._newest = lines[-1] if lines else self._newest
            return
        self._newest = b""
        if self._left_out:
            many = "much" if self._skipped else f"{self._left_out} lines"
            self._tell(f"… {many} not shown here; it is kept in {self._file.name}")
            self._left_out, self._skipped = 0, False
        for line in shown:
            self._tell(printable(line.rsplit(b"\r", 1)[-1].decode("utf-8", "replace")))

    def _tell(self, line: str) -> None:
        self._allowed -= 1
        self._say(line)

    def _read(self) -> bytes:
        try:
            with self._file.open("rb") as file:
                size = file.seek(0, 2)
                if size - self._at > READ_AT_ONCE:
                    self._left_out, self._skipped = self._left_out + 1, True
                    self._rest = b""
                    self._at = size - READ_AT_ONCE
                file.seek(self._at)
                fresh = file.read(size - self._at)
        except FileNotFoundError:
            return b""
        self._at += len(fresh)
        return fresh
