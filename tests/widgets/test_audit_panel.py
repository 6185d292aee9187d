from datetime import timedelta

from msgspec.structs import replace

from cockpit.core.readings import AuditRow, AuditWindow, Held
from tests.widgets.painted import NASTY, SHOWN, Holding, of_type, text_of, until
from tests.widgets.values import NOW, T0, audit
from widgets.audit_panel import AuditPanel


def panel(held: Held | None) -> AuditPanel:
    shown = AuditPanel()
    shown.held, shown.t0, shown.now = held, T0, NOW
    return shown


def window(held: Held) -> AuditWindow:
    assert isinstance(held.reading, AuditWindow)
    return held.reading


async def test_rows_are_told_from_t0_and_the_last_one_before_it_is_marked() -> None:
    shown = panel(audit(rows=45))
    async with Holding(shown).run_test(size=(90, 60)):
        rows = text_of(shown).splitlines()
    marked = next(n for n, row in enumerate(rows) if "▶" in row)
    assert "T+00:00" in rows[marked]
    assert "last before T0" in rows[marked]
    assert "─ T0 09:14:00 UTC ─" in rows[marked + 1]
    assert "T-20:00" in rows[1]
    assert "T+00:30" in rows[marked + 2]


async def test_the_title_says_window_people_rows_and_age() -> None:
    shown = panel(audit())
    async with Holding(shown).run_test(size=(90, 20)) as pilot:
        assert "T0 ± 30 min · all people · 40 rows  read 0 s ago" in text_of(shown)
        shown.person, shown.held = "ana", replace(audit(), error="timed out")
        await until(pilot, lambda: "STALE" in text_of(shown))
        assert "· ana ·" in text_of(shown)
        assert "could not be read: timed out" in text_of(shown)


async def test_it_opens_at_t0_and_then_stays_where_the_person_went() -> None:
    shown = panel(audit(rows=80))
    async with Holding(shown).run_test(size=(90, 14)) as pilot:
        assert "last before T0" in text_of(shown)
        await pilot.press("up", "up", "up")
        row, place = text_of(shown).splitlines()[shown.cursor_row + 1], shown.cursor_row
        assert "T-01:30" in row
        earlier = (*window(audit(rows=10, first=T0 - timedelta(hours=2))).rows, *window(audit(rows=80)).rows)
        shown.held = replace(audit(), reading=replace(window(audit()), rows=earlier))
        await until(pilot, lambda: "90 rows" in text_of(shown))
        assert (text_of(shown).splitlines()[shown.cursor_row + 1], shown.cursor_row) == (row, place)


async def test_keys_ask_about_the_row_under_the_cursor() -> None:
    held = audit(rows=80)
    row = window(held).rows[40]
    app = Holding(panel(held))
    a = AuditPanel
    async with app.run_test(size=(90, 14), message_hook=app.keep) as pilot:
        await pilot.press("plus", "minus", "a", "b", "t", "y", "enter")
        await until(pilot, lambda: of_type(app.posted, a.ReadRequested))
    assert of_type(app.posted, a.WindowRequested) == [a.WindowRequested(2.0), a.WindowRequested(0.5)]
    assert of_type(app.posted, a.PersonRequested) == [a.PersonRequested("ana")]
    text = f"{T0.isoformat()} | ana | order.update | {row.cells[1]}"
    assert of_type(app.posted, a.Pinned) == [a.Pinned("audit", text, T0)]
    assert of_type(app.posted, a.TimeZeroRequested) == [a.TimeZeroRequested(T0, text)]
    assert of_type(app.posted, a.CopyRequested) == [a.CopyRequested(text)]
    read = of_type(app.posted, a.ReadRequested)[0]
    assert isinstance(read, a.ReadRequested)
    assert "action: order.update" in read.lines


async def test_a_second_press_shows_everybody_again() -> None:
    app = Holding(panel(audit()))
    async with app.run_test(size=(90, 14), message_hook=app.keep) as pilot:
        app.query_one(AuditPanel).person = "bot"
        await pilot.press("a")
        await until(pilot, lambda: of_type(app.posted, AuditPanel.PersonRequested))
    assert of_type(app.posted, AuditPanel.PersonRequested) == [AuditPanel.PersonRequested("")]


async def test_empty_windows_say_why() -> None:
    for held, words in (
        (None, "the profile names none"),
        (audit(rows=0), "Press + to widen"),
        (Held(source="a"), "not read yet"),
    ):
        shown = panel(held)
        async with Holding(shown).run_test(size=(90, 14)):
            assert words in text_of(shown)


async def test_nasty_text_is_only_shown() -> None:
    rows = (AuditRow(at=T0, who=NASTY, cells=(NASTY, NASTY)), AuditRow(at=None, who="", cells=("", NASTY)))
    shown = panel(replace(audit(), reading=replace(window(audit()), rows=rows, columns=(NASTY, NASTY)), error=NASTY))
    shown.person = NASTY
    async with Holding(shown).run_test(size=(140, 14)):
        text = text_of(shown)
    assert "\x1b" not in text
    assert text.count(SHOWN) >= 3
