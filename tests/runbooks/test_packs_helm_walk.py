"""The Helm runbooks walked in a session: branches, what stays open, and what must be done before the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from cockpit.config import load_profile
from cockpit.core.checklist import StepState
from cockpit.core.incident import Phase
from cockpit.engine import requests as r
from cockpit.runbooks.catalog import PACKS
from cockpit.runbooks.load import load
from tests import fakes
from tests.engine.books import states
from tests.engine.desk import Desk, desk

# The desk's own sources stand in for the shop's: nothing is read here.
PROFILE = msgspec.structs.replace(load_profile(PACKS / "helm" / "cockpit.toml"), sources=fakes.PROFILE.sources)
FIRST, *OTHERS = [load(path).runbook for path in sorted((PACKS / "helm").glob("*.md"))]
TODO, DONE, ASIDE = StepState.TODO, StepState.DONE, StepState.ASIDE


@asynccontextmanager
async def walking(folder: Path, runbook: str) -> AsyncIterator[Desk]:
    """An incident under the Helm profile with `runbook` open."""
    async with desk(folder, FIRST, others=tuple(OTHERS), profile=PROFILE) as d:
        await d.ask(r.Declare(title="an error at the till"), r.OpenRunbook(runbook=runbook))
        assert d.incident.checklist.runbook == runbook
        yield d


async def given(d: Desk, step: str, **values: str) -> None:
    await d.ask(r.GiveFields(step=step, values=values))
    assert states(d)[step] is DONE, d.said[-3:]


async def test_without_a_request_id_the_questions_come_instead_and_the_id_may_still_turn_up(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-debug") as d:
        await d.ask(r.Decide(step="came", choice="no"))
        assert (states(d)["request-id"], states(d)["asked"]) == (ASIDE, TODO)
        await given(d, "asked", doing="a refund", noticed_at="5m ago", error_words="something went wrong")
        assert d.incident.parameters["noticed_at"].endswith("Z")
        await d.ask(r.Decide(step="came", choice="yes"))
        assert states(d)["request-id"] is TODO
        await given(d, "request-id", request_id="8f2c-41d7")


async def test_a_request_id_of_another_form_is_refused(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-debug") as d:
        await d.ask(
            r.Decide(step="came", choice="yes"), r.GiveFields(step="request-id", values={"request_id": "no idea"})
        )
        assert states(d)["request-id"] is TODO
        assert "request_id" not in d.incident.parameters


async def test_the_archive_is_two_runbooks_deep_and_the_way_back_keeps_each(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-debug") as d:
        await d.ask(r.RunAction(step="lookup"), r.Decide(step="stored", choice="archive"), r.RunAction(step="archive"))
        assert d.incident.checklist.runbook == "helm-log-archive"
        await d.ask(r.GoBack())
        assert (d.incident.checklist.runbook, states(d)["live"]) == ("helm-find-request", ASIDE)
        await d.ask(r.GoBack())
        assert d.incident.checklist.runbook == "helm-debug"


async def test_sev1_opens_its_response_and_paused_sales_keep_it_open(tmp_path: Path) -> None:
    async with desk(tmp_path, FIRST, others=tuple(OTHERS), profile=PROFILE) as d:
        await d.ask(r.Declare(title="charges without sales"), r.ChooseSeverity(level="SEV1"))
        assert d.incident.checklist.runbook == "helm-sev1"
        await d.ask(r.Decide(step="losing", choice="yes"), r.MarkStep(step="pause-sales", state=DONE))
        assert any("sales are paused" in says for says in d.incident.left_open)
        await d.ask(r.MarkStep(step="go", state=DONE))
        assert not any("sales are paused" in says for says in d.incident.left_open)


async def test_when_nobody_has_to_pause_nobody_has_to_say_go(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-sev1") as d:
        await d.ask(r.Decide(step="losing", choice="no"))
        assert (states(d)["pause-sales"], states(d)["go"], states(d)["say"]) == (ASIDE, ASIDE, TODO)


async def test_rolling_back_or_fixing_is_one_or_the_other_and_has_a_reason(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-sev1") as d:
        await d.ask(r.Decide(step="sure", choice="no"))
        assert states(d)["sure"] is TODO
        await d.ask(r.Decide(step="sure", choice="no", reason="two things changed"))
        assert (states(d)["rollback"], states(d)["fix"]) == (TODO, ASIDE)
        await d.ask(r.Decide(step="sure", choice="yes", reason="the failing test shows it"))
        assert (states(d)["rollback"], states(d)["fix"]) == (ASIDE, TODO)


async def test_a_sev1_is_closed_only_after_its_checklist(tmp_path: Path) -> None:
    async with desk(tmp_path, FIRST, others=tuple(OTHERS), profile=PROFILE) as d:
        await d.ask(r.Declare(title="t"), r.ChooseSeverity(level="SEV1"), r.Resolve(cause="a swapped id"))
        assert d.incident.checklist.runbook == "helm-after-sev1"
        await d.ask(r.Close())
        assert d.incident.phase is Phase.RESOLVED
        assert "After a SEV1" in d.said[-1]
        assert any(clock.says == "Post-mortem" for clock in d.incident.clocks)


async def test_each_way_of_restoring_leaves_the_other_aside(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-restore") as d:
        await d.ask(r.Decide(step="way", choice="travel", reason="an hour ago"))
        assert (states(d)["travel"], states(d)["undo"], states(d)["import"]) == (TODO, TODO, ASIDE)
        await d.ask(r.Decide(step="way", choice="fresh", reason="older than 30 days"))
        assert (states(d)["travel"], states(d)["undo"], states(d)["import"]) == (ASIDE, ASIDE, TODO)
        await d.ask(r.RunAction(step="import"))
        assert (states(d)["create"], states(d)["import-wipe"], states(d)["old"]) == (TODO, ASIDE, TODO)


async def test_the_copy_of_a_shop_must_be_removed_before_the_end(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-reproduce") as d:
        await d.ask(r.Decide(step="from", choice="backup"))
        assert states(d)["export"] is ASIDE
        await d.ask(r.MarkStep(step="backup", state=DONE))
        await given(d, "backup", copy_path="/home/robin/incident.sql")
        assert any("a copy of the shop's data" in says for says in d.incident.left_open)
        await d.ask(r.MarkStep(step="remove", state=DONE))
        assert d.incident.left_open == ()


async def test_nothing_that_is_worked_by_hand_runs(tmp_path: Path) -> None:
    async with walking(tmp_path, "helm-session-leaked") as d:
        await d.ask(r.SetParameters(values={"staff_id": "7"}), r.RunAction(step="end"))
        assert d.plans == 0
        assert d.incident.actions == ()
