"""`python -m bench.vendors [--minutes N]`: requests a minute that each source costs, beside the vendor's limit.

A whole session runs for every source, with the pace a profile has that names none, against the vendor's emulator: once
at rest, once while much is said, once with a 429 in the middle. Everything takes its real time.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from bench.sources import SOURCES, Emulated, Source
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, Reply
from cockpit.engine.session import Session
from cockpit.engine.updates import SourceRead, Update
from cockpit.wiring import Places, Wired, wire

WAIT = 30.0  # seconds that the 429 asks for
BUSY = 20.0  # lines a second


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one source cost."""

    source: Source
    idle: float
    """Requests a minute."""
    busy: float
    refused: int
    """Requests within the time that a 429 asked for, the refused one among them."""
    failed: int
    """Readings that failed at rest or while much was said: then the other figures mean nothing."""

    def share(self, cockpits: int) -> float:
        """Of what the vendor allows, with so many cockpits on one credential."""
        return cockpits * max(self.idle, self.busy) / self.source.limit if self.source.limit else 0.0


class Refusing:
    """The usual answers; the first request after a moment gets 429, and so does every other before its wait is over."""

    def __init__(self, usual: Callable[[Asked], Reply]) -> None:
        self._usual, self.since = usual, float("inf")
        self.asked = 0

    def __call__(self, asked: Asked) -> Reply:
        now = time.monotonic()
        if now < self.since or (self.asked and now >= self.since + WAIT):
            return self._usual(asked)
        if not self.asked:
            self.since = now
        self.asked += 1
        return Reply(429, b"{}", {"retry-after": f"{WAIT:.0f}"})


def costs(folder: Path, minutes: float, sources: Mapping[str, Source] = SOURCES) -> list[Cost]:
    """Run them all side by side for `minutes`."""
    with ExitStack() as stack:
        idle, busy, refused = (
            {name: stack.enter_context(source.emulated(folder / kind / name)) for name, source in sources.items()}
            for kind in ("idle", "busy", "refused")
        )
        refusing = {name: Refusing(one.server.behaviour) for name, one in refused.items()}
        for name, one in refused.items():
            one.server.behaviour = refusing[name]
        well, ill = (
            [
                stack.enter_context(_wired(folder / kind / name, name, sources[name], emulated))
                for kind, among in phases
                for name, emulated in among.items()
            ]
            for phases in ((("idle", idle), ("busy", busy)), (("refused", refused),))
        )
        failed = asyncio.run(_ran(well, ill, minutes, list(busy.values()), list(refusing.values())))
        return [
            Cost(
                source=source,
                idle=len(idle[name].server.asked) / minutes,
                busy=len(busy[name].server.asked) / minutes,
                refused=refusing[name].asked,
                failed=failed[name],
            )
            for name, source in sources.items()
        ]


async def _ran(
    well: list[Wired], ill: list[Wired], minutes: float, busy: list[Emulated], refusing: list[Refusing]
) -> Counter[str]:
    """Let them all run, and say things where it is busy; how many readings failed where none should."""
    failed = Counter[str]()

    def noted(update: Update) -> None:
        if isinstance(update, SourceRead) and update.held.error:
            failed[update.held.source] += 1

    sessions = [asyncio.ensure_future(Session(one.kit, noted).run()) for one in well]
    sessions += [asyncio.ensure_future(Session(one.kit, lambda update: None).run()) for one in ill]
    began = time.monotonic()
    ends = began + 60 * minutes
    for refuser in refusing:
        refuser.since = began + 30 * minutes
    number = 0
    while time.monotonic() < ends:
        for one in busy:
            one.say(number)
        number += 1
        await asyncio.sleep(1 / BUSY)
    for task in sessions:
        task.cancel()
    await asyncio.gather(*sessions, return_exceptions=True)
    for wired in well:
        for name in wired.store.sources if wired.store else ():
            failed[name] += wired.store is not None and wired.store.state(name) != "following"
    return failed


@contextmanager
def _wired(folder: Path, name: str, source: Source, emulated: Emulated) -> Iterator[Wired]:
    places = Places(incidents=folder / "incidents", logs=folder / "logs", trust=folder / "trust")
    for one in (places.incidents, places.logs):
        one.mkdir(mode=0o700, parents=True)

    async def secret_of(name: str) -> Secret:
        return Secret(name, emulated.secret)

    wired = wire(source.profile(name, emulated), places, secret_of)
    try:
        yield wired
    finally:
        wired.close()


def main() -> None:
    """Print one row for each source."""
    parser = argparse.ArgumentParser(prog="python -m bench.vendors", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as folder:
        found = costs(Path(folder), minutes)
    print(f"requests a minute over {minutes:g} min; busy: {BUSY:g} lines a second")
    print(f"{'source':34} {'idle':>6} {'busy':>6} {'limit':>7} {'of it':>7} {'4 cockpits':>11} {'in a 429':>13} failed")
    for cost in found:
        source = cost.source
        limit = f"{source.limit:g}" if source.limit else "none"
        shares = (f"{cost.share(1):.1%}", f"{cost.share(4):.1%}") if source.limit else ("", "")
        print(
            f"{source.says:34} {cost.idle:6.1f} {cost.busy:6.1f} {limit:>7} {shares[0]:>7} {shares[1]:>11} "
            f"{cost.refused:>13} {cost.failed:>6}"
        )
    for says in sorted({f"{source.target.provider}: {source.limits}" for source in SOURCES.values()}):
        print(says)


if __name__ == "__main__":
    main()
