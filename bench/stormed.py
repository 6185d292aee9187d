"""A program in a pty while the log it shows grows, and the peers that are measured beside ours."""

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.program import Program
from bench.storm import Storm, key_times, lags

COCKPIT = str(Path(sys.executable).with_name("cockpit"))
PEERS = {"less +F": ["less", "+F"], "tail -f": ["tail", "-f"], "lnav": ["lnav"], "toolong": ["tl"]}


def storm(argv: Sequence[str], label: str, folder: Path, rate: int, seconds: float, keys: bool) -> None:
    """Lag, keys, bytes, CPU and memory while lines arrive."""
    log = folder / "worker.log"
    log.write_text("")
    program = Program(argv, home(folder))
    try:
        program.pump(time.monotonic() + 3)
        program.press("3" if keys else "")
        program.pump(time.monotonic() + 0.5)
        with Storm(log, rate) as blowing:
            program.pump(time.monotonic() + 1.5)
            began, cpu = time.monotonic(), program.cpu
            program.pump(began + seconds)
            used, sent = program.cpu - cpu, program.bytes_between(began, began + seconds)
            found = lags(program, blowing, began)
            times = key_times(program, seconds) if keys else []
            said = f", keys {shown(times)}" if keys else ""
            print(
                f"{label}: lag {shown(found)}, {sent / seconds / 1000:.0f} kB/s, CPU {100 * used / seconds:.0f} %, "
                f"RSS {program.rss:.0f} MB{said}"
            )
    finally:
        program.close()


def shown(times: Sequence[float]) -> str:
    """p50 and p99 in milliseconds, and how many."""
    if len(times) < 2:
        return "not seen"
    ordered = sorted(times)
    p99 = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    return f"p50 {statistics.median(ordered) * 1000:.0f} / p99 {p99 * 1000:.0f} ms (n={len(ordered)})"


def home(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
