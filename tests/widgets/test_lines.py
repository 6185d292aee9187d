from collections.abc import Sequence
from typing import Self

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Region

from tests.widgets.painted import NASTY, SHOWN, Holding, text_of, until
from widgets.line import Line, Tone, changed_width, line, painted
from widgets.lines import Lines


def rows(count: int, first: int = 0) -> list[Line]:
    return [line(f"row {n}", key=f"k{n}", stop=True) for n in range(first, first + count)]


def cursor(lines: Lines) -> str:
    return lines.cursor_line.key if lines.cursor_line else ""


@pytest.mark.parametrize("count", [0, 10, 100_000])
async def test_any_number_of_rows_is_shown_and_walked_through(count: int) -> None:
    lines = Lines()
    async with Holding(lines).run_test(size=(20, 8)) as pilot:
        lines.show(rows(count))
        await pilot.press("end", "up")
        assert cursor(lines) == ("" if count == 0 else f"k{count - 2}")
        await pilot.press("home")
        assert cursor(lines) == ("" if count == 0 else "k0")
        assert ("row 0" in text_of(lines)) == (count > 0)


async def test_only_rows_in_view_are_asked_for() -> None:
    class Counted(Sequence[Line]):
        asked = 0

        def __len__(self) -> int:
            return 100_000

        def __getitem__(self, index: int) -> Line:  # type: ignore[override]  # no slice is ever asked for
            Counted.asked += 1
            return line(f"row {index}", key=f"k{index}", stop=True)

    lines = Lines()
    async with Holding(lines).run_test(size=(20, 8)) as pilot:
        lines.show(Counted())
        before = Counted.asked
        await pilot.press("down", "down", "pagedown")
        assert Counted.asked - before < 500


async def test_the_cursor_stays_on_its_row_and_the_row_in_its_place_when_rows_come_above() -> None:
    lines = Lines()
    async with Holding(lines).run_test(size=(20, 8)) as pilot:
        lines.show(rows(100))
        await pilot.press(*["down"] * 30)
        place = lines.cursor_row
        lines.show([*rows(7, first=500), *rows(100)])
        assert (cursor(lines), lines.cursor_row) == ("k30", place)


async def test_a_reader_who_scrolled_away_from_the_cursor_is_left_there() -> None:
    lines = Lines()
    async with Holding(lines).run_test(size=(20, 8)):
        lines.show(rows(100))
        lines.view.scroll(40)
        lines.repaint()
        lines.show([*rows(100), *rows(50, first=200)])
        assert "row 40" in text_of(lines).splitlines()[0]


async def test_nothing_between_two_stops_is_passed_over() -> None:
    lines = Lines()
    async with Holding(lines).run_test(size=(20, 5)) as pilot:
        long = [line(f"word {n}", key=f"w{n}") for n in range(30)]
        lines.show([*rows(1), *long, *rows(1, first=1)])
        seen = text_of(lines)
        for _ in range(40):
            await pilot.press("down")
            seen += text_of(lines)
        assert all(f"word {n} " in seen for n in range(30))
        assert cursor(lines) == "k1"


class Watched(Lines):
    """Keeps what it is asked to repaint; nothing means everything."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Region, ...]] = []

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        self.asked.append(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


async def test_a_row_that_did_not_change_is_not_repainted() -> None:
    lines = Watched()
    async with Holding(lines).run_test(size=(20, 5)) as pilot:
        lines.show([line("12:00:01"), line("calm")])
        await pilot.pause()
        lines.asked.clear()
        lines.show([line("12:00:02"), line("calm")])
        lines.show([line("12:00:02"), line("calm")])
        assert lines.asked == [(Region(0, 0, 8, 1),)]


def test_only_what_differs_up_to_the_equal_end_is_sent() -> None:
    def plain(tone: Tone) -> Style:
        return Style(bold=tone is Tone.STRONG)

    before = painted(line(("1:20", Tone.STRONG), " of the budget"), 40, plain)
    after = painted(line(("1:21", Tone.STRONG), " of the budget"), 40, plain)
    assert changed_width(before, after) == 4
    assert changed_width(after, after) == 0


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20, 80])
@pytest.mark.parametrize("text", ["plain words", "漢字かな漢字かな", "e\u0301\u0301e", NASTY, ""])
def test_a_line_is_always_as_wide_as_asked(width: int, text: str) -> None:
    strip = painted(line(text, right=((text, Tone.BAD),)), width, lambda tone: Style())
    assert cell_len(strip.text) == width


async def test_a_nasty_string_is_shown_and_does_nothing() -> None:
    lines = Lines()
    app = Holding(lines)
    async with app.run_test(size=(60, 5)) as pilot:
        lines.show([line(NASTY, key="n", stop=True)])
        await pilot.click(Lines, offset=(8, 0))
        assert SHOWN in text_of(lines)
        assert "\x1b" not in text_of(lines)
        assert app.is_running


async def test_a_click_puts_the_cursor_there() -> None:
    lines = Lines()
    async with Holding(lines).run_test(size=(20, 8)) as pilot:
        lines.show(rows(5))
        await pilot.click(Lines, offset=(2, 3))
        await until(pilot, lambda: cursor(lines) == "k3")
