"""`python -m bench.lines FILE…`: what folding, telling the time and parsing cost on a log, best of five runs."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from cockpit.adapters.logs.folding import starts, survey
from cockpit.adapters.logs.segment import BLOCK, Segment
from cockpit.core.logclock import clock
from cockpit.core.logline import parse
from cockpit.core.logreading import Reading
from cockpit.core.logrow import LogRow

MOST_ROWS = 20_000
RUNS = 5


def main(paths: list[str]) -> None:
    """Print a line of figures for each file; the first 64 MB of it are used."""
    for path in paths:
        with Path(path).open("rb") as file:
            print(Path(path).name, *figures(file.read(64 << 20)), sep="  ")


def figures(text: bytes) -> Iterator[str]:
    """Each figure with its name and unit."""
    reading = Reading(now=datetime.now(UTC))
    cuts = [text[at : at + BLOCK] for at in range(0, len(text), BLOCK)]
    blocks = [cut[cut.find(b"\n") + 1 : cut.rfind(b"\n")] for cut in cuts]
    rows = [text[a:b].removesuffix(b"\n") for a, b in pairwise(starts(text)[: MOST_ROWS + 1])]
    size, each = sum(map(len, blocks)) / 1e6, 1e6 / max(len(rows), 1)
    yield f"starts {size / best(lambda: [starts(block) for block in blocks]):.0f} MB/s"
    yield f"survey {size / best(lambda: [survey(block) for block in blocks]):.0f} MB/s"
    yield f"index {len(text) / 1e6 / best(lambda: indexed(text)):.0f} MB/s"
    yield f"clock {each * best(lambda: [clock(raw, reading) for raw in rows]):.1f} us/row"
    yield f"parse {each * best(lambda: [parse(LogRow('', raw, reading=reading)) for raw in rows]):.1f} us/row"


def indexed(text: bytes) -> int:
    """The entries of `text`, taken in as a followed file would be."""
    segment = Segment(os.open(os.devnull, os.O_RDONLY))
    for at in range(0, len(text), 1 << 18):
        segment.add(text[at : at + (1 << 18)])
    os.close(segment.fd)
    return segment.entries


def best(work: Callable[[], object]) -> float:
    """The seconds of the quickest run."""
    found = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


if __name__ == "__main__":
    main(sys.argv[1:])
