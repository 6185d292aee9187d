"""Targets are asked who they are at start; what is another's is told, kept, and not written to."""

import asyncio
from pathlib import Path

import msgspec

from cockpit.core.actions import Target
from cockpit.core.events import SignalCleared, SignalRaised
from cockpit.core.profile import LogSpec, Profile
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.engine import requests as r
from cockpit.engine.updates import SignalsChanged, TargetsChecked, Update
from cockpit.ports import Identified
from tests.engine.desk import Desk, desk
from tests.engine.growing import GrowingLog
from tests.fakes import PROFILE, SCALE, FakeProvider, settle

OTHERS = "database helm-acme-db is another shop's: wrong tenant"


class Knowing(FakeProvider):
    """Says of each target what the test set; silent ones cannot be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: set[str] = set()
        self.silent: set[str] = set()
        self.asked: list[str] = []
        self.answering = asyncio.Event()
        self.answering.set()

    async def identity(self, target: Target) -> str:
        self.asked.append(target.name)
        await self.answering.wait()
        if target.name in self.silent:
            raise SourceError("no answer")
        if target.name in self.wrong:
            raise WrongTargetError(OTHERS)
        return f"{target.name} it is"


def knowing_is_a_port(fake: Knowing) -> Identified:
    return fake


class Followed(GrowingLog):
    """A log that says what the test lets it say."""

    says = "following"

    def state(self, source: str) -> str:
        return self.says


def _profile(level: str = "P1") -> Profile:
    scale = msgspec.structs.replace(SCALE, wrong_target=level)
    return msgspec.structs.replace(PROFILE, scale=scale)


def _wrong(d: Desk) -> dict[str, str]:
    return [update for update in d.updates if isinstance(update, TargetsChecked)][-1].wrong


def _signals(updates: list[Update]) -> SignalsChanged:
    return [update for update in updates if isinstance(update, SignalsChanged)][-1]


async def test_each_target_is_asked_once_at_start_and_nothing_waits_for_it(tmp_path: Path) -> None:
    provider = Knowing()
    provider.answering.clear()
    async with desk(tmp_path, provider=provider) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="look"))
        assert [action.verb for action in provider.executed] == ["read"], "a target that does not answer stops nothing"
        provider.answering.set()
        await d.clock.forward(30)
        assert provider.asked == ["db", "ops"]
        assert not [update for update in d.updates if isinstance(update, TargetsChecked)], "all is well: no word of it"


async def test_another_tenants_target_is_told_suggests_the_worst_and_is_not_written_to(tmp_path: Path) -> None:
    provider = Knowing()
    provider.wrong = {"db"}
    async with desk(tmp_path, profile=_profile(), provider=provider) as d:
        assert _wrong(d) == {"db": OTHERS}
        suggestion = _signals(d.updates).suggestion
        assert suggestion is not None
        assert (suggestion.level, suggestion.evidence) == ("P1", (OTHERS,))
        await d.ask(r.Declare(title="t"))
        assert [event.name for event in d.journal.events(SignalRaised) if isinstance(event, SignalRaised)] == [
            "wrong target db"
        ]
        await d.ask(r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        assert d.plans == 0
        assert f"nothing is changed on db: {OTHERS}" in d.said[-1]
        await d.ask(r.RunAction(step="look"))
        assert [action.verb for action in provider.executed] == ["read"], "reading helps to find out"


async def test_without_a_level_in_the_profile_no_severity_is_suggested(tmp_path: Path) -> None:
    provider = Knowing()
    provider.wrong = {"db"}
    async with desk(tmp_path, provider=provider) as d:
        assert _wrong(d) == {"db": OTHERS}
        assert _signals(d.updates).suggestion is None


async def test_what_was_put_right_is_seen_when_somebody_refreshes(tmp_path: Path) -> None:
    provider = Knowing()
    provider.wrong = {"db"}
    async with desk(tmp_path, profile=_profile(), provider=provider) as d:
        await d.ask(r.Declare(title="t"))
        provider.wrong.clear()
        await d.ask(r.Refresh())
        assert _wrong(d) == {}
        assert provider.asked == ["db", "ops", "db"], "one that was right a moment ago is left alone"
        assert len(d.journal.events(SignalCleared)) == 1
        assert _signals(d.updates).suggestion is None
        await d.ask(r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        assert d.plans == 1


async def test_a_plan_that_waited_is_not_run_once_its_target_is_anothers(tmp_path: Path) -> None:
    provider = Knowing()
    async with desk(tmp_path, provider=provider) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="backlog"), r.RunAction(step="unlock"))
        await d.clock.forward(40)
        provider.wrong = {"db"}
        await d.clock.forward(15)
        await d.ask(r.RunAction(step="unlock"))  # shown at 55 s
        plan = d.plan.plan.digest
        await d.clock.forward(10)
        await d.ask(r.Refresh(), r.Confirm(plan=plan))
        assert f"not run: nothing is changed on db: {OTHERS}" in d.said[-1]
        assert provider.executed == []


async def test_silence_changes_nothing(tmp_path: Path) -> None:
    provider = Knowing()
    provider.wrong = {"db"}
    async with desk(tmp_path, provider=provider) as d:
        provider.silent = {"db"}
        await d.ask(r.Refresh())
        assert _wrong(d) == {"db": OTHERS}


async def test_a_target_is_asked_again_when_its_source_stops_answering_and_when_it_answers_again(
    tmp_path: Path,
) -> None:
    provider = Knowing()
    async with desk(tmp_path, provider=provider) as d:
        await d.clock.forward(70)
        provider.asked.clear()
        d.queue.broken = "gone"
        await d.clock.forward(10)
        assert provider.asked == ["db"]
        provider.wrong = {"db"}
        await d.clock.forward(70)
        assert provider.asked == ["db"], "not at every try"
        d.queue.broken = ""
        await d.clock.forward(10)
        await settle()
        assert _wrong(d) == {"db": OTHERS}


async def test_a_target_is_asked_again_when_its_log_is_followed_again(tmp_path: Path) -> None:
    provider, log = Knowing(), Followed("live")
    profile = msgspec.structs.replace(
        PROFILE, sources={**PROFILE.sources, "live": LogSpec(target="ops"), "file": LogSpec(paths=("/a",))}
    )
    async with desk(tmp_path, profile=profile, provider=provider, log=log) as d:
        await d.clock.forward(70)
        provider.asked.clear()
        log.says = "connecting again"
        await d.clock.forward(70)
        log.says = "following"
        await d.clock.forward(10)
        assert provider.asked == ["ops", "ops"], "when it was lost, and when it came back"
