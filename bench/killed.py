"""Cockpits killed with SIGKILL in the middle of an action, and what their journals and the vendor say afterwards."""

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path

import msgspec

from cockpit.adapters.journal.shelf import FolderShelf
from cockpit.core.actions import Outcome, Target
from cockpit.core.events import ActionFinished, ActionStarted
from cockpit.core.incident import Incident
from cockpit.core.profile import Message, Profile
from cockpit.core.secret import Secret
from cockpit.core.severity import Level, Scale
from cockpit.drill.vendors.loopback import Asked, Loopback, Reply, loopback
from cockpit.engine import requests as r
from cockpit.engine.session import Session
from cockpit.engine.updates import IncidentChanged, PlanMade, Said, Update
from cockpit.wiring import Places, wire

SLOW = 0.02  # seconds the server takes at most, before its effect and after it
LEVEL = Level(id="P1", label="P1", definition="down")
PROFILE = Profile(
    name="bench",
    title="Bench",
    scale=Scale(levels=(LEVEL,), questions=()),
    targets={"ops": Target(name="ops", provider="slack", secret="hook")},
    messages={"start": Message(text="round", channel="ops")},
)
Answers = Mapping[str, tuple[bool, Reply]]
FINE: Answers = {"fine": (True, Reply(200, b"ok"))}
FLAKY: Answers = {
    "done, then a cut line": (True, Reply(200, b"o", reset=True)),
    "done, then 500": (True, Reply(500, b"boom")),
    "done, then silence": (True, Reply(hang=True)),
    "not done, 500": (False, Reply(500, b"boom")),
    "not done, a cut line": (False, Reply(200, b"", reset=True)),
}
"""What the vendor does with a request, and what it answers."""


class Tally(msgspec.Struct, kw_only=True):
    """What was found after all rounds."""

    rounds: int = 0
    intents: int = 0
    effects: int = 0
    states: Counter[str] = msgspec.field(default_factory=Counter)
    """How the actions that were begun stood after the resume."""
    wrong: list[str] = []
    sent_on_resume: int = 0


class Vendor:
    """Does or does not do what it is asked, and answers as told."""

    def __init__(self, seed: int) -> None:
        self.effects = 0
        self.now: tuple[bool, Reply] = FINE["fine"]
        self._random = random.Random(seed)

    def __call__(self, asked: Asked) -> Reply:
        does, reply = self.now
        time.sleep(self._random.uniform(0, SLOW))
        self.effects += does
        time.sleep(self._random.uniform(0, SLOW))
        return reply


def killed(folder: Path, rounds: int, answers: Answers, seed: int = 1) -> Tally:
    """`rounds` cockpits killed at a random moment of their first action; `answers` are given in turn."""
    tally, chosen, vendor = Tally(), random.Random(seed), Vendor(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with loopback(vendor) as server:
        usual = max(_timed(context, folder / f"try-{number}", server.url) for number in range(3))
        vendor.effects = 0
        for number in range(rounds):
            name = list(answers)[number % len(answers)]
            vendor.now, vendor.effects = answers[name], 0
            _round(context, folder / f"round-{number}", server, chosen.uniform(0, 1.25 * usual))
            _judge(tally, folder / f"round-{number}", vendor, server, f"round {number}, {name}")
    return tally


def _timed(context: ForkServerContext, folder: Path, url: str) -> float:
    """Seconds a cockpit takes that nobody kills."""
    began = time.monotonic()
    child = context.Process(target=act, args=(folder, url))
    child.start()
    child.join(60)
    return time.monotonic() - began


def _round(context: ForkServerContext, folder: Path, server: Loopback, moment: float) -> None:
    child = context.Process(target=act, args=(folder, server.url))
    child.start()
    child.join(moment)
    if child.pid is not None and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join(60)
    time.sleep(2.5 * SLOW)  # a request that is on its way has its effect all the same


def _judge(tally: Tally, folder: Path, vendor: Vendor, server: Loopback, where: str) -> None:
    """Read what is there, resume, and hold both against what was done."""
    tally.rounds += 1
    tally.effects += vendor.effects
    shelf = FolderShelf(folder / "incidents")
    records = [record for kept in shelf.listed() for record in shelf.open(kept.id).read()]
    begun = [record.event for record in records if isinstance(record.event, ActionStarted)]
    ended = [record.event for record in records if isinstance(record.event, ActionFinished)]
    tally.intents += len(begun)
    said = ended[-1].outcome if ended else None
    if vendor.effects > len(begun):
        tally.wrong.append(f"{where}: {vendor.effects} effects of {len(begun)} intents")
    if (said is Outcome.DONE and not vendor.effects) or (said is Outcome.FAILED and vendor.effects):
        tally.wrong.append(f"{where}: said {said} after {vendor.effects} effects")
    if not begun:
        tally.states["nothing begun"] += 1
        return
    asked = len(server.asked)
    state = asyncio.run(_resumed(folder, server.url))
    tally.sent_on_resume += len(server.asked) - asked
    tally.states[state] += 1
    if state != (said or Outcome.UNKNOWN):
        tally.wrong.append(f"{where}: the journal says {said}, the resumed incident {state}")


def act(folder: Path, url: str) -> None:
    """One cockpit: declare, plan a message, confirm it, wait for its end."""
    asyncio.run(_acted(folder, url))


async def _acted(folder: Path, url: str) -> None:
    updates: asyncio.Queue[Update] = asyncio.Queue()
    session, task = _session(folder, url, updates.put_nowait, None)
    session.submit(r.Declare(title="a round"))
    session.submit(r.SendMessage(message="start", text="a round"))
    while True:
        match await updates.get():
            case PlanMade(plan=plan):
                session.submit(r.Confirm(plan=plan.digest))
            case IncidentChanged(incident=incident) if incident.actions and not incident.running:
                break
    task.cancel()


async def _resumed(folder: Path, url: str) -> str:
    """Open the incident as a new cockpit does, until it has looked at what is unknown; how its action stands then."""
    updates: asyncio.Queue[Update] = asyncio.Queue()
    incident, looked = next(FolderShelf(folder / "incidents").listed()).id, False
    session, task = _session(folder, url, updates.put_nowait, incident)
    session.submit(r.ChooseSeverity(level="P1"))
    now = Incident()
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while not now.severity or (now.unknown and not looked):
                match await updates.get():
                    case IncidentChanged(incident=changed):
                        now = changed
                    case Said(text=text) if text.startswith("still unknown"):
                        looked = True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return str(now.actions[-1].outcome) if looked or not now.unknown else "not looked at"


def _session(
    folder: Path, url: str, publish: Callable[[Update], None], incident: str | None
) -> tuple[Session, "asyncio.Task[None]"]:
    places = Places(incidents=folder / "incidents", logs=folder / "logs", trust=folder / "trust")
    for one in (places.incidents, places.logs):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def secret_of(name: str) -> Secret:
        return Secret(name, f"{url}/services/T0/B0/round")

    kit = wire(PROFILE, places, secret_of).kit
    session = Session(kit, publish)
    journal = kit.incidents.open(incident) if incident else None
    return session, asyncio.get_running_loop().create_task(session.run(journal))
