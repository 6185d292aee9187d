"""`python -m bench.chain_network [--rows N]`: the same chain walked through an emulated D1, page by page, over HTTP."""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.chain import COLUMNS, filled, hashing
from cockpit.adapters.actor import current_actor
from cockpit.config import load_profile
from cockpit.core.chain import ChainWalk
from cockpit.core.secret import Secret
from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, TOKEN, cloudflare
from cockpit.engine.chains import walk
from cockpit.wiring import context_of, readers

PROFILE = """
[profile]
name = "bench"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "d1"
account = "{account}"
slug = "acme"
worker = "helm-acme"
database = "helm-acme-db"
secret = "cloudflare"
url = "{url}"
[chains.staff]
target = "db"
table = "audit_events"
first = ""
separator = "|"
fields = {fields}
page = {page}
"""
PAGES = (1_000, 5_000, 10_000)


def main() -> None:
    """Each page size once: the emulator is a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench.chain_network", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        hashed = list(filled(folder / "acme.sqlite", given.rows))
        limit = min(hashing(hashed) for _ in range(3))
        print(f"{given.rows} rows; SHA-256 alone {given.rows / limit / 1000:.0f} k rows/s")
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.chain_network", "--serve", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert server.stdout is not None
        assert server.stdin is not None
        url = server.stdout.readline().decode().strip()
        for page in PAGES:
            text = PROFILE.format(account=ACCOUNT, url=url, fields=str(COLUMNS).replace("'", '"'), page=page)
            (folder / "cockpit.toml").write_text(text)
            seconds = asyncio.run(walked(folder, given.rows))
            share, rate = limit / seconds, given.rows / seconds / 1000
            print(f"pages of {page:6}: {seconds:6.2f} s  {rate:5.0f} k rows/s, {share:.1%} of the SHA-256 limit")
        server.stdin.close()
        server.wait()


def serve(folder: Path) -> None:
    """The emulator until nobody wants it any more."""
    with cloudflare(folder, "acme") as lab:
        print(lab.url, flush=True)
        sys.stdin.read()


async def walked(folder: Path, rows: int) -> float:
    """Seconds for the whole chain."""
    profile = load_profile(folder / "cockpit.toml")

    async def secret(name: str) -> Secret:
        return Secret(name, TOKEN)

    chain = readers(profile, context_of(profile, secret, current_actor())).chains["staff"]
    found = ChainWalk(chain.spec)
    began = time.perf_counter()
    await walk(chain, found)
    spent = time.perf_counter() - began
    assert found.walked.ok, found.walked.says
    assert found.walked.rows == rows
    return spent


if __name__ == "__main__":
    main()
