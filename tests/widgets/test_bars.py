from datetime import timedelta

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip

from cockpit.core.actions import Action, Outcome
from cockpit.core.checklist import StepState
from cockpit.core.incident import ActionRecord, Incident
from cockpit.core.profile import ENVIRONMENTS
from tests.widgets.painted import NASTY, SHOWN, Holding, all_text, of_type, text_of, until
from tests.widgets.values import ALARMS, INCIDENT, NOW, SCALE, item, steps
from widgets.cell import Cell
from widgets.checklist_panel import ChecklistPanel
from widgets.footer_bar import FooterBar
from widgets.status_bar import StatusBar, fitted
from widgets.tab_strip import Tab, TabStrip

LOST = ActionRecord(
    action=Action(id="a", provider="sql", verb="write", target="db", text=""),
    environment="production",
    request=(),
    started=NOW,
    by="ana",
    outcome=Outcome.UNKNOWN,
)
WORST = replace(INCIDENT, actions=(LOST,), checklist=steps(look=item("look", StepState.DONE)))


def bar(incident: Incident) -> StatusBar:
    shown = StatusBar()
    shown.environment, shown.incident, shown.scale = ENVIRONMENTS["production"], incident, SCALE
    shown.signals, shown.profile_title, shown.now, shown.read_only = ALARMS, "Ordak", NOW, True
    return shown


async def test_a_wide_bar_says_everything() -> None:
    app = Holding(bar(WORST))
    async with app.run_test(size=(200, 3)) as pilot:
        await until(pilot, lambda: "Ordak" in all_text(app))
        text = all_text(app).splitlines()[0]
    words = ("PROD", "P1", "T+12:00", "[!] backlog old", "[?] 1 unknown", "update OVERDUE 02:00", "[~] 1 open")
    for word in (*words, "READ-ONLY", "step: Unlock stuck rows", "inc-7 Orders late"):
        assert word in text


async def test_eighty_columns_keep_what_matters() -> None:
    app = Holding(bar(WORST))
    async with app.run_test(size=(80, 3)) as pilot:
        await until(pilot, lambda: "step:" in all_text(app))
        text = all_text(app).splitlines()[0]
    for word in ("PROD", "P1", "T+12:00", "[!] backlog old", "[?] 1 unknown", "READ-ONLY", "step: Unlock s"):
        assert word in text
    assert "inc-7" not in text


async def test_a_tick_changes_the_clocks_and_repaints_no_other_cell() -> None:
    repainted: list[str | None] = []

    class Watched(Cell):
        def render_line(self, y: int) -> Strip:
            repainted.append(self.id)
            return super().render_line(y)

    class Bar(StatusBar):
        def compose(self) -> ComposeResult:
            for cell in super().compose():
                yield Watched(id=cell.id, classes="environment" if cell.id == "environment" else "")

    shown = Bar()
    shown.environment, shown.incident, shown.scale = ENVIRONMENTS["production"], WORST, SCALE
    shown.signals, shown.now = ALARMS, NOW
    app = Holding(shown)
    async with app.run_test(size=(200, 3)) as pilot:
        await until(pilot, lambda: "T+12:00" in all_text(app))
        repainted.clear()
        shown.now = NOW + timedelta(seconds=1)
        await until(pilot, lambda: "t0" in repainted and "clock" in repainted)
        assert set(repainted) == {"t0", "clock"}


async def test_without_an_incident_the_bar_says_so() -> None:
    app = Holding(bar(Incident()))
    async with app.run_test(size=(80, 3)) as pilot:
        await until(pilot, lambda: "no incident" in all_text(app))


async def test_severity_is_pending_until_chosen() -> None:
    app = Holding(bar(replace(INCIDENT, severity="")))
    async with app.run_test(size=(80, 3)) as pilot:
        await until(pilot, lambda: "PENDING" in all_text(app))


def test_the_least_needed_is_cut_first_and_then_left_out() -> None:
    texts = {"severity": "P1", "incident": "i" * 20, "profile": "p" * 20}
    assert fitted(texts, 46) == texts
    assert fitted(texts, 40)["profile"] == "p" * 13 + "…"
    assert fitted(texts, 30) == {"severity": "P1", "incident": "i" * 20}
    assert fitted(texts, 3) == {"severity": "P1"}


async def test_the_footer_shows_five_keys_of_the_pane_and_help() -> None:
    panel, footer = ChecklistPanel(), FooterBar()
    app = Holding(panel, footer)
    async with app.run_test(size=(80, 10)) as pilot:
        footer.show_keys_of(panel)
        await until(pilot, lambda: "Run" in text_of(footer))
        text = text_of(footer)
    assert [word for word in ("r Run", "x Done", "s Skip", "y Copy", "o Runbook", "? help") if word in text] == [
        "r Run",
        "x Done",
        "s Skip",
        "y Copy",
        "o Runbook",
        "? help",
    ]
    assert "Cancel" not in text


async def test_the_footer_shows_the_keys_of_the_keymap() -> None:
    panel, footer = ChecklistPanel(), FooterBar()
    app = Holding(panel, footer)
    async with app.run_test(size=(80, 10)) as pilot:
        app.set_keymap({"checklist.run": "e"})
        footer.show_keys_of(panel)
        await until(pilot, lambda: "e Run" in text_of(footer))


TABS = (Tab(1, "Checklist"), Tab(2, "Severity"), Tab(3, "Log", "12 new"), Tab(4, "Queues", "!", alarm=True))


async def test_tabs_mark_the_pane_shown_and_those_that_want_attention() -> None:
    strip = TabStrip()
    strip.tabs = TABS
    app = Holding(strip)
    async with app.run_test(size=(80, 3), message_hook=app.keep) as pilot:
        assert "[1 Checklist] 2 Severity  3 Log 12 new  4 Queues !" in text_of(strip)
        strip.active = 4
        await until(pilot, lambda: "[4 Queues !]" in text_of(strip))
        await pilot.click(TabStrip, offset=(16, 0))
        await until(pilot, lambda: of_type(app.posted, TabStrip.Chosen))
    assert of_type(app.posted, TabStrip.Chosen) == [TabStrip.Chosen(2)]


async def test_nasty_text_is_only_shown() -> None:
    strip = TabStrip()
    strip.tabs = (Tab(1, NASTY, NASTY),)
    nasty = replace(WORST, id=NASTY, title=NASTY, severity=NASTY)
    status = bar(nasty)
    status.profile_title = NASTY
    app = Holding(Vertical(status, strip))
    async with app.run_test(size=(240, 3)) as pilot:
        await until(pilot, lambda: SHOWN in all_text(app))
        assert "\x1b" not in all_text(app)
