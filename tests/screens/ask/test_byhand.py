"""Work by hand, and values that have to fit: what the dialogs show, refuse and return."""

import pytest

from cockpit.engine.updates import ByHandWanted
from screens.ask.byhand import ByHandScreen
from screens.ask.form import Field, FormScreen
from tests.screens.ask.asking import opened
from tests.widgets.painted import NASTY, all_text, until

WANTED = ByHandWanted(
    step="kill",
    index=0,
    title="Kill the sessions",
    why="shop-db is worked by hand",
    lines=("wrangler d1 execute helm-acme-db --remote", '  --command "delete …"'),
    left=("staff",),
    where="a machine with wrangler (shop-db)",
    environment="production",
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_block_its_place_and_what_is_missing_are_shown(size: tuple[int, int]) -> None:
    async with opened(lambda s: ByHandScreen(WANTED, lambda _: None, s), size=size) as (app, _, _):
        text = all_text(app)
    for words in (
        "Kill the sessions",
        "PROD",
        "a machine with wrangler (shop-db)",
        "│ wrangler d1 execute helm-acme-db --remote",
        "[!] Put in yourself: staff.",
        "What came of it?",
        "ctrl+s keeps it",
    ):
        assert words in text


async def test_y_copies_the_block_and_a_pasted_result_is_kept_clean() -> None:
    copied: list[str] = []
    async with opened(lambda s: ByHandScreen(WANTED, copied.append, s)) as (app, pilot, _):
        await pilot.press("y", "tab")
        await pilot.press(*"3 rows", "ctrl+s")
        await until(pilot, lambda: app.answers)
    assert copied == ["\n".join(WANTED.lines)]
    assert app.answers == ["3 rows"]


async def test_nothing_is_kept_without_a_result_and_escape_keeps_nothing() -> None:
    async with opened(lambda s: ByHandScreen(WANTED, lambda _: None, s)) as (app, pilot, _):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Paste what came of it" in all_text(app))
        assert app.answers == []
        await pilot.press("escape")
        await until(pilot, lambda: app.answers)
    assert app.answers == [None]


async def test_a_value_that_does_not_fit_is_said_and_can_be_mended() -> None:
    def wrong(value: str) -> str:
        return "" if value == "acme" else f"slug: {value!r} does not match [a-z]+, as in acme"

    fields = [Field("slug", "slug: the shop", example=NASTY, wrong=wrong), Field("note", required=False)]
    async with opened(lambda s: FormScreen("Values", fields, s)) as (app, pilot, _):
        await pilot.press(*"A1", "enter", "enter")
        await until(pilot, lambda: "does not match" in all_text(app))
        await pilot.press("backspace", "backspace", *"acme", "enter", "enter")
        await until(pilot, lambda: app.answers)
    assert app.answers == [{"slug": "acme", "note": ""}]
