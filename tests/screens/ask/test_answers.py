"""The small dialogs: what they return and what they refuse to return."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.events import Paste
from textual.widgets import Input

from cockpit.core.severity import Suggestion
from cockpit.engine.requests import Declare
from screens.ask.declare import DeclareScreen, moment
from screens.ask.dialog import Dialog
from screens.ask.form import Field, FormScreen
from screens.ask.message import MessageScreen
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.ask.severity import SeverityScreen
from screens.ask.text import TextScreen
from tests.screens.ask.asking import Seconds, opened, settle
from tests.widgets.painted import NASTY, SHOWN, Holding, all_text, of_type, until
from tests.widgets.values import NOW, SCALE
from widgets.pick_list import Option

P2 = Suggestion(level="P2", evidence=("oldest 17 min",))
OPTIONS = (Option("a", "Worker backlog", ("rows pile up",)), Option("b", "Checkout fails"), Option("c", "Pages down"))


async def test_a_needed_text_is_not_taken_empty() -> None:
    async with opened(lambda s: TextScreen("Skip", "Why?", now=s)) as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: "Some words are needed" in all_text(app))
        await pilot.press(*" not here ", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == ["not here"]


async def test_a_text_that_may_be_empty_is_taken_empty_and_escape_is_none() -> None:
    for keys, answer in (("enter", ""), ("escape", None)):
        async with opened(lambda s: TextScreen("Cause", "Known?", required=False, now=s)) as (app, pilot, _):
            await pilot.press(keys)
            await until(pilot, lambda: app.answers)  # called within this turn of the loop
        assert app.answers == [answer]


async def test_a_pasted_text_is_one_clean_line() -> None:
    async with opened(lambda s: TextScreen("Note", "Say", now=s)) as (app, pilot, _):
        assert app.focused is not None
        app.focused.post_message(Paste(f"{NASTY}\nrm -rf"))
        await until(pilot, lambda: app.screen.query_one(Input).value)
        assert app.screen.query_one(Input).value == SHOWN


async def test_a_form_returns_all_values_and_goes_back_to_what_is_missing() -> None:
    fields = (Field("tenant"), Field("why", "Reason"), Field("note", required=False))
    async with opened(lambda s: FormScreen("Values", fields, s)) as (app, pilot, _):
        await pilot.press("enter", *"late", "enter", "enter")
        await until(pilot, lambda: "tenant: a value is needed" in all_text(app))
        await pilot.press(*"k12", "enter", "enter", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [{"tenant": "k12", "why": "late", "note": ""}]


async def test_typing_narrows_what_can_be_picked() -> None:
    async with opened(lambda s: PickScreen("Open", OPTIONS, s)) as (app, pilot, _):
        await pilot.press(*"pile", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == ["a"]


async def test_arrows_move_while_typing_and_nothing_is_picked_when_nothing_fits() -> None:
    async with opened(lambda s: PickScreen("Open", OPTIONS, s)) as (app, pilot, _):
        await pilot.press(*"zzz", "enter")
        await settle(pilot)
        assert "Nothing fits." in all_text(app)
        assert app.answers == []
        await pilot.press(*["backspace"] * 3, "down", "down", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == ["c"]


async def test_levels_are_chosen_beside_their_definitions_and_examples() -> None:
    async with opened(lambda s: SeverityScreen(SCALE, P2, now=s)) as (app, pilot, _):
        text = all_text(app)
        for words in ("Orders come late.", "e.g. oldest above 15 minutes", "Suggested: P2, because oldest 17 min"):
            assert words in text
        await pilot.press("enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [("P2", "", {})]


async def test_a_yes_moves_the_suggestion_and_is_returned() -> None:
    async with opened(lambda s: SeverityScreen(SCALE, P2, now=s)) as (app, pilot, _):
        await pilot.press("end", "y")
        await until(pilot, lambda: "Suggested: P1, because yes: Is data being lost?" in all_text(app))
        await pilot.press("home", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [("P1", "", {"Is data being lost?": True})]


async def test_changing_a_level_needs_a_reason() -> None:
    async with opened(lambda s: SeverityScreen(SCALE, None, "P1", now=s)) as (app, pilot, _):
        await pilot.press("down", "enter")
        await until(pilot, lambda: "From P1 to P2: give the reason" in all_text(app))
        assert app.answers == []
        await pilot.press(*"ok now", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [("P2", "ok now", {})]


async def test_a_message_is_edited_and_goes_on_with_ctrl_s() -> None:
    promise = timedelta(minutes=30)
    async with opened(lambda s: MessageScreen("Update", "Late.\nSorry.", "chat", promise, s)) as (app, pilot, _):
        assert "goes to chat; promises the next update in 30 min" in all_text(app)
        await pilot.press("O", "k", " ", "ctrl+s")
        await until(pilot, lambda: app.answers)
    assert app.answers == ["Ok Late.\nSorry."]


async def test_an_empty_message_does_not_go_on() -> None:
    async with opened(lambda s: MessageScreen("Update", "", now=s)) as (app, pilot, _):
        assert "copy it and send it by hand" in all_text(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "The message is empty." in all_text(app))
        assert app.answers == []


async def test_a_long_text_is_read_to_its_end_and_copied() -> None:
    lines = [f"line {n}" for n in range(100)]
    app = Holding()
    async with app.run_test(size=(80, 24), message_hook=app.keep) as pilot:
        seconds = Seconds()
        screen = ReadScreen("Report", lines, seconds)
        app.push_screen(screen)
        await until(pilot, lambda: screen.is_mounted)
        seconds.listen()
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("end", "y")
        await until(pilot, lambda: "line 99" in all_text(app))
        await until(pilot, lambda: of_type(app.posted, ReadScreen.CopyRequested))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
    assert of_type(app.posted, ReadScreen.CopyRequested) == [ReadScreen.CopyRequested("\n".join(lines))]


async def test_declaring_takes_three_answers_or_only_one() -> None:
    for keys, answer in (
        (("enter", "enter", "enter"), Declare(title="late")),
        (("enter", "down", "enter", *["backspace"] * 3, *"20m", "enter"), None),
    ):
        async with opened(lambda s: DeclareScreen(SCALE, lambda: NOW, s)) as (app, pilot, _):
            await pilot.press(*"late", *keys)
            await until(pilot, lambda: app.answers)  # called within this turn of the loop
        ago = NOW - timedelta(minutes=20)
        assert app.answers == [answer or Declare(title="late", severity="P1", t0=ago)]


async def test_declaring_says_what_is_missing() -> None:
    async with opened(lambda s: DeclareScreen(SCALE, lambda: NOW, s)) as (app, pilot, _):
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: "Say in a few words what is seen." in all_text(app))
        await pilot.press(*"late", "enter", "enter", *"x", "enter")
        await until(pilot, lambda: "is not a time" in all_text(app))
        assert app.answers == []


@pytest.mark.parametrize(
    ("text", "t0"),
    [
        ("now", None),
        ("", None),
        ("09:05", NOW.replace(minute=5)),
        ("23:59:10", datetime(2026, 3, 13, 23, 59, 10, tzinfo=UTC)),
        ("20m ago", NOW - timedelta(minutes=20)),
        ("1h30m", NOW - timedelta(minutes=90)),
    ],
)
def test_a_moment_is_never_after_now(text: str, t0: datetime | None) -> None:
    assert moment(text, NOW) == t0


def nasty_dialogs(s: Seconds) -> list[Dialog[Any]]:  # each answers with its own type; none is looked at here
    return [
        TextScreen(NASTY, NASTY, NASTY, now=s),
        FormScreen(NASTY, (Field(NASTY, NASTY, NASTY),), s),
        PickScreen(NASTY, (Option("a", NASTY, (NASTY,), right=NASTY),), s),
        MessageScreen(NASTY, NASTY, NASTY, now=s),
        ReadScreen(NASTY, (NASTY,), s),
        SeverityScreen(SCALE, Suggestion(level="P2", evidence=(NASTY,)), now=s),
        DeclareScreen(SCALE, lambda: NOW, s, symptom=NASTY),
    ]


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (20, 5), (1, 1)])
async def test_nasty_text_is_only_shown_at_any_size(index: int, size: tuple[int, int]) -> None:
    async with opened(lambda s: nasty_dialogs(s)[index], size) as (app, pilot, _):
        text = all_text(app)
        assert "\x1b" not in text
        assert "\u202e" not in text
        if size == (120, 40):
            assert SHOWN in text
        await pilot.press("escape")
        await until(pilot, lambda: app.answers)
