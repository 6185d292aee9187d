"""Rows of several sources in the order of their times, however late they came."""

from datetime import UTC, datetime
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.logfilter import read
from cockpit.core.logrow import LogRow
from tests.widgets.painted import until
from tests.widgets.test_log_pane import Growing, Shown
from widgets.log_panel import LogPanel
from widgets.log_place import Place
from widgets.log_rows import Rows

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC).timestamp()


def line(seconds: float, says: str = "") -> bytes:
    at = datetime.fromtimestamp(START + seconds, UTC)
    return f'{{"time":"{at.isoformat()}","level":"info","msg":"{says or f"at {seconds}"}"}}'.encode()


class Several(Growing):
    """A log of several sources in a list of (source, line)."""

    sources: ClassVar[tuple[str, ...]] = ("api", "db")

    def __init__(self, *rows: tuple[str, bytes]) -> None:
        self.of = [source for source, _ in rows]
        self.lines = [raw for _, raw in rows]

    def came(self, source: str, raw: bytes) -> None:
        self.of.append(source)
        self.lines.append(raw)

    def rows(self, start: int, stop: int) -> list[LogRow]:
        return [LogRow(source, raw) for source, raw in zip(self.of[start:stop], self.lines[start:stop], strict=True)]


def in_order(log: Several, wanted: str = "") -> list[int]:
    rows = Rows(log, read(wanted) if wanted else None, by_time=True)
    rows.advance()
    return list(rows.hits)


def test_two_logs_read_one_after_the_other_stand_together_by_time() -> None:
    log = Several(*(("api", line(n)) for n in range(0, 10, 2)), *(("db", line(n)) for n in range(1, 10, 2)))
    assert in_order(log) == [0, 5, 1, 6, 2, 7, 3, 8, 4, 9]


def test_a_line_without_a_time_stays_behind_the_line_it_came_after() -> None:
    log = Several(("api", line(5)), ("api", b"no time"), ("db", line(4)), ("db", b"none either"), ("db", line(6)))
    assert in_order(log) == [2, 3, 0, 1, 4]
    assert in_order(log, "!at") == [3, 1]


def test_the_first_lines_without_a_time_stand_with_the_line_behind_them() -> None:
    assert in_order(Several(("api", line(1)), ("db", b"opening"), ("db", line(0)))) == [1, 2, 0]


def test_a_small_step_back_of_a_clock_does_not_part_the_lines_of_a_source() -> None:
    log = Several(("api", line(5, "a")), ("api", line(3, "b")), ("db", line(4)), ("api", line(6)))
    assert in_order(log) == [2, 0, 1, 3]


def test_a_clock_set_back_by_an_hour_is_believed() -> None:
    log = Several(("api", line(3600)), ("api", line(10)), ("db", line(20)), ("api", line(30)))
    assert in_order(log) == [1, 2, 3, 0]


@given(st.lists(st.tuples(st.sampled_from(["api", "db"]), st.integers(0, 9)), max_size=40), st.integers(1, 7))
def test_however_the_rows_arrive_the_order_is_the_same_and_none_is_lost(
    came: list[tuple[str, int]], at_once: int
) -> None:
    log = Several()
    rows = Rows(log, None, by_time=True)
    for number, (source, seconds) in enumerate(came):
        log.came(source, line(seconds))
        if number % at_once == 0:
            rows.advance()
    rows.advance()
    assert sorted(rows.hits) == list(range(len(came)))
    assert list(rows.hits) == in_order(log)
    for source in ("api", "db"):
        mine = [row for row in rows.hits if log.of[row] == source]
        assert mine == sorted(mine)
    assert [rows.index_of(row) for row in rows.hits] == list(range(len(came)))


def test_the_row_under_the_cursor_stays_there_when_a_late_row_is_put_above_it() -> None:
    log = Several(*(("api", line(n)) for n in range(50)))
    place = Place(height=10)
    place.narrowed(Rows(log, None, by_time=True))
    assert place.rows is not None
    place.rows.advance()
    place.grown(50)
    place.go(30)
    before = place.row(place.cursor), place.cursor - place.top
    log.came("db", line(2.5))
    place.rows.advance()
    place.move(0)
    assert (place.row(place.cursor), place.cursor - place.top) == before
    assert place.cursor == 31


async def test_the_pane_puts_several_sources_in_order_and_o_shows_them_as_they_came() -> None:
    log = Several(("api", line(1, "one")), ("api", line(3, "three")), ("db", line(2, "two")))
    app = Shown(log)

    def shown() -> list[str]:
        return [word for row in app.text.splitlines() for word in row.split() if word in ("one", "two", "three")]

    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: shown() == ["one", "two", "three"])
        await pilot.press("o")
        await until(pilot, lambda: shown() == ["one", "three", "two"] and "in order of arrival" in app.text)
        await pilot.press("o", "slash", *"text~^t", "enter")
        await until(pilot, lambda: shown() == ["two", "three"])
        log.came("db", line(2.5, "error"))
        log.came("db", line(2.6, "two"))
        await until(pilot, lambda: shown() == ["two", "two", "three"])


async def test_the_next_error_is_the_next_in_the_order_shown() -> None:
    log = Several(
        ("api", line(1, "one")), ("api", line(9, "nine")), ("db", line(5).replace(b"info", b"error")), ("db", line(6))
    )
    app = Shown(log)
    async with app.run_test(size=(100, 20)) as pilot:
        await until(pilot, lambda: "nine" in app.text)
        await pilot.press("home", "e")
        await until(pilot, lambda: any(row.startswith(">") and "at 5" in row for row in app.text.splitlines()))
        pane = app.query_one(LogPanel)
        assert pane.place.cursor == 1
