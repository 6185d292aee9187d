"""The first line of the log pane reads like the titles of the panes around it."""

from textual.widgets import Input

from tests.widgets.painted import Holding, until
from widgets.log_panel import LogPanel


def first_line(panel: LogPanel) -> str:
    return panel.render_line(0).text


async def test_the_title_names_the_digit_that_jumps_there() -> None:
    panel = LogPanel()
    panel.number = 3
    async with Holding(panel).run_test(size=(60, 10)) as pilot:
        await until(pilot, lambda: " 3 Log " in first_line(panel))
        assert len(first_line(panel)) == 60


async def test_a_pane_that_stands_alone_has_no_digit() -> None:
    panel = LogPanel()
    async with Holding(panel).run_test(size=(60, 10)) as pilot:
        await until(pilot, lambda: first_line(panel)[1:].startswith(" Log  "))


async def test_focus_is_seen_in_the_rule_without_colour() -> None:
    panel, other = LogPanel(), Input()
    async with Holding(panel, other).run_test(size=(60, 10)) as pilot:
        panel.focus()
        await until(pilot, lambda: first_line(panel).startswith("━") and first_line(panel).endswith("━"))
        other.focus()
        await until(pilot, lambda: first_line(panel).startswith("─") and first_line(panel).endswith("─"))


async def test_focus_in_the_filter_line_counts_as_focus_of_the_pane() -> None:
    panel, other = LogPanel(), Input()
    async with Holding(panel, other).run_test(size=(60, 10)) as pilot:
        panel.focus()
        await pilot.press("slash")
        await until(pilot, lambda: panel.query_one(Input).has_focus and first_line(panel).startswith("━"))
        await pilot.press("escape")
        other.focus()
        await until(pilot, lambda: first_line(panel).startswith("─"))
