from datetime import timedelta

import pytest
from msgspec.structs import replace

from cockpit.core.checklist import Checklist, How, StepState
from cockpit.core.runbook import Input, Runbook, RunbookAction, Step, Unassigned
from tests.widgets.painted import NASTY, SHOWN, Holding, of_type, text_of, until
from tests.widgets.values import NOW, RUNBOOK, item, steps
from widgets.checklist_panel import ChecklistPanel


def panel(checklist: Checklist, runbook: Runbook | None = RUNBOOK) -> ChecklistPanel:
    shown = ChecklistPanel()
    shown.checklist, shown.runbook, shown.now = checklist, runbook, NOW
    return shown


DONE = item("look", StepState.DONE, How.EVIDENCE, evidence="812 pending")
WAITING = item("unlock", StepState.WAITING)


async def test_the_current_step_is_unfolded_with_its_blocks_as_written() -> None:
    shown = panel(steps(look=DONE))
    shown.parameters, shown.targets = {"tenant": "kitchen-12"}, {"sql": "kitchen-db"}
    async with Holding(shown).run_test(size=(80, 40)):
        text = text_of(shown)
    assert "› 1 CHANGES sql on kitchen-db" in text.replace("›1", "› 1")
    assert "UPDATE work_queue" in text
    assert "  SET locked_by = NULL" in text
    assert "2 DESTROYS sh" in text
    assert "tenant = kitchen-12" in text
    assert "why = asked when run" in text
    assert "done when stuck == 0" in text
    assert "SELECT 1" not in text
    assert "unassigned" in text
    assert "41  See the other page" in text


@pytest.mark.parametrize(
    ("state", "how", "mark", "word"),
    [
        (StepState.RUNNING, None, "[>]", "running"),
        (StepState.WAITING, None, "[~]", "waiting for evidence"),
        (StepState.DONE, How.MANUAL, "[x]", "manual"),
        (StepState.FAILED, None, "[!]", "FAILED"),
        (StepState.UNKNOWN, None, "[?]", "UNKNOWN"),
        (StepState.SKIPPED, None, "[-]", "skipped"),
        (StepState.REGRESSED, None, "[!]", "REGRESSED"),
    ],
)
async def test_a_state_is_a_mark_and_a_word(state: StepState, how: How | None, mark: str, word: str) -> None:
    shown = panel(steps(look=item("look", state, how, reason="because of it")))
    async with Holding(shown).run_test(size=(80, 40)):
        row = next(row for row in text_of(shown).splitlines() if "Look at the backlog" in row)
        assert mark in row
        assert word in row
        if state is not StepState.DONE:
            assert "because of it" in text_of(shown)


async def test_a_step_over_its_budget_says_so() -> None:
    shown = panel(steps(look=item("look", StepState.RUNNING)))
    async with Holding(shown).run_test(size=(80, 20)) as pilot:
        assert "1:20 / 2:00" in text_of(shown)
        shown.now = NOW + timedelta(seconds=60)
        await until(pilot, lambda: "over 2:20 / 2:00" in text_of(shown))


async def test_the_tally_counts_skipped_as_skipped_and_by_hand_apart() -> None:
    shown = panel(
        steps(look=item("look", StepState.DONE, How.MANUAL), restart=item("restart", StepState.SKIPPED, reason="no"))
    )
    async with Holding(shown).run_test(size=(80, 20)):
        assert "1 done (1 by hand) · 1 skipped · 2 open" in text_of(shown)


async def test_evidence_stands_under_done_steps_when_there_is_room() -> None:
    shown = panel(steps(look=DONE))
    async with Holding(shown).run_test(size=(80, 40)) as pilot:
        assert "evidence: 812 pending" in text_of(shown)
        await pilot.resize_terminal(80, 14)
        await until(pilot, lambda: "evidence" not in text_of(shown))


async def test_the_cursor_goes_on_with_the_checklist() -> None:
    shown = panel(steps())
    async with Holding(shown).run_test(size=(80, 20)) as pilot:
        assert shown.step == "look"
        shown.checklist = steps(look=DONE)
        await until(pilot, lambda: shown.step == "unlock")


async def test_a_person_looking_elsewhere_is_left_there() -> None:
    shown = panel(steps())
    async with Holding(shown).run_test(size=(80, 30)) as pilot:
        await pilot.press("down", "down")
        assert shown.step == "restart"
        shown.checklist = steps(look=DONE)
        await until(pilot, lambda: "UPDATE work_queue" in text_of(shown))
        assert shown.step == "restart"


async def test_enter_unfolds_and_folds() -> None:
    shown = panel(steps(unlock=WAITING))
    async with Holding(shown).run_test(size=(80, 40)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "SELECT 1" not in text_of(shown))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "UPDATE work_queue" in text_of(shown))


async def test_an_untrusted_runbook_says_what_to_do() -> None:
    shown = panel(steps())
    shown.trusted = False
    async with Holding(shown).run_test(size=(80, 20)):
        assert "read it, then press T to trust" in text_of(shown)


async def test_no_runbook_says_what_to_do() -> None:
    shown = panel(Checklist(), None)
    async with Holding(shown).run_test(size=(80, 20)):
        assert "No runbook yet. Press o to open one." in text_of(shown)


async def test_keys_ask_for_what_they_say() -> None:
    app = Holding(panel(steps(look=DONE)))
    p = ChecklistPanel
    async with app.run_test(size=(80, 40), message_hook=app.keep) as pilot:
        await pilot.press("r", "right", "r", "x", "s", "y", "o", "u", "T", "c", "v", "home", "x")
        await until(pilot, lambda: len(of_type(app.posted, p.MarkRequested)) == 2)
    assert of_type(app.posted, p.RunRequested) == [p.RunRequested("unlock", 0), p.RunRequested("unlock", 1)]
    marks = [p.MarkRequested("unlock", StepState.DONE), p.MarkRequested("look", StepState.TODO)]
    assert of_type(app.posted, p.MarkRequested) == marks
    assert of_type(app.posted, p.SkipRequested) == [p.SkipRequested("unlock")]
    assert of_type(app.posted, p.CopyRequested) == [p.CopyRequested("restart-worker")]
    assert of_type(app.posted, p.CancelRequested) == [p.CancelRequested("unlock")]
    assert of_type(app.posted, p.ViewRequested) == [p.ViewRequested("unlock")]
    for kind in (p.OpenRequested, p.UndoRequested, p.TrustRequested):
        assert len(of_type(app.posted, kind)) == 1


async def test_v_settles_a_step_that_is_unknown() -> None:
    app = Holding(panel(steps(look=DONE, unlock=item("unlock", StepState.UNKNOWN))))
    p = ChecklistPanel
    async with app.run_test(size=(80, 40), message_hook=app.keep) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: of_type(app.posted, p.ResolveRequested) == [p.ResolveRequested("unlock")])


async def test_nothing_is_asked_for_a_step_without_a_block() -> None:
    app = Holding(panel(steps(look=DONE, unlock=item("unlock", StepState.DONE))))
    async with app.run_test(size=(80, 40), message_hook=app.keep) as pilot:
        await pilot.press("r")
        await pilot.pause()
    assert of_type(app.posted, ChecklistPanel.RunRequested) == []


async def test_r_asks_what_a_step_without_a_block_wants_to_know() -> None:
    asking = Step(id="unlock", title="Who is it?", fields=(Input(name="who"),))
    book = replace(RUNBOOK, phases=(RUNBOOK.phases[0], replace(RUNBOOK.phases[1], steps=(asking,))))
    app = Holding(panel(steps(look=DONE), book))
    async with app.run_test(size=(80, 40), message_hook=app.keep) as pilot:
        await pilot.press("r")
        await until(pilot, lambda: of_type(app.posted, ChecklistPanel.MarkRequested))
    assert of_type(app.posted, ChecklistPanel.MarkRequested) == [
        ChecklistPanel.MarkRequested(asking.id, StepState.DONE)
    ]


async def test_nasty_text_in_every_field_is_only_shown() -> None:
    block = RunbookAction(lang=NASTY, text=NASTY, provider="p", target=NASTY, parameters=(NASTY,))
    first = replace(RUNBOOK.phases[0].steps[0], text=NASTY, actions=(block,))
    runbook = replace(RUNBOOK, phases=(replace(RUNBOOK.phases[0], steps=(first,)),), unassigned=(Unassigned(1, NASTY),))
    bad = item("look", StepState.FAILED, reason=NASTY, evidence=NASTY)
    bad = replace(bad, step=replace(bad.step, title=NASTY, phase=NASTY))
    shown = panel(Checklist(title=NASTY, items=(bad,)), runbook)
    shown.probe_says, shown.action_lines, shown.parameters = {"look": NASTY}, {"look": (NASTY,)}, {NASTY: NASTY}
    async with Holding(shown).run_test(size=(100, 40)):
        text = text_of(shown)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count(SHOWN) >= 10
