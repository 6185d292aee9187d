"""`python -m bench.reconcile [--rows N]`: two tables in SQLite held against each other, as the workbench does it."""

import argparse
import asyncio
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.adapters.actor import current_actor
from cockpit.config import load_profile
from cockpit.core.listing import iso
from cockpit.core.missing_rows import change
from cockpit.core.money import Unit
from cockpit.core.readings import TableReading
from cockpit.core.reconcile import reconcile
from cockpit.core.reconciled import Reconciled
from cockpit.engine.reconciling import reconciled
from cockpit.wiring import context_of, readers

PROFILE = """
[profile]
name = "bench"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
path = "money.sqlite"
[queries.charges]
target = "db"
sql = "select pi, amount, at, status from charges where at >= {since} and at < {until} order by at"
[queries.sales]
target = "db"
sql = "select pi, amount, at from sales where at >= {since} and at < {until} order by at"
[reconcile.card-sales]
left = "charges"
right = "sales"
key = "pi"
amount = "amount"
"""
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(seconds=7)
MISSED = 1_000  # every so many-th charge is not among the sales


def main() -> None:
    """Reading and comparing as one, then comparing alone; memory is what the process grew by."""
    parser = argparse.ArgumentParser(prog="python -m bench.reconcile", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        _filled(folder, rows)
        (folder / "cockpit.toml").write_text(PROFILE)
        before = _memory()
        whole, stalled, found = asyncio.run(_read(folder, rows))
        grown = _memory() - before
    assert len(found.missing) == len(range(0, rows, MISSED)), found.says
    alone = min(_compared(rows) for _ in range(3))
    written = _seconds(lambda: change("card-sales", found, BEGIN, Unit(), None))
    print(f"{rows} rows on each side, {len(found.missing)} missing")
    print(f"read and compared  {whole:6.2f} s  {2 * rows / whole / 1000:6.0f} k rows/s, {grown:.0f} MB more")
    print(f"compared alone     {alone:6.2f} s  {2 * rows / alone / 1000:6.0f} k rows/s")
    print(
        f"the engine's loop stood still for {stalled * 1000:.0f} ms at most; what is kept took {written * 1000:.0f} ms"
    )


def _filled(folder: Path, rows: int) -> None:
    charges = [(f"pi_{n:08}", str(450 + n % 900), iso(BEGIN + n * EVERY), "succeeded") for n in range(rows)]
    with closing(sqlite3.connect(folder / "money.sqlite")) as base, base:
        base.execute("create table charges (pi text, amount text, at text, status text)")
        base.execute("create table sales (pi text, amount text, at text)")
        base.executemany("insert into charges values (?, ?, ?, ?)", charges)
        base.executemany("insert into sales values (?, ?, ?)", [row[:3] for n, row in enumerate(charges) if n % MISSED])
        base.execute("create index charges_at on charges (at)")
        base.execute("create index sales_at on sales (at)")


async def _read(folder: Path, rows: int) -> tuple[float, float, Reconciled]:
    """Seconds in all, the longest the loop did not turn, and what was found."""
    profile = load_profile(folder / "cockpit.toml")

    async def none(_: str) -> None:
        return None

    sources = readers(profile, context_of(profile, none, current_actor())).queries
    longest = 0.0

    async def turn() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - began - 0.005)

    turning = asyncio.ensure_future(turn())
    await asyncio.sleep(0)
    began = time.perf_counter()
    spec = profile.reconcile["card-sales"]
    found = await reconciled(spec, profile.queries, sources, {}, BEGIN, BEGIN + rows * EVERY)
    spent = time.perf_counter() - began
    turning.cancel()
    return spent, longest, found


def _compared(rows: int) -> float:
    cells = tuple((f"pi_{n:08}", str(450 + n % 900), "2026-03-01T00:00:00Z") for n in range(rows))
    left = TableReading(source="charges", at=BEGIN, columns=("pi", "amount", "at"), rows=cells)
    right = TableReading(source="sales", at=BEGIN, columns=("pi", "amount", "at"), rows=cells[::-1][: rows - 100])
    return _seconds(lambda: reconcile(left, right, "pi", "amount"))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
