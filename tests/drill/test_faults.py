"""Each fault of the simulated world, and the words in which the panes tell of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.adapters.answers import Unknown
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.http import Http
from cockpit.core.logrow import RowKind
from cockpit.drill.faults import FAULTS
from cockpit.drill.scenarios import SCENARIOS
from cockpit.drill.trouble import Trouble
from cockpit.drill.vendors.loopback import Asked, Reply, loopback
from tests.drill.walking import Walker, walking
from widgets.ages import freshness
from widgets.log_place import Place
from widgets.log_title import title

ASKED = Asked("GET", "/", {}, b"")


@asynccontextmanager
async def failing(folder: Path, fault: str) -> AsyncIterator[Walker]:
    """A shop whose outside fails from the start."""
    async with walking(folder, "bad-deploy", Trouble(FAULTS[fault])) as w:
        yield w


async def said_of_queue(w: Walker, words: str) -> str:
    """What the queue pane says once it tells of `words`."""

    def says() -> str:
        held = w.held("orders")
        return freshness(held[-1].held, w.kit.clock.now())[0] if held else ""

    await w.until(lambda: words in says(), f"{words!r}, last: {says()}")
    return says()


@pytest.mark.parametrize(
    ("fault", "words"),
    [("rate-limit", "wants fewer requests"), ("server-error", "answered 500 (simulated trouble)")],
)
async def test_an_answer_that_is_none_is_said_where_the_value_would_stand(
    tmp_path: Path, fault: str, words: str
) -> None:
    async with failing(tmp_path, fault) as w:
        says = await said_of_queue(w, words)
    assert says.startswith("NOT READ: ")
    assert "127.0.0.1:" in says, "who it was that did not answer"


async def test_after_too_many_requests_nothing_is_asked_until_the_time_that_is_said(tmp_path: Path) -> None:
    async with failing(tmp_path, "rate-limit") as w:
        says = await said_of_queue(w, "not asked again before")
    assert says.endswith("nothing was sent")


async def test_a_tail_that_is_cut_is_a_row_and_so_is_how_long_it_was_away(tmp_path: Path) -> None:
    async with failing(tmp_path, "tail-drop") as w:
        await w.until(_notice(w, "the live log of acme-shop was lost"), "the loss")
        await w.until(_notice(w, "the live log of acme-shop goes on"), "that it goes on")


async def test_a_log_that_falls_silent_is_said_in_its_title_while_the_rest_goes_on(tmp_path: Path) -> None:
    async with walking(tmp_path, "bad-deploy", Trouble(FAULTS["silence"], after_s=1)) as w:
        log = w.kit.log
        assert log is not None
        await w.until(lambda: len(log) > 0, "a first line")
        rows: list[int] = []  # of the log, at each reading of the queue

        def silent() -> bool:
            rows.extend([len(log)] * (len(w.held("orders")) - len(rows)))
            return len(rows) > 4 and len(set(rows[-4:])) == 1

        await w.until(silent, "a log that says nothing while the queue is read")
        now = (log.last_arrival("worker") or w.kit.clock.now()) + timedelta(seconds=31)
        says = title(log, Place(), 0, None, "", now, timedelta(seconds=30))
    assert "last line 31 s ago" in says
    assert "connecting again" not in says


async def test_an_answer_that_takes_too_long_is_given_up_and_the_world_can_end_meanwhile() -> None:
    trouble = Trouble(FAULTS["slow"])
    http = Http(SystemClock(), total_s=0.2)
    with loopback(trouble.around(lambda asked: Reply(200))) as server:
        result = await http.get(server.url)
        trouble.end()
    assert isinstance(result, Unknown)
    assert "did not answer within 0.2 s" in result.says
    await http.close()
    assert FAULTS["slow"].slow_s > 15, "longer than the cockpit waits"


@pytest.mark.parametrize("fault", FAULTS)
def test_before_its_time_nothing_fails(fault: str) -> None:
    trouble = Trouble(FAULTS[fault], after_s=3600)
    assert trouble.around(lambda asked: Reply(204))(ASKED).status == 204


@pytest.mark.parametrize("scenario", [name for name, one in SCENARIOS.items() if one.tail])
async def test_a_scenario_that_says_it_has_a_tail_can_lose_it(tmp_path: Path, scenario: str) -> None:
    async with walking(tmp_path, scenario) as w:
        log = w.kit.log
        assert log is not None
        await w.until(lambda: len(log) > 0, "a first line")
        assert w.world.story.cut()


def _notice(w: Walker, words: str) -> Callable[[], bool]:
    log = w.kit.log
    assert log is not None

    def there() -> bool:
        rows = log.rows(0, len(log))
        return any(words in row.raw.decode() for row in rows if row.kind is not RowKind.LINE)

    return there
