"""Rows a second of an audit chain walked, against SHA-256 alone over the same texts: python -m bench.chain [ROWS]."""

import asyncio
import hashlib
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from cockpit.adapters.clock import SystemClock
from cockpit.core.actions import Target
from cockpit.core.chain import Columns, Walk
from cockpit.core.profile import Query
from cockpit.core.secret import Secret
from cockpit.ports import PagedSource, ProviderContext
from cockpit.providers import registry

PAGE = 20_000
TABLE = (
    "create table audit_events (id integer primary key, at text, action text, prev_chain_hash text, chain_hash text)"
)
SQL = "select * from audit_events where id > {after} order by id limit {limit}"


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite"
        texts = _filled(path, rows)
        begun = time.perf_counter()
        for text in texts:
            hashlib.sha256(text.encode()).hexdigest()
        limit = rows / (time.perf_counter() - begun)
        print(f"SHA-256 alone         {limit:12,.0f} rows/s")
        for name, recipe in (("links only", ""), ("with a recipe", "{prev_chain_hash}|{at}|{action}")):
            begun = time.perf_counter()
            walk = asyncio.run(_walked(path, Columns(recipe=recipe)))
            speed = walk.rows / (time.perf_counter() - begun)
            print(f"{name:20}  {speed:12,.0f} rows/s  {speed / limit:4.0%} of it  {'holds' if walk.ok else 'broken'}")


async def _walked(path: Path, columns: Columns) -> Walk:
    async def none(name: str) -> Secret | None:
        return None

    target = Target(name="shop", provider="sqlite", settings={"path": str(path)})
    context = ProviderContext(secret_of=none, who="bench", clock=SystemClock())
    source = registry.build_query("chain", Query(target="shop", sql=SQL), target, context)
    assert isinstance(source, PagedSource)
    walk = Walk(columns)
    while True:
        names, rows = await source.page({"after": str(walk.last or 0), "limit": str(PAGE)}, PAGE)
        walk.page(names, rows)
        if len(rows) < PAGE:
            return walk


def _filled(path: Path, count: int) -> list[str]:
    link, texts, rows = "", [], []
    for number in range(1, count + 1):
        at, action = f"2026-03-14 09:{number % 60:02}:00", f"sale {number} of 12.50 by staff u-{number % 9}"
        texts.append(f"{link}|{at}|{action}")
        made = hashlib.sha256(texts[-1].encode()).hexdigest()
        rows.append((number, at, action, link, made))
        link = made
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(TABLE)
        base.executemany("insert into audit_events values (?, ?, ?, ?, ?)", rows)
    return texts


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
