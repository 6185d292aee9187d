"""Nothing blinks: a cursor that comes and goes is unrest on the screen and bytes on a slow line."""

import re
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

from widgets.plain_area import PlainArea
from widgets.plain_input import PlainInput

ROOT = Path(__file__).parents[2]
STILL = {"widgets/plain_input.py", "widgets/plain_area.py"}
FIELD = re.compile(r"\b(?:TextArea|Input|MaskedInput)(?:\(\"|\(\)|\(id=|\):)")


class Fields(App[None]):
    def compose(self) -> ComposeResult:
        yield PlainInput("one line")
        yield PlainArea("some lines")


@pytest.mark.parametrize("kind", [Input, TextArea])
async def test_the_cursor_of_a_field_stands_still(kind: type[Input | TextArea]) -> None:
    async with Fields().run_test() as pilot:
        assert not pilot.app.query_one(kind).cursor_blink


@pytest.mark.parametrize("folder", ["screens", "widgets"])
def test_every_field_is_made_of_one_that_stands_still(folder: str) -> None:
    blinking = {
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*.py")
        if FIELD.search(path.read_text(encoding="utf-8"))
    }
    assert blinking <= STILL
