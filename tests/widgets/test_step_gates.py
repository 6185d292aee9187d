"""A step's question, values, pitfalls and open states as lines of the checklist."""

import pytest

from cockpit.core.checklist import Checklist, How, StepState
from cockpit.core.events import Record
from cockpit.core.fold import replay
from cockpit.engine.steps import opening
from tests.engine.books import book
from tests.fakes import ACTOR, START
from tests.widgets.painted import Holding, of_type, text_of, until
from tests.widgets.values import NOW
from widgets.checklist_panel import ChecklistPanel

BOOK = book(
    "b",
    """\
    # B
    ## Look
    - Which lane for {shop}? {id=lane}

      > [!WARNING]
      > The screens may be slow only because the database is.

      ```decide
      question: Which lane is it?
      name: lane
      app: the screens
      edge: webhooks
      ```
    ## Edge {if="lane == 'edge'"}
    - Switch it off {id=off opens="webhooks off" within=4h by=person}

      ```fields
      who: who did it
      note?: more
      ```
    """,
)


def panel(checklist: Checklist, **parameters: str) -> ChecklistPanel:
    shown = ChecklistPanel()
    shown.checklist, shown.runbook, shown.now, shown.parameters = checklist, BOOK, NOW, parameters
    shown.trusted = True
    return shown


def opened() -> Checklist:
    record = Record(seq=1, at=START, by=ACTOR, event=opening(BOOK, ""), prev="")
    return replay([record]).checklist


@pytest.mark.parametrize("size", [(80, 40), (60, 40)])
async def test_a_question_shows_its_choices_its_answer_and_its_pitfall_first(size: tuple[int, int]) -> None:
    shown = panel(opened(), lane="edge", shop="acme")
    async with Holding(shown).run_test(size=size):
        text = text_of(shown)
    assert text.index("[!] The screens may be slow") < text.index("? Which lane is it?")
    assert "( ) the screens" in text
    assert "(x) webhooks" in text
    assert "r answers it anew" in text


async def test_a_step_set_aside_says_so_in_words_and_is_not_counted_open() -> None:
    shown = panel(opened())
    async with Holding(shown).run_test(size=(80, 40)):
        text = text_of(shown)
    row = next(row for row in text.splitlines() if "Switch it off" in row)
    assert "set aside" in row
    assert "1 set aside · 1 open" in text
    edge = next(row for row in text.splitlines() if row.strip(" │┃").startswith("Edge"))
    assert edge.rstrip(" │┃").endswith("set aside")


async def test_a_persons_step_shows_what_it_asks_for_and_leaves_open() -> None:
    checklist = opened().moved("lane", StepState.DONE, NOW, How.MANUAL).moved("off", StepState.TODO, NOW, None)
    shown = panel(checklist, lane="edge", who="ana")
    async with Holding(shown).run_test(size=(80, 40)):
        text = text_of(shown)
    for words in (
        "who: who did it = ana",
        "note: more = may stay empty",
        "leaves open: webhooks off, for at most 4 h",
        "A person does and ticks this",
    ):
        assert words in text


NEXT = book(
    "next",
    """\
    # Next
    - Is any left? {id=left}

      ```sql
      select 1
      ```

      ```decide
      question: Is any left?
      no: none
      yes: some
      ```
    """,
)


async def test_r_goes_on_to_what_was_not_done_yet_and_at_last_to_the_question() -> None:
    shown = panel(opened())
    shown.runbook = NEXT
    record = Record(seq=1, at=START, by=ACTOR, event=opening(NEXT, ""), prev="")
    shown.checklist = replay([record]).checklist
    app = Holding(shown)
    async with app.run_test(size=(80, 40), message_hook=app.keep) as pilot:
        assert "right chooses it, r answers it" in text_of(shown)
        await pilot.press("r")
        await until(pilot, lambda: of_type(app.posted, ChecklistPanel.RunRequested))
        shown.done_blocks = {"left": frozenset({0})}
        await until(pilot, lambda: "›? Is any left?" in text_of(shown))
        await pilot.press("r", "left", "r", "y")
        await until(pilot, lambda: of_type(app.posted, ChecklistPanel.CopyRequested))
    runs = [(run.step, run.index) for run in of_type(app.posted, ChecklistPanel.RunRequested)]
    assert runs == [("left", 0), ("left", 1), ("left", 0)]
