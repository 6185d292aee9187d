"""A program in a pty whose every byte is kept with the time it reached the terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

CHUNK = 1 << 16
TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """Started by the constructor, ended by `close`. Times are seconds of time.monotonic()."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, columns: int = 120, lines: int = 40
    ) -> None:
        self.began = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            given = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **os.environ, **(env or {})}
            os.execvpe(argv[0], list(argv), given)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.chunks: list[tuple[float, bytes]] = []

    def press(self, keys: str) -> float:
        """Send keys; the time they were sent."""
        at = time.monotonic()
        os.write(self._fd, keys.encode())
        return at

    def pump(self, until: float) -> bool:
        """Take in what it writes until that time; False once it has gone."""
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self._fd], [], [], left)
            if not ready:
                continue
            try:
                chunk = os.read(self._fd, CHUNK)
            except OSError:
                return False
            self.chunks.append((time.monotonic(), chunk))
            for question, answer in (
                (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
                (b"\x1b[6n", b"\x1b[1;1R"),
                (b"\x1b[c", b"\x1b[?62c"),
            ):
                if question in chunk:
                    os.write(self._fd, answer)
        return True

    def wait(self, pattern: bytes, patience: float = 30.0) -> float:
        """The time at which bytes matching `pattern` had reached the terminal. Raises TimeoutError."""
        wanted, end, seen = re.compile(pattern), time.monotonic() + patience, 0
        tail = b""
        while time.monotonic() < end:
            while seen < len(self.chunks):
                at, chunk = self.chunks[seen]
                if wanted.search(tail + chunk):
                    return at
                tail, seen = (tail + chunk)[-200:], seen + 1
            if not self.pump(time.monotonic() + 0.02):
                break
        raise TimeoutError(f"never saw {pattern!r}")

    def bytes_between(self, begin: float, end: float) -> int:
        """How many bytes reached the terminal in that time."""
        return sum(len(chunk) for at, chunk in self.chunks if begin <= at < end)

    @property
    def cpu(self) -> float:
        """CPU seconds of the program and the children it has waited for."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / TICKS

    @property
    def rss(self) -> float:
        """Resident memory in MB."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def close(self) -> None:
        """End it and everything it started."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 6
        while time.monotonic() < end and os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            self.pump(time.monotonic() + 0.05)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)
