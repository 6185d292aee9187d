"""`python -m bench.poll_loss [--minutes N] [--rate N]`: events in against rows out of a log that is polled.

The real client asks the emulator of Supabase's logs on a clock of its own, so ten minutes take seconds. Rows come up to
100 s late, in any order; three times the vendor fails: 503 for 40 s, 429 with a wait of 30 s, lines cut for 20 s.
"""

import argparse
import asyncio
import random
import re
from datetime import UTC, datetime, timedelta

import msgspec

from cockpit.adapters.http import Http
from cockpit.adapters.logs.polled import Follower, Rhythm
from cockpit.core.actions import Target
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, Reply
from cockpit.drill.vendors.supabase import REF, TOKEN, Line, Project, supabase
from cockpit.ports import ProviderContext
from cockpit.providers.supabase.client import Client
from cockpit.providers.supabase.log import ProjectLog

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
LATEST = 100.0  # seconds a row comes late at most
AFTERWARDS = 180.0  # seconds in which nothing happens any more and the last rows come
_GAP = re.compile(r"those from (\S+) to (\S+) are missing")
DROPS = (
    (0.2, 40.0, Reply(503)),
    (0.5, 30.0, Reply(429, b"{}", {"retry-after": "30"})),
    (0.8, 20.0, Reply(200, b"{", reset=True)),
)
"""At which part of the time, for how many seconds, and how the vendor answers then."""


class Polled(msgspec.Struct, frozen=True, kw_only=True):
    """What went in and what came out."""

    events: int
    rows: int
    doubled: int
    missing: int
    untold: int
    """Missing in a time that no row speaks of."""
    requests: int
    notices: tuple[str, ...]


class Time:
    """A clock that moves when it is told to, and when somebody waits."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


async def polled(seconds: float, rate: float, seed: int = 1) -> Polled:
    """`rate` events a second for `seconds`, and what the follower made of them."""
    clock, lines, notices = Time(), list[bytes](), list[str]()
    with supabase(clock.now) as (server, project):
        project.lines = _happening(seconds, rate, seed)
        project.fault = lambda asked: _fault(clock.passed / seconds, clock.passed, seconds, asked)
        context = ProviderContext(secret_of=_token, who="bench", clock=clock)
        http = Http(clock, total_s=5, paces=context.paces)
        target = Target(name="t", provider="supabase", settings={"ref": REF, "url": server.url}, secret="token")
        log = ProjectLog(Client(target, context, http), "requests")
        follower = Follower(log.page, clock, Rhythm(), lines.append, notices.append)
        while clock.passed < seconds + AFTERWARDS:
            await follower.once()
            clock.passed += follower.pause.total_seconds()
        await http.close()
        return _counted(project, b"".join(lines), tuple(notices), len(server.asked))


def _happening(seconds: float, rate: float, seed: int) -> list[Line]:
    chosen = random.Random(seed)
    moments = [START + timedelta(seconds=number / rate) for number in range(int(seconds * rate))]
    return [
        Line(id=f"l{number}", at=at, seen_from=at + timedelta(seconds=chosen.uniform(0, LATEST)))
        for number, at in enumerate(moments)
    ]


def _fault(part: float, passed: float, seconds: float, asked: Asked) -> Reply | None:
    return next((reply for at, length, reply in DROPS if at <= part and passed < at * seconds + length), None)


def _counted(project: Project, rows: bytes, notices: tuple[str, ...], requests: int) -> Polled:
    ids = [str(msgspec.json.decode(row)["id"]) for row in rows.splitlines()]
    shown = set(ids)
    missing = [line for line in project.lines if line.id not in shown]
    gaps = [found.groups() for found in map(_GAP.search, notices) if found]
    return Polled(
        events=len(project.lines),
        rows=len(ids),
        doubled=len(ids) - len(shown),
        missing=len(missing),
        untold=sum(not any(since <= f"{line.at:%H:%M:%S}" <= until for since, until in gaps) for line in missing),
        requests=requests,
        notices=notices,
    )


async def _token(name: str) -> Secret:
    return Secret(name, TOKEN)


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(prog="python -m bench.poll_loss", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20)
    given = parser.parse_args()
    found = asyncio.run(polled(given.minutes * 60, given.rate))
    print(
        f"{given.minutes:g} min at {given.rate:g} events/s, up to {LATEST:g} s late: {found.events} events in, "
        f"{found.rows} rows out, {found.doubled} doubled, {found.missing} missing, "
        f"{found.untold} of them in a time no row speaks of; {found.requests} requests"
    )
    for says in found.notices:
        print(f"  {says}")


if __name__ == "__main__":
    main()
