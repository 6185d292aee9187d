"""Decisions: what they set aside, where they lead, and the way back."""

from pathlib import Path

from cockpit.core.checklist import How, StepState
from cockpit.core.events import DecisionMade, RunbookOpened
from cockpit.core.fold import replay
from cockpit.engine import requests as r
from cockpit.engine.updates import DecisionWanted
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk

TRIAGE = book(
    "triage",
    """\
    ---
    inputs:
      percent: how many requests fail {kind=number}
    ---
    # Triage
    ## Look
    - Which lane? {id=lane}

      ```decide
      question: Which lane is it?
      name: lane
      reason: required
      app: the screens
      edge: webhooks → runbook edge
      skip: nothing to do → #end
      again: start over → #first
      ```
    - Then this {id=first}
    - And this {id=second}
    ## App {if="lane == 'app'"}
    - Roll back {id=roll}
    - Only if it is bad {id=bad if="percent > 10"}
    ## End {id=end}
    - Tell {id=tell}
    """,
)
EDGE = book("edge", "# Edge\n- Pause {id=pause}\n- Look {id=look}\n")


async def opened(d: Desk) -> None:
    await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="triage"))


async def test_a_branch_nobody_took_is_set_aside_and_is_no_open_step(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        assert states(d)["roll"] is StepState.ASIDE
        assert (d.incident.checklist.tally.aside, d.incident.checklist.tally.open) == (2, 4)


async def test_running_a_step_that_is_a_question_asks_it(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.RunAction(step="lane"))
        [asked] = [update for update in d.updates if isinstance(update, DecisionWanted)]
        assert asked.decision.question == "Which lane is it?"


async def test_an_answer_opens_its_branch_and_is_kept_with_its_reason(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.Decide(step="lane", choice="app", reason="5xx on every page"))
        assert (states(d)["lane"], states(d)["roll"], states(d)["bad"]) == (
            StepState.DONE,
            StepState.TODO,
            StepState.ASIDE,
        )
        [made] = d.journal.events(DecisionMade)
        assert isinstance(made, DecisionMade)
        assert (made.choice, made.reason) == ("app", "5xx on every page")
        assert d.incident.parameters["lane"] == "app"
        assert replay(d.journal.records) == d.incident


async def test_an_answer_that_needs_a_reason_is_refused_without_one(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.Decide(step="lane", choice="app"))
        assert states(d)["lane"] is StepState.TODO
        assert "say why" in d.said[-1]


async def test_a_question_cannot_be_ticked_without_an_answer(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.MarkStep(step="lane", state=StepState.DONE))
        assert states(d)["lane"] is StepState.TODO
        assert "is a question" in d.said[-1]


async def test_a_value_that_comes_later_takes_up_a_step(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.Decide(step="lane", choice="app", reason="x"), r.SetParameters(values={"percent": "12"}))
        assert states(d)["bad"] is StepState.TODO
        await d.ask(r.SetParameters(values={"percent": "3"}))
        assert states(d)["bad"] is StepState.ASIDE


async def test_a_step_that_was_done_is_not_set_aside_afterwards(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(
            r.Decide(step="lane", choice="app", reason="x"),
            r.MarkStep(step="roll", state=StepState.DONE),
            r.Decide(step="lane", choice="skip", reason="y"),
        )
        assert states(d)["roll"] is StepState.DONE


async def test_a_jump_forward_sets_aside_what_lies_between_and_another_answer_opens_it_again(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.Decide(step="lane", choice="skip", reason="it is over"))
        assert (states(d)["first"], states(d)["second"], states(d)["tell"]) == (
            StepState.ASIDE,
            StepState.ASIDE,
            StepState.TODO,
        )
        first = d.incident.checklist.item("first")
        assert first
        assert (first.how, first.reason) == (How.DECISION, "lane = skip: nothing to do")
        current = d.incident.checklist.current
        assert current
        assert current.step.id == "tell"
        await d.ask(r.Decide(step="lane", choice="app", reason="it is not"))
        assert (states(d)["first"], states(d)["second"]) == (StepState.TODO, StepState.TODO)


async def test_a_jump_back_opens_what_was_done(tmp_path: Path) -> None:
    loop = book(
        "loop",
        """\
        # Loop
        - One {id=one}
        - Two {id=two}
        - Gone? {id=gone}

          ```decide
          question: Is it gone?
          no: not yet → #one
          yes: it is
          ```
        - After {id=after}
        """,
    )
    async with desk(tmp_path, loop) as d:
        await d.ask(
            r.Declare(title="t"),
            r.OpenRunbook(runbook="loop"),
            r.MarkStep(step="one", state=StepState.DONE),
            r.MarkStep(step="two", state=StepState.DONE),
            r.Decide(step="gone", choice="no"),
        )
        assert set(states(d).values()) == {StepState.TODO}
        await d.ask(
            r.MarkStep(step="one", state=StepState.DONE),
            r.MarkStep(step="two", state=StepState.DONE),
            r.Decide(step="gone", choice="yes"),
        )
        assert states(d)["gone"] is StepState.DONE


async def test_a_choice_opens_another_runbook_and_b_comes_back_with_every_tick_kept(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(
            r.MarkStep(step="first", state=StepState.DONE),
            r.Decide(step="lane", choice="edge", reason="400 on every hook"),
        )
        assert d.incident.checklist.runbook == "edge"
        await d.ask(r.MarkStep(step="pause", state=StepState.DONE), r.GoBack())
        assert d.incident.checklist.runbook == "triage"
        assert (states(d)["first"], states(d)["lane"]) == (StepState.DONE, StepState.DONE)
        await d.ask(r.OpenRunbook(runbook="edge"))
        assert states(d)["pause"] is StepState.DONE
        assert replay(d.journal.records) == d.incident


async def test_a_step_that_opens_a_runbook_is_done_when_that_is_finished_and_not_before(tmp_path: Path) -> None:
    parent = book("parent", "# Parent\n- Restore {id=restore}\n\n  ```runbook\n  edge\n  ```\n- Then {id=then}\n")
    async with desk(tmp_path, parent, others=(EDGE,)) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="parent"), r.RunAction(step="restore"))
        opened_event = d.journal.events(RunbookOpened)[-1]
        assert isinstance(opened_event, RunbookOpened)
        assert (opened_event.back_to, opened_event.of_step) == ("parent", "restore")
        await d.ask(r.MarkStep(step="pause", state=StepState.DONE), r.GoBack())
        assert states(d)["restore"] is StepState.TODO
        await d.ask(r.RunAction(step="restore"), r.MarkStep(step="look", state=StepState.DONE), r.GoBack())
        assert states(d)["restore"] is StepState.DONE
        item = d.incident.checklist.item("restore")
        assert item
        assert item.evidence == "Edge: 2 done, 0 skipped, 0 not needed"


async def test_there_is_no_way_back_where_none_led_here(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.GoBack())
        assert "was not opened from another one" in d.said[-1]


async def test_a_runbook_that_is_not_there_leaves_the_answer_and_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE) as d:
        await opened(d)
        await d.ask(r.Decide(step="lane", choice="edge", reason="x"))
        assert d.incident.parameters["lane"] == "edge"
        assert "there is no runbook 'edge'" in d.said[-1]


async def test_a_resumed_incident_knows_its_branches_and_where_it_came_from(tmp_path: Path) -> None:
    async with desk(tmp_path, TRIAGE, others=(EDGE,)) as d:
        await opened(d)
        await d.ask(r.Decide(step="lane", choice="edge", reason="x"))
        journal = d.journal
    async with desk(tmp_path / "again", TRIAGE, others=(EDGE,), journal=journal) as d:
        await d.ask(r.GoBack())
        assert d.incident.checklist.runbook == "triage"
        assert states(d)["roll"] is StepState.ASIDE


async def test_a_question_leaves_open_and_puts_back_as_any_step(tmp_path: Path) -> None:
    text = '# B\n- Off? {id=off opens="sales paused"}\n\n  ```decide\n  question: Off?\n'
    text += "  yes: it is\n  no: never was\n  ```\n"
    text += '- On? {id=on closes="sales paused"}\n\n  ```decide\n  question: On?\n'
    text += "  up: it is\n  down: not yet\n  ```\n"
    async with desk(tmp_path, book("b", text)) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.Decide(step="off", choice="yes"))
        assert [state.says for state in d.incident.open_states] == ["sales paused"]
        await d.ask(r.Decide(step="on", choice="up"))
        assert list(d.incident.open_states) == []
