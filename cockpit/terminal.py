"""The terminal given back, whatever ends the program: a signal, a closed window, a line that no longer answers."""

import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
STDERR = 2  # where Textual draws
LOOK_EVERY = 1000  # milliseconds between looks at whether the terminal is still there
GIVE_BACK = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"  # mouse
    b"\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[?2026l"  # paste, focus, kitty keys, synchronised output
    b"\x1b[?1049l\x1b[?25h\x1b[0m\r\n"  # alternate screen, cursor, colours
)


@contextmanager
def kept(ending: Callable[[], object]) -> Iterator[None]:
    """Guard the terminal while a full screen is up.

    On a signal, or when the terminal vanishes, `ending` is called (it writes down what is running and must return
    within seconds), the terminal is restored by hand and the process ends with 128 + the signal's number. Plain
    handlers, not the event loop's: a loop that is blocked on a dead line never runs those. Use in the main thread.
    """
    stdin = sys.stdin.fileno()
    before = termios.tcgetattr(stdin)
    once = threading.Lock()

    def end(number: int) -> None:
        if not once.acquire(blocking=False):
            return
        ending()
        _give_back(stdin, before)
        os._exit(128 + number)

    def on_signal(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=end, args=(number,), daemon=True).start()

    old = {number: signal.signal(number, on_signal) for number in SIGNALS}
    stop = threading.Event()
    watch = threading.Thread(
        target=_watch, args=(stdin, stop, lambda: end(signal.SIGHUP)), name="terminal", daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        stop.set()
        for number, handler in old.items():
            signal.signal(number, handler)


def _watch(fd: int, stop: threading.Event, gone: Callable[[], None]) -> None:
    """Call `gone` once the other end of the terminal has closed."""
    poll = select.poll()
    poll.register(fd, 0)  # asks for nothing: a hang-up and an error are always told
    while not stop.is_set():
        if any(found & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, found in poll.poll(LOOK_EVERY)):
            gone()
            return


def _give_back(fd: int, before: list[object]) -> None:
    with suppress(OSError, termios.error):
        termios.tcsetattr(fd, termios.TCSANOW, before)  # type: ignore[arg-type]  # as tcgetattr gave it
    with suppress(OSError):
        os.set_blocking(STDERR, False)  # a stalled line takes what it can
        os.write(STDERR, GIVE_BACK)
    with suppress(OSError):
        os.set_blocking(STDERR, True)  # the shell shares this terminal
