from datetime import timedelta

from msgspec.structs import replace

from cockpit.core.incident import Incident
from cockpit.core.openstate import OpenState
from cockpit.core.readings import Held, StatusReading
from cockpit.core.severity import Suggestion
from cockpit.core.signals import SignalState
from tests.widgets.painted import NASTY, SHOWN, Holding, of_type, text_of, until
from tests.widgets.values import ALARMS, INCIDENT, NOW, SCALE, STATUS, signal
from widgets.severity_panel import SeverityPanel


def panel(incident: Incident) -> SeverityPanel:
    shown = SeverityPanel()
    shown.scale, shown.incident, shown.now = SCALE, incident, NOW
    shown.signals, shown.statuses = ALARMS, (STATUS,)
    return shown


async def test_the_level_its_response_and_its_age_are_in_words() -> None:
    shown = panel(INCIDENT)
    async with Holding(shown).run_test(size=(70, 30)):
        text = text_of(shown)
    assert "P1  Kitchens stand still" in text
    assert "for 6 min" in text
    assert "Do first: Call the owner." in text


async def test_severity_is_pending_until_chosen() -> None:
    shown = panel(replace(INCIDENT, severity=""))
    async with Holding(shown).run_test(size=(70, 30)):
        assert "PENDING" in text_of(shown)


async def test_a_suggestion_comes_with_its_evidence() -> None:
    shown = panel(INCIDENT)
    shown.suggestion = Suggestion(level="P2", evidence=("oldest 17 min",))
    async with Holding(shown).run_test(size=(70, 30)):
        text = text_of(shown)
    assert "Suggested: P2" in text
    assert "because oldest 17 min" in text


async def test_clocks_stand_soonest_first_and_overdue_is_a_word() -> None:
    shown = panel(INCIDENT)
    async with Holding(shown).run_test(size=(70, 30)) as pilot:
        text = text_of(shown)
        assert text.index("update to the kitchens") < text.index("post-mortem")
        assert "OVERDUE 02:00" in text
        assert "in 48:00:00" in text
        shown.now = NOW + timedelta(seconds=1)
        await until(pilot, lambda: "OVERDUE 02:01" in text_of(shown))


async def test_a_level_that_wants_updates_without_a_promise_says_so() -> None:
    shown = panel(replace(INCIDENT, clocks=()))
    async with Holding(shown).run_test(size=(70, 30)):
        assert "No update promised; P1 wants one every 15 min." in text_of(shown)


async def test_signals_are_words_gravest_first() -> None:
    shown = panel(INCIDENT)
    shown.signals = (*ALARMS[::-1], signal("odd", "x > 1", SignalState.UNKNOWN))
    async with Holding(shown).run_test(size=(70, 30)):
        rows = text_of(shown).splitlines()
    row = {name: next(n for n, r in enumerate(rows) if name in r) for name in ("backlog old", "locks", "odd", "calm")}
    assert row["backlog old"] < row["locks"] < row["odd"] < row["calm"]
    assert "ALARM 3 min" in rows[row["backlog old"]]
    assert "not yet long enough" in rows[row["locks"]]
    assert "not known" in rows[row["odd"]]


async def test_an_old_status_is_stale_and_open_states_have_an_age() -> None:
    shown = panel(INCIDENT)
    async with Holding(shown).run_test(size=(70, 30)):
        text = text_of(shown)
    assert "STALE, read 9 min ago: timed out" in text
    assert "open 4 min" in text


async def test_keys_ask() -> None:
    app = Holding(panel(INCIDENT))
    async with app.run_test(size=(70, 30), message_hook=app.keep) as pilot:
        await pilot.press("s", "enter", "M", "o")
        await until(pilot, lambda: of_type(app.posted, SeverityPanel.StatesRequested))
    assert len(of_type(app.posted, SeverityPanel.ChooseRequested)) == 2
    assert len(of_type(app.posted, SeverityPanel.MessageRequested)) == 1


async def test_nasty_text_is_only_shown() -> None:
    state = OpenState(id="q", says=NASTY, since=NOW)
    clocks = tuple(replace(clock, says=NASTY) for clock in INCIDENT.clocks)
    shown = panel(replace(INCIDENT, open_states=(state,), clocks=clocks))
    reading = StatusReading(source="s", at=NOW, indicator=NASTY, says=NASTY, incidents=(NASTY,))
    shown.statuses = (Held(source=NASTY, reading=reading, error=NASTY), Held(source="t", error=NASTY))
    shown.signals = (signal(NASTY, "x > 1", SignalState.RAISED, NASTY),)
    shown.suggestion = Suggestion(level="P2", evidence=(NASTY,))
    async with Holding(shown).run_test(size=(100, 40)):
        text = text_of(shown)
    assert "\x1b" not in text
    assert text.count(SHOWN) >= 10
