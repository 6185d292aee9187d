"""A daemon thread that moves bytes, sleeps while there are none, and stops at once when asked."""

import os
import select
from collections.abc import Callable
from threading import Event, Thread

GATHER = 0.008  # seconds given to a busy writer, so that a few large reads replace many small ones


class Pump:
    """Runs `run` in its own thread. `run` returns soon after `stopping` is set; `close` waits for that."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.stopping = Event()
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = Thread(target=run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self, seconds: float, fd: int = -1) -> bool:
        """Sleep until `fd` has something to read, the pump is stopped, or the time is up. Whether `fd` has."""
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        if fd >= 0:
            poll.register(fd, select.POLLIN)
        return any(ready == fd for ready, _ in poll.poll(seconds * 1000))

    def close(self) -> None:
        """Stop and wait for the thread to end."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        os.write(self._wake, b"x")
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._wake)
        os.close(self._woken)
