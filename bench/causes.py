"""`python -m bench.causes`: what looking for signs of known bugs costs, in a storm of lines that hold none or many."""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from cockpit.adapters.clock import SystemClock
from cockpit.adapters.logs.store import LogStore
from cockpit.config.bugclasses import bundled
from cockpit.core.bugclass import BugClass
from cockpit.engine.causes import AT_MOST, CauseWatch
from cockpit.engine.kit import Kit
from cockpit.engine.updates import CausesSuggested, Update

LINES = 50_000
CHUNK = 65_536


def calm(n: int) -> dict[str, object]:
    return {"level": 30, "msg": f"order {n} handled", "request_id": f"r-{n}", "path": "/api/checkout", "ms": n % 300}


def every_tenth_bad(n: int) -> dict[str, object]:
    return {**calm(n), "level": 50, "msg": "NOT NULL constraint failed: orders.total"} if n % 10 == 0 else calm(n)


def every_line_in_question(n: int) -> dict[str, object]:
    return {**calm(n), "msg": "timeout? no: fetched https://stock.example/items", "sql": f"select {n} from cors"}


@dataclass(frozen=True, slots=True)
class Ports:
    """What of a kit the watch uses."""

    log: LogStore
    bug_classes: tuple[BugClass, ...]
    clock: SystemClock


def main() -> None:
    """One look at up to `AT_MOST` rows, a second of 50 000 lines, and the longest that nothing else could run."""
    print(f"{LINES} lines a second, at most {AT_MOST} of them looked at in a second, {len(bundled())} classes")
    for kind in (calm, every_tenth_bad, every_line_in_question):
        seconds, longest, matches = asyncio.run(measured(kind))
        print(f"{kind.__name__:24} {seconds * 1000:6.1f} ms a second  longest stop {longest * 1000:5.1f} ms  {matches}")


async def measured(kind: Callable[[int], dict[str, object]]) -> tuple[float, float, dict[str, int]]:
    """CPU seconds of one look, the longest time the loop stood still, and what was matched how often."""
    found: list[Update] = []
    with tempfile.TemporaryFile() as file:
        store = LogStore()
        watch = CauseWatch(cast(Kit, Ports(store, bundled(), SystemClock())), found.append)
        segment = store.feed("api").begin(os.dup(file.fileno()))
        lines = b"".join(
            json.dumps({"time": f"2026-03-14T09:26:{n // 1000:02}Z", **kind(n)}).encode() + b"\n" for n in range(LINES)
        )
        await watch._look(store)
        for at in range(0, len(lines), CHUNK):
            os.write(file.fileno(), lines[at : at + CHUNK])
            store.grow(segment, lines[at : at + CHUNK])
        stops: list[float] = []
        ticker = asyncio.ensure_future(_tick(stops))
        await asyncio.sleep(0.05)
        stops.clear()
        before = time.process_time()
        await watch._look(store)
        spent = time.process_time() - before
        ticker.cancel()
        store.close()
    matches = [update for update in found if isinstance(update, CausesSuggested)]
    told = {match.bug_class.id: match.count for match in matches[-1].matches} if matches else {}
    return spent, max(stops, default=0.0), told


async def _tick(stops: list[float]) -> None:
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0)
        now = time.perf_counter()
        stops.append(now - last)
        last = now


if __name__ == "__main__":
    main()
