"""`python -m bench.logs [--quick]`: opening large files, following growing ones, and faults, peers in the same run."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.faults import loop_lags
from bench.program import Program
from bench.recorder import recorded
from bench.stormed import COCKPIT, PEERS, home, shown, storm

LINE = (
    '{"ts":"2026-03-14T%02d:%02d:%02d.%03dZ","level":"%s","msg":"N%08d request completed",'
    '"request_id":"%08x-5ce2-4a11-a0b7-9d3c51e8f604","method":"GET","path":"/api/orders/%d","status":200,'
    '"staff":"M. Tanaka","colo":"NRT","duration_ms":%d,"host":"till-7.internal","service":"orders",'
    '"version":"2026.3.14-1","context":{"region":"ap-northeast-1","pool":"default","attempt":1,"cache":"miss"}}\n'
)
LEVELS = ("info",) * 30 + ("warn", "error")
SHOWN = rb"N0\d{7}"
OPENED = {"less": ["less"], "lnav": ["lnav"], "toolong": ["tl"]}


def main() -> None:
    """Print every figure as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m bench.logs", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1 M lines only, shorter storms")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        opened(folder, 1 if quick else 5)
        stormed(folder, 4.0 if quick else 8.0)
        faulted(folder)
        recorded(50_000, 4.0 if quick else 8.0, 2)


def opened(folder: Path, millions: int) -> None:
    """Time until a screen of a large file is seen and until its last line is, and memory."""
    path = folder / "big.log"
    ends = written(path, millions * 1_000_000)
    sizes = [(millions * 1_000_000, os.path.getsize(path))]
    if millions > 1:  # the largest first: the others are what is left when its end is cut off
        sizes += [min(ends, key=lambda end: abs(end[1] - 10**9)), (1_000_000, dict(ends)[1_000_000])]
    for lines, size in sizes:
        os.truncate(path, size)
        last = b"N%08d" % (lines - 1)
        said = f"open {lines / 1e6:.1f} M lines, {size / 1e6:.0f} MB"
        print(f"{said}: cockpit tail {opening([COCKPIT, 'tail', str(path)], last, folder)}", flush=True)
        for label, argv in OPENED.items():
            if shutil.which(argv[0]):
                print(f"{said}: {label} {opening([*argv, str(path)], last, folder)}", flush=True)
    path.unlink()


def written(path: Path, lines: int) -> list[tuple[int, int]]:
    """A file of about 360 bytes a line; after every 100 000 lines, how many there were and where they ended."""
    ends, size = [], 0
    with path.open("wb") as file:
        for first in range(0, lines, 100_000):
            block = "".join(
                LINE
                % (
                    number // 3_600_000 % 24,
                    number // 60_000 % 60,
                    number // 1000 % 60,
                    number % 1000,
                    LEVELS[number % 32],
                    number,
                    number * 2654435761 % 2**32,
                    number % 99_991,
                    number % 700,
                )
                for number in range(first, first + 100_000)
            ).encode()
            size += file.write(block)
            ends.append((first + 100_000, size))
    return ends


def opening(argv: Sequence[str], last: bytes, folder: Path) -> str:
    """Seconds from exec to the first line and to the last line on the terminal, and the memory after that."""
    program = Program(argv, home(folder))
    try:
        usable = program.wait(SHOWN, 120) - program.began
        if argv[0] == "less":
            program.press("G")
        indexed = program.wait(last, 180) - program.began
        program.pump(time.monotonic() + 1)
        return f"usable {usable:.2f} s, last line {indexed:.2f} s, RSS {program.rss:.0f} MB"
    except TimeoutError as error:
        return f"{error}, RSS {program.rss:.0f} MB"
    finally:
        program.close()


def stormed(folder: Path, seconds: float) -> None:
    """Lag, keys, bytes, CPU and memory of the log pane alone while lines arrive, and of the peers."""
    for rate in (1_000, 10_000, 50_000):
        tail = [COCKPIT, "tail", str(folder / "worker.log")]
        storm(tail, f"cockpit tail, {rate:>6} lines/s", folder, rate, seconds, keys=True)
        for label, argv in PEERS.items():
            if shutil.which(argv[0]):
                followed = [*argv, str(folder / "worker.log")]
                storm(followed, f"{label}, {rate:>6} lines/s", folder, rate, seconds, keys=False)


def faulted(folder: Path) -> None:
    """How late a loop beside the log's threads wakes while the log misbehaves."""
    for fault, lags, rss in loop_lags(folder):
        print(f"fault, {fault}: loop lag {shown(lags)}, RSS {rss:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
