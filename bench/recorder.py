"""`python -m bench.recorder [--rate N]`: what recording costs of a core while a followed file grows at that rate."""

import argparse
import os
import tempfile
import time
from pathlib import Path

from bench.storm import Storm
from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.recording.recorder import Recorder
from cockpit.adapters.logs.store import LogStore
from cockpit.core.profile import LogSpec


def main() -> None:
    """Print the CPU share of following alone and of following and recording, in turns."""
    parser = argparse.ArgumentParser(prog="python -m bench.recorder", description=__doc__)
    parser.add_argument("--rate", type=int, default=50_000, help="lines a second of about 240 bytes")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    recorded(asked.rate, asked.seconds, asked.turns)


def recorded(rate: int, seconds: float, turns: int) -> None:
    """Following alone and following with recording, in turns."""
    alone, recording = [], []
    for _ in range(turns):
        alone.append(share(rate, seconds, record=False))
        recording.append(share(rate, seconds, record=True))
    bare, with_it = sum(alone) / len(alone), sum(recording) / len(recording)
    print(
        f"recorder, {rate} lines/s: following {bare:.1f} % of a core, with the recorder {with_it:.1f} %, "
        f"so recording {with_it - bare:.1f} %",
        flush=True,
    )


def share(rate: int, seconds: float, record: bool) -> float:
    """Percent of a core used in this process; the lines are written by another one."""
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        log = folder / "worker.log"
        log.write_text("")
        writer = os.fork()
        if writer == 0:
            with Storm(log, rate):
                time.sleep(seconds + 3)
            os._exit(0)
        store = LogStore()
        source = open_log("worker", LogSpec(paths=(str(log),)), store, folder)
        recorder = Recorder(store, 4_000_000_000)
        source.start()
        if record and (why := recorder.begin(folder)):
            raise SystemExit(why)
        time.sleep(1)
        began, rows = time.process_time(), len(store)
        time.sleep(seconds)
        used, came = time.process_time() - began, len(store) - rows
        source.close()
        recorder.close()
        os.waitpid(writer, 0)
        store.close()
        if came < 0.9 * rate * seconds:
            print(f"only {came / seconds:.0f} lines/s came")
        return 100 * used / seconds


if __name__ == "__main__":
    main()
