"""`python -m bench.chain [--rows N]`: an audit chain in SQLite walked, against hashing its bytes alone."""

import argparse
import asyncio
import gc
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from cockpit.adapters.actor import current_actor
from cockpit.config import load_profile
from cockpit.core.chain import ChainWalk
from cockpit.engine.chains import walk
from cockpit.wiring import context_of, readers

COLUMNS = ["prev_hash", "id", "at", "staff", "action", "entity", "amount", "detail"]
PROFILE = """
[profile]
name = "bench"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
path = "chain.sqlite"
[chains.staff]
target = "db"
table = "audit_events"
first = ""
separator = "|"
fields = ["prev_hash", "id", "at", "staff", "action", "entity", "amount", "detail"]
"""
TABLE = """
create table audit_events (id integer primary key, at text, staff text, action text, entity text, amount integer,
                           detail text, prev_hash text, hash text)
"""


def main() -> None:
    """Best of three of each, in one process."""
    parser = argparse.ArgumentParser(prog="python -m bench.chain", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        hashed = list(filled(folder / "chain.sqlite", rows))
        size = sum(map(len, hashed)) / rows
        (folder / "cockpit.toml").write_text(PROFILE)
        limit = min(hashing(hashed) for _ in range(3))
        read = min(_reading(folder) for _ in range(3))
        walked = min(asyncio.run(_walked(folder, rows)) for _ in range(3))
    print(f"{rows} rows, {size:.0f} bytes hashed of each")
    for what, seconds in (("SHA-256 alone", limit), ("reading alone", read), ("walk", walked)):
        print(f"{what:14} {seconds:6.2f} s  {rows / seconds / 1000:7.0f} k rows/s")
    print(f"walk: {limit / walked:.0%} of the SHA-256 limit")


def filled(path: Path, rows: int) -> Iterator[bytes]:
    """Makes the table; the bytes hashed of each row."""
    previous, kept = "", []
    for number in range(1, rows + 1):
        at = f"2026-03-14T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        row = (number, at, f"staff-{number % 7}", "order.update", f"order-{number % 9973}", number % 900)
        detail = f'{{"from":"open","to":"paid","till":{number % 12},"note":"changed at the counter"}}'
        content = "|".join(map(str, (previous, *row, detail))).encode()
        digest = sha256(content).hexdigest()
        kept.append((*row, detail, previous, digest))
        previous = digest
        yield content
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(TABLE)
        base.executemany("insert into audit_events values (?, ?, ?, ?, ?, ?, ?, ?, ?)", kept)


def hashing(contents: list[bytes]) -> float:
    """Seconds to hash what is ready to be hashed."""
    began = time.perf_counter()
    for content in contents:
        sha256(content).hexdigest()
    return time.perf_counter() - began


def _reading(folder: Path) -> float:
    """What the driver alone takes to bring the rows as they are."""
    began = time.perf_counter()
    with closing(sqlite3.connect(folder / "chain.sqlite")) as base:
        cursor = base.execute("select * from audit_events order by id")
        while cursor.fetchmany(10_000):
            pass
    return time.perf_counter() - began


async def _walked(folder: Path, rows: int) -> float:
    profile = load_profile(folder / "cockpit.toml")

    async def none(_: str) -> None:
        return None

    gc.set_threshold(50_000, 20, 50)  # as the command line has it
    chain = readers(profile, context_of(profile, none, current_actor())).chains["staff"]
    walked = ChainWalk(chain.spec)
    began = time.perf_counter()
    await walk(chain, walked)
    spent = time.perf_counter() - began
    assert walked.walked.ok, walked.walked.says
    assert walked.walked.rows == rows
    return spent


if __name__ == "__main__":
    main()
