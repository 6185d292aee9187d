"""The given documents, as they are: what each must become."""

import re
from pathlib import Path

import pytest

from cockpit.core.imported import Imported, State
from tests.runbooks.importing.texts import imported

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="put the given documents in ../shared/seeds to try them")


def seed(name: str) -> str:
    return next(SEEDS.glob(f"{name}_*")).read_text()


def outline(result: Imported) -> dict[str, list[str]]:
    return {phase.title: [step.title for step in phase.steps] for phase in result.runbook.phases}


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_word_of_a_given_document_is_kept(name: str) -> None:
    result = imported(seed(name))
    out = result.text.split("\n")
    for fate in result.fates:
        there = re.sub(r"[\W_]", "", "".join(out[place - 1] for place in fate.out))
        assert fate.state is State.LEFT_OUT or re.sub(r"[\W_]", "", fate.text) in there, fate


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_importing_a_given_document_twice_changes_nothing(name: str) -> None:
    once = imported(seed(name)).text
    assert imported(once).text == once


def test_the_one_without_marks_has_its_seven_steps_with_budgets_and_its_bug_classes() -> None:
    result = imported(seed("000"))
    steps = result.runbook.steps
    budgets = [int(step.budget.total_seconds()) if step.budget else None for step in steps[:7]]
    assert [step.title.split(":")[0] for step in steps[:7]] == [f"Step {n}" for n in range(1, 8)]
    assert budgets == [30, 60, 60, 900, None, 120, 60]
    assert [action.lang for step in steps for action in step.actions] == ["sh", "sql", "sh"]
    assert len(outline(result)["Common bug classes"]) == 4
    assert [fate.text for fate in result.of(State.LEFT_OUT)] == ["Skip to main content", "See also"]
    assert result.of(State.UNASSIGNED) == ()


def test_the_one_with_joined_bullets_has_its_scenarios_with_their_commands() -> None:
    result = imported(seed("001"))
    phases = outline(result)
    assert len(phases) == 10
    assert [len(steps) for steps in phases.values()] == [8, 6, 0, 8, 6, 4, 5, 5, 1, 6]
    blocks = [action for step in result.runbook.steps for action in step.actions]
    assert {action.lang for action in blocks} == {"sh"}
    assert len(blocks) == 6
    assert all(action.text in seed("001") for action in blocks)
    assert result.of(State.UNASSIGNED) == ()


def test_the_one_with_nested_fences_has_all_its_headings_and_its_prompts_whole() -> None:
    text = seed("002")
    result = imported(text)
    headings = re.findall(r"^#{1,3} (?!checkout\.py|inventory\.py)(.+)$", text, re.MULTILINE)
    titles = {result.runbook.title} | set(outline(result)) | {step.title for step in result.runbook.steps}
    assert len(headings) == 37
    assert set(headings) <= titles
    blocks = [action for step in result.runbook.steps for action in step.actions]
    assert len(blocks) == 19
    assert {action.provider for action in blocks} == {""}
    assert sum(action.text.count("```") for action in blocks) == 6
    assert result.of(State.UNASSIGNED) == ()


def test_the_one_with_lost_bars_has_its_tables_its_first_minutes_and_its_failure_modes() -> None:
    result = imported(seed("003"))
    phases = outline(result)
    rows = [line for line in result.text.split("\n") if line.startswith("|") and line.endswith("|")]
    assert len(rows) == 6 + 7
    assert len(phases["First-five-minutes checklist"]) == 5
    assert len(phases) == 13
    assert len(phases["Spotter agent returns 5xx"]) == 3
    assert len(phases["Post-incident"]) == 3
    assert result.of(State.UNASSIGNED) == ()


def test_the_clean_one_is_left_as_it_is() -> None:
    text = seed("004")
    result = imported(text)
    assert result.text == text
    assert result.blocks == 8
    assert result.repaired == ()
