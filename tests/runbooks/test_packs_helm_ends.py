"""Every Helm and method runbook can be walked to its end by one person, and leaves nothing open there."""

from pathlib import Path

import msgspec
import pytest

from cockpit.config import load_profile
from cockpit.core.checklist import StepState
from cockpit.core.inputs import fits
from cockpit.core.runbook import Decision, Input, Leads, Runbook, Step, ValueKind
from cockpit.engine import requests as r
from cockpit.runbooks.catalog import PACKS
from cockpit.runbooks.load import load
from tests import fakes
from tests.engine.desk import Desk, desk

BOOKS = {path.stem: load(path).runbook for name in ("helm", "method") for path in sorted((PACKS / name).glob("*.md"))}
# The desk's own sources stand in for the shop's: nothing is read here.
PROFILE = msgspec.structs.replace(load_profile(PACKS / "helm" / "cockpit.toml"), sources=fakes.PROFILE.sources)

LIKELY = ("0" * 36, "0" * 64, "0" * 8, "0", "we_1", "evt_1", "2026-05-08", "request-1")
OF_KIND = {ValueKind.NUMBER: "3", ValueKind.TIME: "now", ValueKind.PATH: "notes/today.md"}
MOST = 40  # steps to the end; the longest runbook has 17


def value_for(asked: Input) -> str:
    """Something a person could answer."""
    if asked.choices:
        return asked.choices[0]
    if asked.example:
        return asked.example
    if asked.pattern:
        return next(likely for likely in LIKELY if fits(asked.pattern, likely))
    return OF_KIND.get(asked.kind, "as it should be")


def onward(runbook: Runbook, step: Step, decision: Decision, way: int) -> str:
    """The choice that leads neither back nor away, if there is one; of several the one counted by `way`."""
    places = {one.id: place for place, one in enumerate(runbook.steps)}

    def leads_on(to: str) -> bool:
        first = runbook.first_of(to)
        return first is not None and places[first.id] > places[step.id]

    fitting = [
        choice.id
        for choice in decision.choices
        if choice.leads is Leads.ON or (choice.leads is Leads.STEP and leads_on(choice.to))
    ]
    fitting = fitting or [choice.id for choice in decision.choices if choice.leads is Leads.BACK]
    return fitting[way % len(fitting)]


async def walked(d: Desk, runbook: Runbook, way: int) -> list[str]:
    """The steps done on the way to the end, in order."""
    done: list[str] = []
    while (item := d.incident.checklist.current) is not None:
        assert len(done) < MOST, done
        step = runbook.step(item.step.id)
        assert step is not None
        if step.fields:
            await d.ask(r.GiveFields(step=step.id, values={one.name: value_for(one) for one in step.fields}))
        if step.decision:
            choice = onward(runbook, step, step.decision, way)
            await d.ask(r.Decide(step=step.id, choice=choice, reason="so it looks"))
        elif not step.fields:
            await d.ask(r.MarkStep(step=step.id, state=StepState.DONE))
        now = d.incident.checklist.item(step.id)
        assert now is not None
        assert now.state is StepState.DONE, f"{step.id} is {now.state}: {d.said[-1:]}"
        done.append(step.id)
    return done


@pytest.mark.parametrize("way", [0, 1, 2])
@pytest.mark.parametrize("id", BOOKS)
async def test_it_ends_and_leaves_nothing_open(id: str, way: int, tmp_path: Path) -> None:
    runbook = BOOKS[id]
    async with desk(tmp_path, runbook, profile=PROFILE if runbook.profile else fakes.PROFILE) as d:
        await d.ask(r.Declare(title="something fails"), r.OpenRunbook(runbook=id))
        done = await walked(d, runbook, way)
        assert len(done) >= 3
        assert d.incident.left_open == ()
