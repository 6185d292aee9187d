"""Every scenario: its profile, its runbook, its world through the real adapters, and its story told to the end."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cockpit.commands.runbook_lint import findings_of
from cockpit.config import load_profile
from cockpit.core.checklist import StepState
from cockpit.core.readings import AuditWindow, QueueReading, StatusReading
from cockpit.drill.scenarios import SCENARIOS, write_profile, write_runbooks
from cockpit.drill.world import World
from cockpit.engine.updates import SignalsChanged, Update
from cockpit.runbooks.catalog import Catalog
from cockpit.runbooks.lint.finding import Severity
from tests.drill.walking import sources_of, walking

every = pytest.mark.parametrize("scenario", SCENARIOS)


@every
def test_its_profile_can_be_shown_before_its_world_is_there(tmp_path: Path, scenario: str) -> None:
    profile = load_profile(write_profile(tmp_path, scenario))
    assert "simulated" in profile.title
    assert {target.environment for target in profile.targets.values()} == {"drill"}


@every
def test_what_it_suggests_can_be_opened_and_lint_finds_nothing(tmp_path: Path, scenario: str) -> None:
    profile = load_profile(write_profile(tmp_path, scenario))
    write_runbooks(tmp_path, scenario)
    catalog = Catalog(profile.runbooks)
    suggested = {threshold.runbook for threshold in profile.thresholds}
    assert suggested
    for id in suggested:
        loaded = catalog.find(id)
        assert not loaded.bundled
        assert [one for one in findings_of(loaded) if one.severity is not Severity.NOTE] == []
        named = {action.target for step in loaded.runbook.steps for action in step.actions if action.target}
        assert named <= set(profile.targets)


@every
def test_its_world_is_on_this_machine_alone(tmp_path: Path, scenario: str) -> None:
    world = World(tmp_path, scenario)
    try:
        profile = load_profile(world.profile)
        addresses = [value for one in profile.targets.values() for key, value in one.settings.items() if key == "url"]
        addresses += [secret for secret in world.story.secrets.values() if "://" in secret]
        assert addresses
        assert {urlsplit(address).hostname for address in addresses} == {"127.0.0.1"}
        assert re.findall("@[A-Z_]+@", world.profile.read_text()) == []
        wanted = {target.secret for target in profile.targets.values() if target.secret}
        assert wanted == set(world.story.secrets)
    finally:
        world.close()


@every
async def test_every_source_is_read_and_something_is_to_be_seen(tmp_path: Path, scenario: str) -> None:
    async with walking(tmp_path, scenario) as w:
        for source in sources_of(w.kit):
            await w.until(partial(w.was_read, source), f"{source} to be read")
            held = w.held(source)[-1].held
            assert held.error == ""
            match held.reading:
                case QueueReading():
                    assert sum(held.reading.queues[0].counts.values()) > 0
                case AuditWindow():
                    assert held.reading.rows
                case StatusReading():
                    assert held.reading.says
                case other:
                    raise AssertionError(f"{source} gave {other}")
        assert w.kit.log is not None
        log = w.kit.log
        await w.until(lambda: len(log) > 0, "a line of the log")


@every
async def test_its_runbook_is_suggested_and_mends_it(tmp_path: Path, scenario: str) -> None:
    async with walking(tmp_path, scenario) as w:
        if scenario != "worker-backlog":  # its database counts the minutes by the machine's own clock
            await w.until(lambda: bool(_suggested(w.updates)), "a suggestion")
        assert w.world.story.waiting > 0
        await w.walk(w.kit.profile.thresholds[0].runbook)
        assert {item.state for item in w.incident.checklist.items} == {StepState.DONE}
        assert w.world.story.waiting == 0
        assert w.incident.left_open == ()
        assert w.incident.messages[-1].text.startswith("Resolved")
        hidden = [*w.world.story.secrets.values(), "whsec_"]
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.name == "journal.jsonl" for path in written)
    assert [path for path, content in written.items() for one in hidden if one.encode() in content] == []


def _suggested(updates: Sequence[Update]) -> list[SignalsChanged]:
    return [one for one in updates if isinstance(one, SignalsChanged) and one.suggestion and one.suggestion.level]
