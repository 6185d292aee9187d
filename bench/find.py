"""`python -m bench.find [--lines N] [--runs N]`: one request id in logs of N lines, ours beside the usual tools."""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

COCKPIT = str(Path(sys.executable).with_name("cockpit"))
DUCKDB = "import duckdb, sys; print(duckdb.sql(sys.argv[1]).fetchall())"


def main() -> None:
    """Print one line per tool: the median and the quickest of some runs, and how it stands to the peer."""
    parser = argparse.ArgumentParser(prog="python -m bench.find", description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-jq", action="store_true", help="leave out jq, which takes a while")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        Bench(Path(name), given.lines, given.runs, not given.no_jq).run()


class Bench:
    """The files of one run, and who is asked about them."""

    def __init__(self, folder: Path, lines: int, runs: int, with_jq: bool) -> None:
        self._runs = runs
        self._with_jq = with_jq
        self._plain, self._gz, self._parquet = (folder / f"app.{kind}" for kind in ("ndjson", "ndjson.gz", "parquet"))
        self._env = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
        self._id = written(self._plain, lines)
        packed(self._plain, self._gz)
        reading = f"read_json('{self._plain}', format='newline_delimited')"
        copied = f"import duckdb; duckdb.sql(\"copy (from {reading}) to '{self._parquet}' (format parquet)\")"
        subprocess.run([sys.executable, "-c", copied], check=True, stdout=subprocess.DEVNULL)
        sizes = ", ".join(
            f"{path.suffix[1:]} {path.stat().st_size / 1e6:.0f} MB" for path in (self._plain, self._gz, self._parquet)
        )
        print(f"{lines} lines: {sizes}; median (quickest) of {runs} runs in ms")

    def run(self) -> None:
        """Every tool on every file; each figure is a process of its own, its start-up in it."""
        bare = self.told("bare Python", [sys.executable, "-c", "pass"])
        empty = self._plain.with_name("empty.log")
        empty.write_text("nothing\n")
        start = self.told("cockpit find, an empty file", [COCKPIT, "find", self._id, str(empty)])
        print(f"  start-up {start / bare:.1f}x bare Python; below, beyond start-up in brackets")
        self.compared("plain", self._plain, [["rg", "-c"], ["grep", "-cF"]], start, ["--no-index"])
        self.compared("gz, first time", self._gz, [["rg", "-zc"], ["zgrep", "-cF"]], start, ["--no-index"])
        subprocess.run([COCKPIT, "find", self._id, str(self._gz)], env=self._env, capture_output=True, check=True)
        began = time.monotonic()
        while not list((self._plain.parent / "cache").rglob("*.index")):
            time.sleep(0.2)
        print(f"  an index was made behind our back in {time.monotonic() - began:.0f} s")
        self.compared("gz, again", self._gz, [], start, [])
        self.compared("Parquet", self._parquet, [], start, [])
        where = f"contains(concat_ws(chr(10), *columns(*)), '{self._id}')"
        self.told(
            "DuckDB, Parquet, every column",
            [sys.executable, "-c", DUCKDB, f"select count(*) from '{self._parquet}' where {where}"],
        )
        self.told(
            "DuckDB, Parquet, the column known",
            [sys.executable, "-c", DUCKDB, f"select count(*) from '{self._parquet}' where request_id = '{self._id}'"],
        )
        reading = f"read_json('{self._plain}', format='newline_delimited', columns={{request_id: 'VARCHAR'}})"
        self.told(
            "DuckDB, plain, the column known",
            [sys.executable, "-c", DUCKDB, f"select count(*) from {reading} where request_id = '{self._id}'"],
        )
        if self._with_jq and shutil.which("jq"):
            self.told("jq, plain", ["jq", "-c", f'select(.request_id == "{self._id}")', str(self._plain)], runs=1)

    def compared(
        self, what: str, path: Path, peers: Sequence[Sequence[str]], start: float, options: Sequence[str]
    ) -> None:
        """Ours and the peers on one file, in turn within each round so that a busy moment meets all of them."""
        ours = [COCKPIT, "find", self._id, str(path), *options]
        argvs = {f"cockpit find, {what}": ours} | {
            f"{' '.join(peer)}, {what}": [*peer, self._id, str(path)] for peer in peers if shutil.which(peer[0])
        }
        times: dict[str, list[float]] = {label: [] for label in argvs}
        for _ in range(self._runs):
            for label, argv in argvs.items():
                times[label].append(timed(argv, self._env))
        for label, taken in times.items():
            beyond = f"  [{max(statistics.median(taken) - start, 0):.0f}]" if argvs[label] is ours else ""
            print(f"  {label:<40} {statistics.median(taken):7.0f} ({min(taken):.0f}){beyond}")

    def told(self, label: str, argv: Sequence[str], runs: int = 0) -> float:
        times = [timed(argv, self._env) for _ in range(runs or self._runs)]
        print(f"  {label:<40} {statistics.median(times):7.0f} ({min(times):.0f})")
        return statistics.median(times)


def timed(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds from start to end of a program."""
    began = time.monotonic()
    subprocess.run(
        argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False
    )
    return (time.monotonic() - began) * 1000


def written(path: Path, lines: int) -> str:
    """A day of an application's log; returns a request id of its last third."""
    with path.open("wb") as file:
        chosen = ""
        for number, (request, row) in enumerate(rows(lines)):
            file.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
            if number == lines * 5 // 6:
                chosen = request
    return chosen


def rows(count: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Rows of about 350 bytes; a request has a few of them near each other."""
    rnd = random.Random(7)

    def uuid() -> str:
        return "-".join(f"{rnd.getrandbits(bits):0{bits // 4}x}" for bits in (32, 16, 16, 16, 48))

    requests = [uuid() for _ in range(30)]
    for number in range(count):
        at = rnd.randrange(30)
        if rnd.random() < 0.4:
            requests[at] = uuid()
        second, milli = divmod(number * 86_400_000 // count, 1000)
        yield (
            requests[at],
            {
                "ts": f"2026-03-14T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{milli:03}Z",
                "level": "error" if rnd.random() < 0.03 else "info",
                "request_id": requests[at],
                "path": f"/api/orders/{rnd.getrandbits(20)}/items",
                "method": rnd.choice(("GET", "POST", "PUT")),
                "status": 200,
                "ms": round(rnd.random() * 40, 2),
                "worker": f"orders-api@v{200 + rnd.getrandbits(2)}",
                "staff_id": f"st_{rnd.getrandbits(9):05}",
                "msg": rnd.choice(("request completed", "cache miss", "job enqueued", "webhook accepted")),
                "trace_id": f"{rnd.getrandbits(128):032x}",
                "bytes_out": rnd.getrandbits(15),
            },
        )


def packed(path: Path, to: Path) -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    with path.open("rb") as plain, to.open("wb") as gz:
        while piece := plain.read(1 << 20):
            gz.write(packer.compress(piece))
        gz.write(packer.flush())


if __name__ == "__main__":
    main()
