"""The log pane: follows, waits, filters, searches, and shows hostile lines as text."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.message import Message

from cockpit.belt import fasten
from cockpit.core.logrow import LogRow
from tests.fakes import NASTY
from tests.widgets.painted import until
from widgets.log_panel import LogPanel
from widgets.log_prompt import LogPrompt


class Growing:
    """A log in a list."""

    sources: ClassVar[tuple[str, ...]] = ("api",)
    how = "following"

    def __init__(self, count: int) -> None:
        self.lines = [self.line(number) for number in range(count)]

    @staticmethod
    def line(number: int) -> bytes:
        level = "error" if number % 10 == 5 else "info"
        return f'{{"time":"2026-03-14T09:26:{number % 60:02}Z","level":"{level}","msg":"line {number}"}}'.encode()

    def __len__(self) -> int:
        return len(self.lines)

    def rows(self, start: int, stop: int) -> list[LogRow]:
        return [LogRow("api", raw) for raw in self.lines[start:stop]]

    def matching(self, needle: bytes, start: int, stop: int, inverse: bool = False) -> list[int]:
        return [
            n for n in range(start, min(stop, len(self))) if (needle.lower() in self.lines[n].lower()) is not inverse
        ]

    def last_arrival(self, source: str) -> None:
        return None

    def state(self, source: str) -> str:
        return self.how

    def skew(self, source: str) -> timedelta | None:
        return None


class Shown(App[None]):
    def __init__(self, log: Growing) -> None:
        super().__init__()
        self.log_view = log
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield LogPanel()

    def on_mount(self) -> None:
        self.pane.view = self.log_view
        self.pane.focus()

    @property
    def pane(self) -> LogPanel:
        return self.query_one(LogPanel)

    @property
    def text(self) -> str:
        height = self.pane.size.height
        return "\n".join("".join(segment.text for segment in self.pane.render_line(y)) for y in range(height))


async def test_an_empty_log_says_how_its_source_is_now() -> None:
    app = Shown(Growing(0))
    app.log_view.how = "opening"
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "api: opening" in app.text)
        await pilot.pause(0.3)  # the pane has looked some times more and has nothing left to draw
        app.log_view.how = "connecting again"
        await until(pilot, lambda: "  api: connecting again" in app.text.partition("Nothing has come in yet.")[2])


async def test_it_follows_the_newest_line() -> None:
    app = Shown(Growing(500))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 499" in app.text)
        app.log_view.lines.append(Growing.line(500))
        await until(pilot, lambda: "line 500" in app.text)


async def test_paused_it_stays_where_the_reader_is_and_counts_what_is_new() -> None:
    app = Shown(Growing(500))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 499" in app.text)
        await pilot.press("pageup")
        before = [row[:-1] for row in app.text.splitlines()[1:18]]
        app.log_view.lines += [Growing.line(number) for number in range(500, 1734)]
        await until(pilot, lambda: "1 234 new" in app.text)
        assert [row[:-1] for row in app.text.splitlines()[1:18]] == before  # without the scroll mark
        await pilot.press("G")
        await until(pilot, lambda: "line 1733" in app.text and "PAUSED" not in app.text)


async def test_a_filter_shows_only_what_fits_and_new_lines_that_fit() -> None:
    app = Shown(Growing(500))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 499" in app.text)
        await pilot.press("slash", *"error", "enter")
        await until(pilot, lambda: "line 495" in app.text and "line 499" not in app.text)
        app.log_view.lines += [Growing.line(number) for number in range(500, 510)]
        await until(pilot, lambda: "line 505" in app.text)
        await pilot.press("escape")
        await until(pilot, lambda: "line 509" in app.text)


async def test_an_inverse_filter_leaves_out() -> None:
    app = Shown(Growing(30))
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: "line 29" in app.text)
        await pilot.press("slash", "exclamation_mark", *"error", "enter")
        await until(pilot, lambda: "line 25" not in app.text and "line 24" in app.text)


async def test_the_error_before_is_found() -> None:
    app = Shown(Growing(500))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 499" in app.text)
        await pilot.press("E")
        await until(pilot, lambda: any(row.startswith(">") and "line 495" in row for row in app.text.splitlines()))


@pytest.mark.parametrize(
    "raw",
    [
        b'10.0.0.7 - - [14/Mar/2026:09:26:53 +0000] "GET /cart HTTP/1.1" 502 157',
        b'{"__REALTIME_TIMESTAMP":"1773480413123456","PRIORITY":"3","MESSAGE":"refused"}',
        b"panic: out of flour",
        b"cannot bake TypeError: x\n    at Oven.bake (/app/oven.js:1:2)",
    ],
)
async def test_an_error_that_only_its_format_tells_is_found(raw: bytes) -> None:
    log = Growing(20)
    log.lines = [b"2026-03-14T09:26:53Z INFO fine"] * 20
    log.lines[7] = raw
    app = Shown(log)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "fine" in app.text)
        await pilot.press("E")
        await until(pilot, lambda: app.query_one(LogPanel).place.cursor == 7)


async def test_t_makes_the_time_of_a_line_t0() -> None:
    app = Shown(Growing(3))
    async with app.run_test(size=(100, 20), message_hook=app.posted.append) as pilot:
        await until(pilot, lambda: "line 2" in app.text)
        await pilot.press("home", "t")
        await until(pilot, lambda: any(isinstance(one, LogPanel.TimeZeroChosen) for one in app.posted))
    chosen = next(one for one in app.posted if isinstance(one, LogPanel.TimeZeroChosen))
    assert chosen.at.isoformat() == "2026-03-14T09:26:00+00:00"


@pytest.mark.parametrize("size", [(100, 20), (20, 5), (1, 1)])
async def test_hostile_lines_are_only_text(size: tuple[int, int]) -> None:
    fasten()
    log = Growing(1)
    log.lines += [NASTY.encode(), b"\x9b31m\xff\x00\x1b]52;c;eA==\x07", b"[/foo] [b +", b"y" * 100_000]
    app = Shown(log)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.3)
        text = app.text
        assert not any((ord(one) < 32 and one != "\n") or 127 <= ord(one) < 160 for one in text)
        assert "\u202e" not in text
        if size == (100, 20):
            assert "[@click=app.quit]" in text
            assert "[/foo]" in text


async def test_fields_and_levels_filter_and_a_wrong_filter_stays_to_be_mended() -> None:
    app = Shown(Growing(500))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 499" in app.text)
        await pilot.press("slash", *"level>=loud", "enter")
        await until(pilot, lambda: any("level>=warn" in one.message for one in app._notifications))
        assert app.pane.query_one(LogPrompt).value == "level>=loud"
        await pilot.press(*["backspace"] * 4, *"error !line", "enter")
        await until(pilot, lambda: "No row fits /level>=error !line" in app.text)
        await pilot.press("slash", *["backspace"] * 5, *"text~5$", "enter")
        await until(pilot, lambda: "line 495" in app.text and "line 499" not in app.text)


async def test_l_hides_what_is_below_a_warning_and_keeps_the_rest_of_the_filter() -> None:
    app = Shown(Growing(500))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 499" in app.text)
        await pilot.press("slash", *'"line 4"', "enter", "l")
        await until(pilot, lambda: '/level>=warn "line 4"' in app.text and "line 494" not in app.text)
        await pilot.press("l", "l")
        await until(pilot, lambda: '/"line 4"' in app.text and "line 494" in app.text)


async def test_a_goes_to_a_time_and_says_when_it_cannot() -> None:
    app = Shown(Growing(60))
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 59" in app.text)
        await pilot.press("a", *"2026-03-14 09:26:07", "enter")
        await until(pilot, lambda: any(row.startswith(">") and "line 7" in row for row in app.text.splitlines()))
        await pilot.press("a", *"noon", "enter")
        await until(pilot, lambda: any("write 14:02" in one.message for one in app._notifications))
        await pilot.press("escape")


async def test_a_comment_goes_up_with_its_row_and_leaves_a_sign() -> None:
    app = Shown(Growing(3))
    async with app.run_test(size=(100, 20), message_hook=app.posted.append) as pilot:
        await until(pilot, lambda: "line 2" in app.text)
        await pilot.press("home", "c", *"first one", "enter", "down")
        await until(pilot, lambda: app.text.splitlines()[1].startswith('"'))
    said = next(one for one in app.posted if isinstance(one, LogPanel.Commented))
    assert said.says == "first one"
    assert "line 0" in said.text
    assert said.at is not None


async def test_w_finds_warnings_and_marked_rows_are_found_with_n() -> None:
    log = Growing(300)
    log.lines[150] = b'{"level":"warn","msg":"slow"}'
    app = Shown(log)
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "line 299" in app.text)
        await pilot.press("home", *["w"] * 1)
        await until(pilot, lambda: any(row.startswith(">") and "line 5" in row for row in app.text.splitlines()))
        await pilot.press("slash", *"?slow", "enter")
        await pilot.press("n")
        await until(pilot, lambda: any(row.startswith(">") and "slow" in row for row in app.text.splitlines()))
        assert "marked ?slow" in app.text


async def test_up_brings_back_what_was_typed_before() -> None:
    app = Shown(Growing(30))
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: "line 29" in app.text)
        await pilot.press("slash", *"error", "enter", "escape", "slash", "up")
        assert app.pane.query_one(LogPrompt).value == "error"


async def test_T_shows_times_from_t0_and_times_of_day_again() -> None:  # noqa: N802  # the key is a capital T
    app = Shown(Growing(30))
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: "09:26:29" in app.text)
        app.pane.t0 = datetime(2026, 3, 14, 9, 26, 10, tzinfo=UTC)
        await pilot.press("T")
        await until(pilot, lambda: "T+00:19" in app.text and "T-00:10" in app.text)
        await pilot.press("T")
        await until(pilot, lambda: "09:26:29" in app.text)
