"""Rows of the log counted on a screen of its own, and what was picked brought back to the log."""

from datetime import UTC, datetime, timedelta

from textual.pilot import Pilot

from cockpit.core.actions import Action
from cockpit.core.incident import ActionRecord, Incident
from cockpit.core.logfilter import read
from cockpit.core.runbook import Risk
from cockpit.core.timeline import Entry
from screens.log_counted import marks_of
from screens.log_groups import LogGroupsScreen
from screens.log_histogram import LogHistogramScreen
from screens.tail import TailApp
from tests.widgets.painted import until
from tests.widgets.test_log_pane import Growing
from widgets.log_panel import LogPanel
from widgets.pick_list import PickList

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def line(minute: int, level: str = "info", error: str = "", msg: str = "x") -> bytes:
    at = (START + timedelta(minutes=minute)).isoformat()
    told = f',"error_class":"{error}"' if error else ""
    return (
        f'{{"time":"{at}","level":"{level}","msg":"{msg}"{told},"path":"/api/{"a" if minute % 2 else "b"}"}}'.encode()
    )


def log() -> Growing:
    made = Growing(0)
    made.lines = [line(n) for n in range(60)]
    for minute in (10, 11, 12, 40):
        made.lines[minute] = line(minute, "error", "UpstreamTimeout")
    made.lines[20] = line(20, "error", "TypeError")
    made.lines[30] = line(30, "warn", msg="slow")
    made.lines[38] = line(38, msg="deployed version 7")
    return made


def options(app: TailApp) -> list[tuple[str, str]]:
    return [(option.title, option.right) for option in app.screen.query_one(PickList).options]


async def opened(pilot: Pilot[None], app: TailApp, key: str) -> None:
    await until(
        pilot, lambda: app.screen.query(LogPanel) and "60 rows" in app.screen.query_one(LogPanel).render_line(0).text
    )
    await pilot.press(key)


async def picked(pilot: Pilot[None], app: TailApp, screen: type) -> None:
    """Press enter until the screen, deaf for its first moment, has taken it."""

    def gone() -> bool:
        return not isinstance(app.screen, screen)

    await until(pilot, lambda: getattr(app.screen, "ready", True))
    await pilot.press("enter")
    await until(pilot, gone)


async def test_rows_are_counted_by_error_and_the_picked_group_is_shown() -> None:
    app = TailApp(log())
    async with app.run_test(size=(120, 30)) as pilot:
        await opened(pilot, app, "v")
        await until(
            pilot,
            lambda: (
                isinstance(app.screen, LogGroupsScreen)
                and options(app) == [("UpstreamTimeout", "4  09:10:00 … 09:40:00"), ("TypeError", "1  09:20:00")]
            ),
        )
        await picked(pilot, app, LogGroupsScreen)
        await until(pilot, lambda: '/"UpstreamTimeout" 4 fit' in app.screen.query_one(LogPanel).render_line(0).text)


async def test_tab_counts_by_path_and_only_the_rows_the_filter_shows() -> None:
    app = TailApp(log())
    async with app.run_test(size=(120, 30)) as pilot:
        await opened(pilot, app, "l")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, LogGroupsScreen) and app.screen.ready)
        await pilot.press("tab")
        await until(pilot, lambda: [title for title, _ in options(app)] == ["/api/b", "/api/a"])
        await until(pilot, lambda: "6 rows, 2 groups" in str(app.screen.query_one("#about").render()))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, LogGroupsScreen))


async def test_warnings_and_errors_are_shown_over_time_with_what_happened_and_enter_goes_there() -> None:
    app = TailApp(log())
    async with app.run_test(size=(120, 50)) as pilot:
        await opened(pilot, app, "home")
        app.screen.query_one(LogPanel).deploys = read('"deployed version"')
        await pilot.press("t", "i")
        await until(pilot, lambda: isinstance(app.screen, LogHistogramScreen) and len(options(app)) > 5)
        shown = app.screen.query_one(PickList)
        await until(pilot, lambda: any("deployed version 7" in d for one in shown.options for d in one.details))
        assert "a line is 60 s" in str(app.screen.query_one("#about").render())
        assert options(app)[0][1] == "     1 error            "
        await until(pilot, lambda: getattr(app.screen, "ready", True))
        await pilot.press("plus")
        await until(pilot, lambda: "a line is 5 min" in str(app.screen.query_one("#about").render()))
        assert sum("error" in right for _, right in options(app)) == 3
        await pilot.press("end")
        await picked(pilot, app, LogHistogramScreen)
        panel = app.screen.query_one(LogPanel)
        await until(pilot, lambda: any(panel.render_line(y).text.startswith(">T+40:00") for y in range(1, 48)))


async def test_a_log_without_errors_says_so() -> None:
    made = Growing(0)
    made.lines = [line(n) for n in range(60)]
    app = TailApp(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, "i")
        await until(pilot, lambda: isinstance(app.screen, LogHistogramScreen))
        await until(pilot, lambda: "0 warnings and errors" in str(app.screen.query_one("#about").render()))


def test_what_was_changed_and_what_turned_the_incident_is_marked_and_what_was_read_is_not() -> None:
    def done(verb: str, risk: Risk, finished: datetime | None) -> ActionRecord:
        action = Action(id=verb, provider="p", verb=verb, target="till", text="", risk=risk)
        return ActionRecord(
            action=action, environment="PROD", request=(), started=START, by="ana", finished=finished, says="version 6"
        )

    later = START + timedelta(minutes=3)
    incident = Incident(
        t0=START,
        actions=(
            done("roll-back", Risk.CHANGES, later),
            done("read", Risk.READS, later),
            done("write", Risk.DESTROYS, None),
        ),
    )
    timeline = [
        Entry(seq=1, at=START, by="ana", says="declared: refunds", weight=2),
        Entry(seq=2, at=later, by="ana", says="note: hm"),
    ]
    assert marks_of(timeline, incident) == [
        (START, "declared: refunds"),
        (later, "roll-back on till: version 6"),
        (START, "T0"),
    ]
