"""A real terminal for tests: a program in a pty, its screen kept by an emulator, every byte it wrote kept as well."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

READ = 65536
PATIENCE = 30.0  # seconds a text may take to appear on a loaded machine

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
}


class Terminal:
    """Runs `argv` full-screen. Terminal queries are answered as a modern terminal would."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: Path | None = None, columns: int = 120, lines: int = 40
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        """Everything the program has written."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), {"TERM": "xterm-256color", "COLORTERM": "truecolor", **env})
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.status: int | None = None

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            print("\n".join(self.lines))
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    @property
    def lines(self) -> list[str]:
        """The screen as text, a string a line."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def press(self, *keys: str) -> None:
        """Press keys by name, or type what is no name; each is taken in before the next."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())
            self.pump(0.15)

    def wait(self, wanted: str | Callable[[str], bool], patience: float = PATIENCE) -> None:
        """Until `wanted` is on the screen (or true of its text). Fails with the screen in the message."""
        holds = wanted if callable(wanted) else lambda text: str(wanted) in text
        end = time.monotonic() + patience
        while not holds(self.text):
            if time.monotonic() > end or not self.pump(0.1):
                raise AssertionError(f"never saw {wanted!r} on:\n{self.text}")

    def press_until(self, key: str, wanted: str, patience: float = PATIENCE) -> None:
        """Press `key` again until `wanted` is on the screen: a dialog ignores keys in its first moments."""
        end = time.monotonic() + patience
        while wanted not in self.text:
            assert time.monotonic() < end, f"never saw {wanted!r} on:\n{self.text}"
            self.press(key)
            self.pump(0.4)

    def ended(self, patience: float = PATIENCE) -> int:
        """Wait for the program to end; its exit code, or minus the signal that ended it."""
        end = time.monotonic() + patience
        while self.status is None:
            self.pump(0.1)
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.status = os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, f"still running:\n{self.text}"
        self.pump(0.2)
        return self.status

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a dropped line does."""
        os.close(self._fd)

    def pump(self, seconds: float) -> bool:
        """Take in what the program writes for that long; False once it has closed the terminal."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self._fd], [], [], left)
            if not ready:
                continue
            try:
                chunk = os.read(self._fd, READ)
            except OSError:
                return False
            if not chunk:
                return False
            self.raw += chunk
            self._answer(chunk)
            self._stream.feed(chunk)
        return True

    def _answer(self, chunk: bytes) -> None:
        for question, answer in (
            (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
            (b"\x1b[6n", b"\x1b[1;1R"),
            (b"\x1b[c", b"\x1b[?62c"),
        ):
            if question in chunk:
                os.write(self._fd, answer)
