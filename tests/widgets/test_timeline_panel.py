from datetime import timedelta

from tests.widgets.painted import NASTY, SHOWN, Holding, of_type, text_of, until
from tests.widgets.values import T0
from widgets.timeline_panel import TimelinePanel


def panel(count: int) -> TimelinePanel:
    shown = TimelinePanel()
    shown.lines, shown.t0 = tuple((T0 + timedelta(minutes=n), f"thing {n}.") for n in range(count)), T0
    return shown


async def test_it_follows_the_newest_line_until_the_cursor_leaves_it() -> None:
    shown = panel(30)
    async with Holding(shown).run_test(size=(60, 10)) as pilot:
        assert "09:43:00   T+29:00  thing 29." in text_of(shown)
        shown.lines = (*shown.lines, (T0, "newer"))
        await until(pilot, lambda: "newer" in text_of(shown))
        await pilot.press("up")
        before = text_of(shown).splitlines()[1:-1]
        shown.lines = (*shown.lines, (T0, "newest"))
        await until(pilot, lambda: "32 entries" in text_of(shown))
        assert text_of(shown).splitlines()[1:-1] == before
        await pilot.press("G")
        shown.lines = (*shown.lines, (T0, "and on"))
        await until(pilot, lambda: "and on" in text_of(shown))


async def test_keys_ask_about_the_line_under_the_cursor() -> None:
    app = Holding(panel(3))
    async with app.run_test(size=(60, 10), message_hook=app.keep) as pilot:
        await pilot.press("up", "y", "enter")
        await until(pilot, lambda: of_type(app.posted, TimelinePanel.ReadRequested))
    copied = TimelinePanel.CopyRequested(f"{(T0 + timedelta(minutes=1)).isoformat()} thing 1.")
    assert of_type(app.posted, TimelinePanel.CopyRequested) == [copied]


async def test_nasty_text_is_only_shown() -> None:
    shown = panel(0)
    shown.lines = ((T0, NASTY),)
    async with Holding(shown).run_test(size=(60, 10)):
        assert SHOWN in text_of(shown)
        assert "\x1b" not in text_of(shown)
