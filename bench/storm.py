"""A log that grows at a fixed rate, and how far behind the screen is."""

import json
import re
import threading
import time
from bisect import bisect_left
from pathlib import Path

from bench.program import Program

TICK = 0.01
NUMBER = re.compile(rb"S(\d{8})")


class Storm:
    """A thread that appends numbered JSON lines (~240 bytes) to `path`; remembers when each number was written."""

    def __init__(self, path: Path, rate: int) -> None:
        self._path = path
        self._rate = rate
        self._stop = threading.Event()
        self.written: list[tuple[float, int]] = []
        self._thread = threading.Thread(target=self._blow, daemon=True)

    def __enter__(self) -> "Storm":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _blow(self) -> None:
        number, began, filler = 0, time.monotonic(), "x" * 120
        with open(self._path, "ab", buffering=0) as log:
            while not self._stop.wait(TICK):
                due = int((time.monotonic() - began) * self._rate)
                if due <= number:
                    continue
                rows = [
                    json.dumps(
                        {"time": "2026-03-14T09:26:00.000Z", "level": "info", "msg": f"S{n:08} done", "path": filler}
                    )
                    for n in range(number + 1, due + 1)
                ]
                log.write(("\n".join(rows) + "\n").encode())
                number = due
                self.written.append((time.monotonic(), number))


def lags(program: Program, storm: Storm, begin: float) -> list[float]:
    """For each write after `begin`: seconds until its last number, or a later one, was on the terminal."""
    shown_at: list[float] = []
    shown: list[int] = []
    tail, highest = b"", 0
    for at, chunk in program.chunks:
        found = [int(number) for number in NUMBER.findall(tail + chunk)]
        tail = chunk[-9:]
        if found and max(found) > highest:
            highest = max(found)
            shown_at.append(at)
            shown.append(highest)
    found_lags = []
    for at, number in storm.written:
        place = bisect_left(shown, number)
        if at >= begin and place < len(shown):
            found_lags.append(max(shown_at[place] - at, 0.0))
    return found_lags


def key_times(program: Program, seconds: float, every: float = 0.25) -> list[float]:
    """Pause and follow the log again and again: seconds from each key until the pane said so."""
    sent: list[tuple[float, bytes]] = []
    words = (b"PAUSED", b"following")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        word = words[len(sent) % 2]
        sent.append((program.press(" "), word))
        program.pump(time.monotonic() + every)
    program.pump(time.monotonic() + 1.0)
    times = []
    for at, word in sent:
        answered = next((when for when, chunk in program.chunks if when >= at and word in chunk), None)
        if answered is not None:
            times.append(answered - at)
    return times
