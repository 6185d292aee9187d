"""The masked field: what is typed or pasted is taken whole, and seen, copied or posted nowhere."""

from textual import events

from cockpit.core.secret import Secret
from screens.ask.secret import SecretScreen
from tests.screens.ask.asking import Seconds, opened
from tests.widgets.painted import all_text, until
from widgets.secret_input import SecretInput

CANARY = "canary-0123456789"


def made(seconds: Seconds) -> SecretScreen:
    return SecretScreen("KEY of shop", "its new value", "no value is kept as stripe-new", seconds)


async def test_a_pasted_value_is_one_line_as_it_was_copied_and_never_seen() -> None:
    async with opened(made) as (app, pilot, _):
        await until(pilot, lambda: isinstance(app.focused, SecretInput))
        field = app.screen.query_one(SecretInput)
        app.screen.post_message(events.Paste(f"\n{CANARY}é \nsecond line\n"))
        await until(pilot, lambda: field.length == len(CANARY) + 2)
        assert "canary" not in all_text(app)
        await until(pilot, lambda: f"{len(CANARY) + 2} characters" in all_text(app))
        await pilot.press("ctrl+a", "ctrl+c", "ctrl+x", "ctrl+v")
        assert app.clipboard == ""
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [Secret("KEY of shop", f"{CANARY}é")]
        assert field.length == 0, "nothing is left in the field"
        assert "canary" not in repr(app.answers)


async def test_keys_backspace_and_emptying() -> None:
    async with opened(made) as (app, pilot, _):
        await until(pilot, lambda: isinstance(app.focused, SecretInput))
        await pilot.press(*"abc", "backspace", *"xy")
        await until(pilot, lambda: "4 characters" in all_text(app))
        assert "•" in all_text(app)
        await pilot.press("ctrl+u", "enter")
        await until(pilot, lambda: "is empty" in all_text(app))
        assert app.answers == []
        await pilot.press(*"s3cr3t", "enter")
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [Secret("KEY of shop", "s3cr3t")]


async def test_closing_takes_nothing() -> None:
    async with opened(made) as (app, pilot, _):
        await until(pilot, lambda: isinstance(app.focused, SecretInput))
        await pilot.press(*"abc", "escape")
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [None]
