"""`python -m bench.tail_loss [--minutes N] [--rate N]`: events in against rows out of a live tail that drops thrice.

The real source follows the emulator of Cloudflare's tails over real sockets: a reset, a tail that ends while no new one
can be made, and a close by the server. What is missing must be no more than what the gap rows say.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import msgspec

from cockpit.adapters.clock import SystemClock
from cockpit.adapters.logs.store import LogStore
from cockpit.adapters.logs.written import Written
from cockpit.core.actions import Target
from cockpit.core.duration import parse_duration
from cockpit.core.logrow import RowKind
from cockpit.core.profile import LogSpec
from cockpit.core.secret import Secret
from cockpit.drill.vendors.cloudflare.vendor import TOKEN, Lab, cloudflare
from cockpit.drill.vendors.loopback import Asked, Reply
from cockpit.ports import ProviderContext
from cockpit.providers.cloudflare.source import tail_source
from cockpit.providers.cloudflare.tail import USUAL, Timing

WORKER = "helm-acme"
_GAP = re.compile(r"goes on, up to (.+) missing")


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """One hole in the rows: how many events are not there, over how long they were said, and what the gap row tells."""

    missing: int
    seconds: float
    said: float
    """Seconds of the gap row that stands in the hole; 0: there is none."""

    @property
    def told(self) -> bool:
        return self.said >= self.seconds


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """What went in and what came out."""

    events: int
    rows: int
    doubled: int
    disordered: int
    drops: tuple[Drop, ...]
    notices: tuple[str, ...]

    @property
    def untold(self) -> int:
        """Events missing where no row says so, or says too little."""
        return sum(drop.missing for drop in self.drops if not drop.told)


def tailed(folder: Path, seconds: float, rate: float, timing: Timing = USUAL) -> Loss:
    """Say `rate` events a second for `seconds`; a reset at 20 %, an ended tail at 45 %, a close at 75 % of the time."""
    with cloudflare(folder) as lab:
        store = LogStore()
        feed = Written(store.feed("worker"), folder)
        target = Target(name="shop", provider="cloudflare", settings=lab.settings(), secret="cf")
        context = ProviderContext(secret_of=_token, who="bench", clock=SystemClock())
        source = tail_source("worker", LogSpec(target="shop"), target, feed, context, timing)
        source.start()
        try:
            _await(lambda: lab.hub.listening(WORKER) > 0)
            said = _speak(lab, seconds, rate, _plan(lab, seconds, timing))
            _await(lambda: lab.hub.listening(WORKER) > 0)
            lab.hub.say(WORKER, _event(len(said)))
            _await(lambda: _number(store, len(store) - 1) == len(said))
            said.append(time.monotonic())
        finally:
            source.close()
        found = _compared(store, said)
        store.close()
        return found


def _plan(lab: Lab, seconds: float, timing: Timing) -> list[tuple[float, Callable[[], None]]]:
    """When what happens, in seconds from the beginning. The tail of the middle ends while no new one can be made."""
    usual, life = lab.server.behaviour, seconds * 0.25
    first = seconds * 0.2
    ended = first + life

    def no_new_tail(asked: Asked) -> Reply:
        return Reply(500, b"boom") if asked.method == "POST" else usual(asked)

    def begin(server: Callable[[Asked], Reply]) -> Callable[[], None]:
        return lambda: setattr(lab.server, "behaviour", server)

    def short() -> None:
        lab.hub.life = timedelta(seconds=life)
        lab.hub.reset()

    return [
        (first, short),
        (ended - timing.before_expiry - seconds * 0.02, begin(no_new_tail)),
        (ended + seconds * 0.01, lambda: setattr(lab.hub, "life", timedelta(hours=6))),
        (ended + seconds * 0.01, begin(usual)),
        (seconds * 0.75, lab.hub.drop),
    ]


def _speak(lab: Lab, seconds: float, rate: float, plan: Sequence[tuple[float, Callable[[], None]]]) -> list[float]:
    """When each event was said, whether or not anybody heard it."""
    began, said, coming = time.monotonic(), list[float](), list(plan)
    while (due := len(said) / rate) < seconds:
        time.sleep(max(began + due - time.monotonic(), 0.0))
        while coming and due >= coming[0][0]:
            coming.pop(0)[1]()
        lab.hub.say(WORKER, _event(len(said)))
        said.append(time.monotonic())
    return said


def _event(number: int) -> dict[str, object]:
    log = {"level": "log", "timestamp": number, "message": [f'{{"request_id": "r-{number}"}}']}
    return {"outcome": "ok", "scriptName": WORKER, "exceptions": [], "logs": [log], "eventTimestamp": number}


def _number(store: LogStore, index: int) -> int:
    """Which event row `index` is; -1: none."""
    for row in store.rows(index, index + 1):
        if row.kind is RowKind.LINE:
            return int(msgspec.json.decode(row.raw)["eventTimestamp"])
    return -1


def _compared(store: LogStore, said: Sequence[float]) -> Loss:
    numbers, notices, gaps = list[int](), list[str](), dict[int, float]()
    for index, row in enumerate(store.rows(0, len(store))):
        if row.kind is RowKind.LINE:
            numbers.append(_number(store, index))
            continue
        notices.append(row.raw.decode())
        if found := _GAP.search(notices[-1]):
            gaps[numbers[-1] if numbers else -1] = parse_duration(found[1].replace(" ", "")).total_seconds()
    drops = []
    for before, after in pairwise(sorted(set(numbers))):
        if after - before > 1:
            length = said[after - 1] - said[before + 1]
            drops.append(Drop(missing=after - before - 1, seconds=length, said=gaps.get(before, 0.0)))
    return Loss(
        events=len(said),
        rows=len(numbers),
        doubled=len(numbers) - len(set(numbers)),
        disordered=sum(one > next for one, next in pairwise(numbers)),
        drops=tuple(drops),
        notices=tuple(notices),
    )


async def _token(name: str) -> Secret:
    return Secret(name, TOKEN)


def _await(condition: Callable[[], bool], patience: float = 30.0) -> None:
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the tail does not come back")
        time.sleep(0.01)


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(prog="python -m bench.tail_loss", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        loss = tailed(Path(name), given.minutes * 60, given.rate)
    print(f"{given.minutes:g} min at {given.rate:g} events/s: {loss.events} events in, {loss.rows} rows out", end="; ")
    print(f"{loss.doubled} doubled, {loss.disordered} out of order, {loss.untold} missing without a row that says so")
    for drop in loss.drops:
        print(f"  {drop.missing:5} missing, said within {drop.seconds:.2f} s; the gap row says up to {drop.said:g} s")
    for says in loss.notices:
        print(f"  {says}")


if __name__ == "__main__":
    main()
