"""Faults a second reading found, each as the fact that must hold."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.core.actions import Outcome, Receipt
from cockpit.core.checklist import StepState
from cockpit.core.instruction import instruction
from cockpit.core.runbook import RunbookAction
from cockpit.engine import requests as r
from cockpit.engine.updates import DecisionWanted, FieldsWanted, ProbeSaid, RunbookShown
from tests.engine.books import book, states
from tests.engine.desk import desk


def fenced(lang: str, *lines: str) -> str:
    """A block of the step above it."""
    return "".join(f"\n  {line}" for line in ("```" + lang, *lines, "```")) + "\n\n"


def gone(to: str) -> str:
    """A question whose no leads back to `to`."""
    return fenced("decide", "question: Gone?", f"no: not yet → #{to}", "yes: it is")


SQL = fenced("sql", "select 1")
LEFT = fenced("decide", "question: Is any left?", "no: none", "yes: some")


async def test_a_steps_id_never_says_which_folder_is_cleared(tmp_path: Path) -> None:
    written = book("b", "# B\n- Look\n" + SQL + fenced("check", "read: block", "expect: n < 5"))
    step = replace(written.steps[0], id="../../../precious")
    text = replace(written, phases=(replace(written.phases[0], steps=(step,)),))
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "kept").write_text("x")
    async with desk(tmp_path / "a", text) as d:
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.DONE, says="read", values={"n": 9})
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.clock.forward(6)
        assert d.provider.executed
    assert (tmp_path / "precious" / "kept").exists()


@pytest.mark.parametrize(
    "text",
    [
        'tool --command "select 1\n  where a = {x}"',
        'echo "\\" {x}"',
        "cat <<EOF\n{x}\nEOF",
        "# don't\necho {x}",
    ],
)
def test_a_value_is_never_quoted_into_a_place_that_may_be_quoted_already(text: str) -> None:
    made = instruction(RunbookAction(lang="sh", text=text), {"x": "$(id)"})
    assert (made.text, made.left) == (text, ("x",))


def test_a_value_cannot_end_a_literal_that_began_on_another_line() -> None:
    text = "select 'one\n{x}' from t"
    made = instruction(RunbookAction(lang="sql", text=text), {"x": "; drop table t; --"})
    assert made.text == "select 'one\n; drop table t; --' from t"
    made = instruction(RunbookAction(lang="sql", text="select $$ {x} $$"), {"x": "$$; drop table t"})
    assert made.left == ("x",)


async def test_a_question_beside_a_block_can_be_asked_for(tmp_path: Path) -> None:
    text = book(
        "b",
        "# B\n- Left? {id=left}\n" + SQL + LEFT,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="left", index=1))
        assert [update.step for update in d.updates if isinstance(update, DecisionWanted)] == ["left"]


async def test_a_step_opened_again_by_a_jump_is_set_aside_when_its_branch_is_not_taken(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Way? {id=way}

          ```decide
          question: Which way?
          travel: travel
          fresh: fresh
          ```
        - Go {id=go if="way == 'travel'"}
        - Good? {id=good if="way == 'travel'"}

          ```decide
          question: Good?
          yes: it is
          no: undone → #way
          ```
        - Import {id=import if="way == 'fresh'"}
        """,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(
            r.Declare(title="t"),
            r.OpenRunbook(runbook="b"),
            r.Decide(step="way", choice="travel"),
            r.MarkStep(step="go", state=StepState.DONE),
            r.Decide(step="good", choice="no"),
            r.Decide(step="way", choice="fresh"),
        )
        assert states(d) == {
            "way": StepState.DONE,
            "go": StepState.ASIDE,
            "good": StepState.ASIDE,
            "import": StepState.TODO,
        }


async def test_a_question_opened_again_is_not_ticked_by_its_old_answer(tmp_path: Path) -> None:
    text = book(
        "b",
        "# B\n- One {id=one}\n- Gone? {id=gone}\n" + gone("one"),
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.Decide(step="gone", choice="no"))
        await d.ask(r.MarkStep(step="gone", state=StepState.DONE))
        assert states(d)["gone"] is StepState.TODO
        assert "is a question" in d.said[-1]


async def test_a_question_asks_for_its_values_first(tmp_path: Path) -> None:
    text = book(
        "b",
        "# B\n- Left? {id=left}\n" + fenced("fields", "count: how many") + LEFT,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.Decide(step="left", choice="no"))
        assert states(d)["left"] is StepState.TODO
        assert [update.step for update in d.updates if isinstance(update, FieldsWanted)] == ["left"]
        await d.ask(r.GiveFields(step="left", values={"count": "3"}))
        assert [update.step for update in d.updates if isinstance(update, DecisionWanted)] == ["left"]
        await d.ask(r.Decide(step="left", choice="no"))
        assert states(d)["left"] is StepState.DONE


async def test_a_runbook_come_to_from_another_place_ticks_no_step_of_the_place_before(tmp_path: Path) -> None:
    one = book("one", "# One\n- Restore {id=restore}\n\n  ```runbook\n  sub\n  ```\n")
    two = book("two", "# Two\n- Restore {id=restore}\n- Other {id=other}\n")
    sub = book("sub", "# Sub\n- Do {id=do}\n")
    async with desk(tmp_path, one, others=(two, sub)) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="one"), r.RunAction(step="restore"))
        await d.ask(r.OpenRunbook(runbook="two"), r.OpenRunbook(runbook="sub"))
        await d.ask(r.MarkStep(step="do", state=StepState.DONE), r.GoBack())
        assert d.incident.checklist.runbook == "two"
        assert states(d)["restore"] is StepState.TODO


async def test_a_runbook_a_second_step_opens_begins_anew_when_it_was_finished(tmp_path: Path) -> None:
    text = book(
        "b",
        "# B\n- First {id=first}\n" + fenced("runbook", "sub") + "- Second {id=second}\n" + fenced("runbook", "sub"),
    )
    sub = book("sub", "# Sub\n- Do {id=do}\n\n  ```sql\n  select 1\n  ```\n\n  ```sql\n  select 2\n  ```\n")
    async with desk(tmp_path, text, others=(sub,)) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="first"))
        await d.ask(r.RunAction(step="do"), r.RunAction(step="do", index=1), r.GoBack())
        assert states(d)["first"] is StepState.DONE
        await d.clock.forward(1)
        await d.ask(r.RunAction(step="second"))
        assert states(d)["do"] is StepState.TODO
        await d.ask(r.RunAction(step="do"))
        assert states(d)["do"] is StepState.TODO
        await d.ask(r.RunAction(step="do", index=1), r.GoBack())
        assert states(d)["second"] is StepState.DONE


async def test_a_watch_that_begins_again_runs_its_whole_time_again(tmp_path: Path) -> None:
    text = book(
        "b",
        "# B\n- Watch {id=watch}\n" + fenced("watch", "for: 60s") + "- Gone? {id=gone}\n" + gone("watch"),
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.clock.forward(90)
        await d.ask(r.MarkStep(step="watch", state=StepState.DONE), r.Decide(step="gone", choice="no"))
        await d.clock.forward(20)
        assert "to go" in [update.says for update in d.updates if isinstance(update, ProbeSaid)][-1]


async def test_a_second_cockpit_works_the_runbook_the_first_one_opened(tmp_path: Path) -> None:
    one, two = book("one", "# One\n- Look {id=look}\n"), book("two", "# Two\n- Look {id=look}\n- Act {id=act}\n")
    async with desk(tmp_path / "a", one, others=(two,)) as first:
        await first.ask(r.Declare(title="t"), r.OpenRunbook(runbook="one"))
        first.journal.alone = False
        async with desk(tmp_path / "b", one, others=(two,), journal=first.journal) as second:
            await first.ask(r.OpenRunbook(runbook="two"))
            await second.clock.forward(2)
            shown = [update for update in second.updates if isinstance(update, RunbookShown)]
            assert shown[-1].runbook.id == "two"


async def test_a_step_done_again_runs_its_blocks_again(tmp_path: Path) -> None:
    text = "# B\n- Left? {id=left}\n" + SQL + fenced("decide", "question: Any?", "no: none", "yes: some → #left")
    async with desk(tmp_path, book("b", text)) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="left"))
        assert d.incident.done_blocks("left") == {0}
        await d.clock.forward(1)
        await d.ask(r.Decide(step="left", choice="yes"))
        assert d.incident.done_blocks("left") == frozenset()
        await d.ask(r.GiveResult(step="left", index=0, text="2 events"))
        assert d.incident.done_blocks("left") == {0}
        await d.ask(r.Decide(step="left", choice="yes"))
        assert d.incident.done_blocks("left") == frozenset()
