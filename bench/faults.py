"""How late an event loop wakes while a log beside it misbehaves: what a screen would feel, without the drawing."""

import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.recording.recorder import Recorder
from cockpit.adapters.logs.store import LogStore
from cockpit.core.logline import parse
from cockpit.core.profile import LogSpec

TICK = 0.01
LOOK = 0.055  # seconds between looks of a pane, which parses the rows in view
IN_VIEW = 38
Measured = tuple[list[float], float]


def huge_line(path: Path) -> None:
    """One line of 256 MB."""
    for _ in range(256):
        _append(path, b"x" * (1 << 20))
    _append(path, b"\nafter\n")


def hole(path: Path) -> None:
    """256 MB of NUL bytes, as a writer leaves that was not told of a truncation."""
    with path.open("r+b") as file:
        file.seek(256 << 20)
        file.write(b"\nafter\n")


def rotated(path: Path) -> None:
    """Renamed and begun anew forty times, 5 MB each."""
    block = b"2026-03-14T09:26:00Z INFO a line of a log that is rotated\n" * 90_000
    for number in range(40):
        path.rename(path.with_name(f"{path.name}.{number % 3}"))
        _append(path, block)
        time.sleep(0.05)


def truncated(path: Path) -> None:
    """Cut to nothing and refilled forty times."""
    block = b"2026-03-14T09:26:00Z INFO a line of a log that is truncated\n" * 50_000
    for _ in range(40):
        os.truncate(path, 0)
        _append(path, block)
        time.sleep(0.05)


def traces(path: Path) -> None:
    """A million lines of stack traces that never end."""
    for _ in range(100):
        _append(path, b"  at com.bakery.Oven.bake(Oven.java:12)\n" * 10_000)


FAULTS: tuple[Callable[[Path], None], ...] = (huge_line, hole, rotated, truncated, traces)


def loop_lags(folder: Path) -> Iterator[tuple[str, list[float], float]]:
    """For each fault: what it is, how late each tick of the loop was in seconds, and the peak memory in MB."""
    for fault in FAULTS:
        argv = [sys.executable, "-m", "bench.faults", fault.__name__, str(folder / fault.__name__)]
        done = subprocess.run(argv, capture_output=True, check=True, timeout=120)
        lags, rss = json.loads(done.stdout)
        yield (fault.__doc__ or "").rstrip("."), lags, rss


def measured(fault: Callable[[Path], None], name: str) -> Measured:
    """In this process; another one writes."""
    folder = Path(name)
    folder.mkdir()
    path = folder / "app.log"
    path.write_bytes(b"2026-03-14T09:26:00Z INFO one\n")
    store = LogStore()
    recorder = Recorder(store, 200_000_000)
    recorder.begin(folder)
    source = open_log("app", LogSpec(paths=(str(path),)), store, folder, from_start=True)
    source.start()
    writer = multiprocessing.get_context("spawn").Process(target=fault, args=(path,))
    writer.start()
    lags = asyncio.run(_ticking(store, writer.is_alive))
    source.close()
    recorder.end()
    store.close()
    # Not ru_maxrss: that remembers the memory of the process this one was started by.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return lags, int(peak.split()[1]) / 1024


async def _ticking(store: LogStore, goes_on: Callable[[], bool]) -> list[float]:
    lags: list[float] = []
    looked, ended = time.monotonic(), 0.0
    while not ended or time.monotonic() < ended + 1:
        due = time.monotonic() + TICK
        await asyncio.sleep(TICK)
        lags.append(max(time.monotonic() - due, 0.0))
        if time.monotonic() - looked > LOOK:
            looked = time.monotonic()
            for row in store.rows(max(len(store) - IN_VIEW, 0), len(store)):
                parse(row)
        if not ended and not goes_on():
            ended = time.monotonic()
    return lags


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


if __name__ == "__main__":
    print(json.dumps(measured({fault.__name__: fault for fault in FAULTS}[sys.argv[1]], sys.argv[2])))
