import pytest
from msgspec.structs import replace
from textual.events import Paste
from textual.widgets import Button

from cockpit.core.actions import Action, Confirm, Plan, Target
from cockpit.core.profile import ENVIRONMENTS
from cockpit.core.runbook import Risk
from screens.ask.confirm import ConfirmScreen
from screens.ask.plan_lines import plan_lines
from tests.screens.ask.asking import Seconds, opened, settle
from tests.widgets.painted import NASTY, all_text, until

PROD = ENVIRONMENTS["production"]
ASK = Plan(
    action=Action(id="a", provider="sql", verb="write", target="kitchen-db", text="", risk=Risk.CHANGES),
    target=Target(name="kitchen-db", provider="sql"),
    request=("UPDATE work_queue", "  SET note = 'a\u202eb'"),
    says="Gives 14 rows back.",
    rows=14,
    columns=("id", "locked_by"),
    sample=(("4001", "worker-3"),),
    irreversible=("who held the lock",),
    way_back="the old values are kept",
    warnings=("a worker is connected",),
)
TYPE = replace(ASK, action=replace(ASK.action, risk=Risk.DESTROYS), confirm=Confirm.TYPE, phrase="kitchen-db")


def asking(seconds: Seconds) -> ConfirmScreen:
    return ConfirmScreen(ASK, PROD, seconds)


def typing(seconds: Seconds) -> ConfirmScreen:
    return ConfirmScreen(TYPE, PROD, seconds)


async def test_everything_is_shown_before_it_is_done() -> None:
    async with opened(asking) as (app, _, _):
        text = all_text(app)
    for words in (
        "CHANGES kitchen-db · PROD",
        "Gives 14 rows back.",
        "UPDATE work_queue",
        "  SET note = 'a⟨U+202E⟩b'",
        "characters that do not show",
        "14 rows will be touched",
        "4001  worker-3",
        "Will not come back: who held the lock",
        "Way back: the old values are kept",
        "[!] a worker is connected",
    ):
        assert words in text
    assert "\u202e" not in text


@pytest.mark.parametrize("make", [asking, typing])
async def test_nothing_is_heard_for_a_moment_after_it_opens(make: object) -> None:
    async with opened(asking if make is asking else typing, listening=False) as (app, pilot, _):
        await pilot.press("enter", "y", "tab", "enter", "tab", "enter", "escape", "enter")
        await pilot.click("#run")
        await pilot.click("#cancel")
        await settle(pilot)
        assert app.answers == []
        assert len(app.screen_stack) == 2


async def test_enter_and_y_held_down_never_confirm() -> None:
    async with opened(asking) as (app, pilot, _):
        await pilot.press("y", "y", *["enter"] * 20)
        await until(pilot, lambda: app.answers)
    assert app.answers == [None]


async def test_enter_and_y_held_down_do_nothing_to_a_plan_to_be_typed() -> None:
    async with opened(typing, listening=False) as (app, pilot, seconds):
        await pilot.press(*["enter", "y"] * 10)
        seconds.listen()
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*["enter", "y"] * 10)
        await settle(pilot)
        assert app.answers == []
        assert "Not the same words" in all_text(app)


async def test_going_to_the_button_confirms() -> None:
    async with opened(asking) as (app, pilot, _):
        assert app.focused is app.screen.query_one("#cancel")
        await pilot.press("tab", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [""]


async def test_the_phrase_confirms_only_when_it_is_exact() -> None:
    async with opened(typing) as (app, pilot, _):
        run = app.screen.query_one("#run", Button)
        await pilot.press(*"kitchen-d", "enter")
        await settle(pilot)
        assert run.disabled
        assert app.answers == []
        await pilot.press("b")
        await until(pilot, lambda: not run.disabled)
        await pilot.press("enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == ["kitchen-db"]


async def test_a_paste_with_a_line_break_and_keys_confirms_nothing() -> None:
    async with opened(typing) as (app, pilot, _):
        assert app.focused is not None
        app.focused.post_message(Paste("hello\x1b[201~ y\r\ny"))
        await pilot.press("y", "enter")
        await settle(pilot)
        assert app.answers == []
        assert "\x1b" not in all_text(app)


async def test_escape_closes_only_the_dialog() -> None:
    async with opened(asking) as (app, pilot, _):
        await pilot.press("escape")
        await until(pilot, lambda: app.answers)
        assert app.is_running
    assert app.answers == [None]


async def test_a_refused_plan_cannot_be_run() -> None:
    refused = replace(TYPE, refused="the token may only read")
    async with opened(lambda seconds: ConfirmScreen(refused, PROD, seconds)) as (app, pilot, _):
        assert "This cannot be done: the token may only read" in all_text(app)
        assert not app.screen.query("#run, #phrase")
        await pilot.press("enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [None]


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (200, 60)])
async def test_question_buttons_and_keys_are_seen_however_long_the_plan_is(size: tuple[int, int]) -> None:
    long = replace(TYPE, request=tuple(f"line {n};" for n in range(100)))
    async with opened(lambda seconds: ConfirmScreen(long, PROD, seconds), size) as (app, pilot, _):
        await until(pilot, lambda: "Run it" in all_text(app) and "↓" in all_text(app))
        assert "Type kitchen-db to run it:" in all_text(app)
        await pilot.press(*["pagedown"] * 50)
        await until(pilot, lambda: "worker-3" in all_text(app))


@pytest.mark.parametrize("size", [(1, 1), (20, 5)])
async def test_a_tiny_terminal_is_no_reason_to_fall_over(size: tuple[int, int]) -> None:
    async with opened(typing, size) as (app, pilot, _):
        await pilot.press("tab", "pagedown", "escape")
        await until(pilot, lambda: app.answers)


async def test_nasty_text_is_only_shown() -> None:
    nasty = replace(
        TYPE,
        request=(NASTY,),
        says=NASTY,
        columns=(NASTY,),
        sample=((NASTY,),),
        irreversible=(NASTY,),
        way_back=NASTY,
        warnings=(NASTY,),
        phrase=NASTY,
        target=Target(name=NASTY, provider=NASTY),
    )
    async with opened(lambda seconds: ConfirmScreen(nasty, PROD, seconds), (120, 40)) as (app, _, _):
        text = all_text(app)
    assert "\x1b" not in text
    assert "⟨U+001B⟩[2J[@click=app.quit]y[/]⟨U+202E⟩" in text
    assert text.count("[/x]") >= 8


def test_no_way_back_is_said() -> None:
    text = "\n".join(part for shown in plan_lines(replace(ASK, way_back=""), PROD, 80) for part, _ in shown.parts)
    assert "There is no way back." in text
