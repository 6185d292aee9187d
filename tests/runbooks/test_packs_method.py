"""The debugging method works under any profile, and its prompts are filled from the incident."""

import pytest

from cockpit.core.expr import holds
from cockpit.core.given import GIVEN
from cockpit.core.placeholders import names
from cockpit.core.runbook import Leads, Runbook, Step
from cockpit.runbooks.catalog import PACKS
from cockpit.runbooks.load import load
from cockpit.runbooks.references import brought_by

METHOD = {path.stem: load(path).runbook for path in sorted((PACKS / "method").glob("*.md"))}


def step_of(runbook: str, step: str) -> Step:
    found = METHOD[runbook].step(step)
    assert found is not None, f"{runbook}#{step}"
    return found


def prompt(runbook: str, step: str) -> str:
    """The step's text to copy."""
    return next(action.text for action in step_of(runbook, step).actions if action.lang == "text")


@pytest.mark.parametrize("runbook", METHOD.values(), ids=lambda runbook: runbook.id)
def test_nothing_in_it_needs_a_profile(runbook: Runbook) -> None:
    assert (runbook.profile, runbook.severity, runbook.inputs) == ("", "", ())
    for step in runbook.steps:
        assert {action.target for action in step.actions} <= {""}
        assert {action.provider for action in step.actions} <= {"", "runbook", "shell"}
        assert step.probe is None or not step.probe.read, step.id


@pytest.mark.parametrize("runbook", METHOD.values(), ids=lambda runbook: runbook.id)
def test_a_prompt_asks_for_nothing_that_was_not_written_down_before(runbook: Runbook) -> None:
    known = set(GIVEN)
    for step in runbook.steps:
        known |= set(brought_by(step))
        for action in step.actions:
            assert set(names(action.text, action.lang)) <= known, f"{runbook.id}#{step.id}"


def test_the_six_phases_come_in_order() -> None:
    assert [phase.title for phase in METHOD["method-debug"].phases] == [
        "Phase 1: gather",
        "Phase 2: read the logs",
        "Phase 3: read the code",
        "Phase 4: fix",
        "Phase 5: prove it",
        "Phase 6: afterwards",
    ]
    opened = [
        action.text.strip()
        for step in METHOD["method-debug"].steps
        for action in step.actions
        if action.lang == "runbook"
    ]
    assert opened == ["method-funnel", "method-replicate", "method-fix", "method-test", "method-after"]


def test_the_frame_holds_everything_that_was_gathered() -> None:
    wanted = {
        "failing_path", "symptom", "began", "frequency", "user_reports", "changes", "log_sample", "database",
        "providers", "machines",
    }  # fmt: skip
    assert set(names(prompt("method-debug", "frame"))) == wanted
    assert "Do not propose a fix" in prompt("method-debug", "frame")


@pytest.mark.parametrize(
    ("runbook", "step", "words"),
    [
        ("method-fix", "constraints", "why it happens"),
        ("method-fix", "green", "failed before it"),
        ("method-debug", "confirmed", "Is it the bug?"),
        ("method-test", "gone", "The first symptom"),
        ("method-test", "rollout", "goes to a few first"),
    ],
)
def test_a_pitfall_stands_where_it_bites(runbook: str, step: str, words: str) -> None:
    assert words in " ".join(step_of(runbook, step).pitfalls)


def test_a_fix_is_not_tried_in_production_by_mistake() -> None:
    address = next(field for field in step_of("method-test", "run").fields if field.name == "address")
    assert "staging" in address.pattern
    assert step_of("method-test", "run").by_person


def test_the_four_situations_each_have_their_prompt() -> None:
    decision = step_of("method-prompts", "which").decision
    assert decision is not None
    for choice in decision.choices:
        first = METHOD["method-prompts"].first_of(choice.to)
        assert choice.leads is Leads.STEP
        assert first is not None
        assert holds(first.condition, {"situation": choice.id})
        assert prompt("method-prompts", first.id)


def test_the_funnel_begins_with_the_four_usual_causes_and_wants_evidence() -> None:
    assert [field.name for field in step_of("method-funnel", "wide").fields][:4] == [
        "race",
        "exhaustion",
        "outside",
        "data",
    ]
    wanted = {field.name for field in step_of("method-funnel", "narrow").fields if not field.optional}
    assert {"suspect_1", "confirm_1", "refute_1"} <= wanted
    assert [phase.title for phase in METHOD["method-funnel"].phases] == ["Wide", "Narrow", "Focused", "Fix"]


def test_the_trainings_arithmetic_is_right() -> None:
    words = step_of("method-training", "fit-answer").text.replace("\n", " ")
    assert "0.983 to the power of six" in words
    assert round(100 * (1 - (1 - 0.017) ** 6)) == 10
    assert 6 * 1.5 == 9
    assert "9 seconds" in words


def test_every_file_is_found_by_a_symptom() -> None:
    assert all(runbook.when for runbook in METHOD.values())
    assert "intermittent 5xx after a deploy" in METHOD["method-training"].when
