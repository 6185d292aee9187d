"""The two sides of an import, by keys: they move together, and what a person says is remade at once."""

from collections.abc import Sequence

import pytest
from textual.pilot import Pilot

from cockpit.core.imported import Correction, Imported, What
from cockpit.runbooks.importing.imported import import_text
from cockpit.runbooks.importing.rows import rows_of
from screens.ask.pick import PickScreen
from screens.ask.text import TextScreen
from screens.importing import ImportApp, ImportScreen
from tests.widgets.painted import NASTY, SHOWN, all_text, until
from widgets.import_panel import ImportPanel

TEXT = """\
Skip to main content

Broken checkout

Step 1: Look (1 minute)

  • the queue
  • the log

kubectl get pods -n shop

Some words that
go on here
"""


class Desk:
    """An app on TEXT, what it wrote, and what stands in the way of writing."""

    def __init__(self, text: str = TEXT) -> None:
        self.written: list[Imported] = []
        self.wrong = ""
        self._text = text
        self.app = ImportApp([row.text for row in rows_of(text)], self._remade, self._write, "checkout.txt")

    def _remade(self, corrections: Sequence[Correction]) -> Imported:
        return import_text(self._text, source_id="checkout", corrections=corrections)

    def _write(self, imported: Imported) -> str:
        if not self.wrong:
            self.written.append(imported)
        return self.wrong

    @property
    def screen(self) -> ImportScreen:
        screen = self.app.screen
        assert isinstance(screen, ImportScreen)
        return screen

    def side(self, name: str) -> ImportPanel:
        return self.screen.query_one(f"#{name}", ImportPanel)

    async def at(self, pilot: Pilot[Imported], line: int) -> None:
        """Go to an original line."""
        self.side("original").focus()
        await until(pilot, lambda: self.side("original").view.lines)
        self.side("original").go(str(line))
        await until(pilot, lambda: self.screen.line == line)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def opened(desk: Desk, pilot: Pilot[Imported]) -> None:
    await until(pilot, lambda: isinstance(desk.app.screen, ImportScreen) and desk.side("original").view.lines)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_moving_on_the_left_moves_the_right_to_what_the_line_became(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.app.run_test(size=size) as pilot:
        await opened(desk, pilot)
        for _ in range(4):
            await pilot.press("down")
        assert desk.screen.line == 8
        await until(pilot, lambda: desk.side("result").cursor_line is not None)
        out = import_text(TEXT, source_id="checkout").fates[4].out
        await until(pilot, lambda: desk.side("result").here == str(out[0]))


async def test_moving_on_the_right_moves_the_left(desk: Desk) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        await pilot.press("tab", "end")
        await until(pilot, lambda: desk.screen.line == 13)


async def test_both_sides_are_seen_on_a_small_terminal(desk: Desk) -> None:
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await opened(desk, pilot)
        assert desk.side("original").size.height > 5
        assert desk.side("result").size.height > 5
        assert desk.side("original").region.y < desk.side("result").region.y


async def test_what_became_of_a_line_is_a_character_not_only_a_colour(desk: Desk) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        text = all_text(desk.app)
        assert "-   1 Skip to main content" in text
        assert "~   7   • the queue" in text
        assert "7 lines: " not in text
        assert "8 lines: 7 placed, 0 unassigned, 1 left out" in text


@pytest.mark.parametrize(
    ("keys", "line", "expected"),
    [
        (["p"], 12, "\n## Some words that\n"),
        (["s"], 12, "\n1. Some words that\n"),
        (["x"], 12, "```\n\ngo on here"),
        (["t"], 10, "\n- the log\n\nkubectl get pods -n shop\n\nSome"),
        (["a"], 13, "\nSome words that go on here"),
    ],
)
async def test_what_a_person_says_of_a_line_is_so_at_once(
    desk: Desk, keys: list[str], line: int, expected: str
) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        await desk.at(pilot, line)
        await pilot.press(*keys, "w")
        await until(pilot, lambda: desk.written)
    assert expected in desk.written[0].text


async def test_a_correction_is_taken_back(desk: Desk) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        await desk.at(pilot, 12)
        await pilot.press("x", "p", "u", "u", "u", "w")
        await until(pilot, lambda: desk.written)
    assert desk.written[0] == import_text(TEXT, source_id="checkout")


async def test_a_command_asks_for_its_language(desk: Desk) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        await desk.at(pilot, 12)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(desk.app.screen, PickScreen) and desk.app.screen.ready)
        await until(pilot, lambda: desk.app.screen.focused is not None)
        await pilot.press("s", "q", "l", "enter")
        await until(pilot, lambda: isinstance(desk.app.screen, ImportScreen))
        await pilot.press("w")
        await until(pilot, lambda: desk.written)
    assert "```sql\nSome words that\n```" in desk.written[0].text
    assert desk.written[0].corrections == (Correction(12, What.COMMAND, "sql"),)


async def test_the_words_of_a_line_are_changed(desk: Desk) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        await desk.at(pilot, 3)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(desk.app.screen, TextScreen) and desk.app.screen.ready)
        await until(pilot, lambda: desk.app.screen.focused is not None)
        await pilot.press("end", "!", "enter")
        await until(pilot, lambda: isinstance(desk.app.screen, ImportScreen))
        await pilot.press("w")
        await until(pilot, lambda: desk.written)
    assert "Broken checkout!" in desk.written[0].text


async def test_n_goes_from_one_line_worth_a_look_to_the_next(desk: Desk) -> None:
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        await desk.at(pilot, 8)
        await pilot.press("n")
        await until(pilot, lambda: desk.screen.line == 10)
        await pilot.press("N")
        await until(pilot, lambda: desk.screen.line == 8)


async def test_a_file_that_cannot_be_written_keeps_the_screen(desk: Desk) -> None:
    desk.wrong = "no room [/x]"
    async with desk.app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(desk, pilot)
        await pilot.press("w")
        await until(pilot, lambda: "no room [/x]" in all_text(desk.app))
        assert desk.written == []
        assert isinstance(desk.app.screen, ImportScreen)


async def test_ctrl_q_leaves_without(desk: Desk) -> None:
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await opened(desk, pilot)
        await pilot.press("p", "ctrl+q")
        await until(pilot, lambda: not desk.app.is_running)
    assert desk.written == []
    assert desk.app.return_value is None


async def test_hostile_text_is_only_shown() -> None:
    desk = Desk(f"# {NASTY}\n\n- {NASTY}\n")
    async with desk.app.run_test(size=(120, 40)) as pilot:
        await opened(desk, pilot)
        text = all_text(desk.app)
        assert SHOWN in text
        assert "\x1b" not in text
