"""A target that is another's is said on every pane until it is put right."""

import pytest

from cockpit.engine import updates as u
from tests.fakes import NASTY
from tests.screens.test_causes import shown
from tests.widgets.painted import all_text, until
from widgets.wrong_targets import WrongTargets

WHY = (
    "version 3f2a9c41 binds worker helm-acme to database 11112222…, not to helm-acme-db (aaaabbbb…): "
    "wrong tenant; nothing was sent"
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_it_is_said_on_every_pane_until_it_is_put_right(size: tuple[int, int]) -> None:
    async with shown([], size) as (app, pilot):
        assert not app.cockpit.query_one(WrongTargets).display
        app.cockpit.receive(u.TargetsChecked(wrong={"shop-db": WHY}))
        await until(pilot, lambda: "WRONG TARGET shop-db — nothing is changed there" in all_text(app))
        assert "3f2a9c41 binds" in all_text(app)
        await pilot.press("3")
        assert "WRONG TARGET shop-db" in all_text(app)
        app.cockpit.receive(u.TargetsChecked(wrong={}))
        await until(pilot, lambda: "WRONG TARGET" not in all_text(app))


async def test_several_are_named_and_their_words_are_only_words() -> None:
    async with shown([], (120, 40)) as (app, pilot):
        app.cockpit.receive(u.TargetsChecked(wrong={"shop-db": NASTY, "stripe": "a test key"}))
        await until(pilot, lambda: "WRONG TARGET shop-db · also stripe" in all_text(app))
        assert "[@click=app.quit]" in all_text(app)
        assert "\x1b" not in all_text(app)
