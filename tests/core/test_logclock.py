"""The time of an entry from its bytes alone: the same as the parsed row's, or unknown."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit.core.logclock import clock
from cockpit.core.logformats.structured import TIME
from cockpit.core.logformats.table import NAMES
from cockpit.core.logline import parse
from cockpit.core.logreading import DEFAULT, Reading
from cockpit.core.logrow import LogRow
from cockpit.core.logtime import moment

MARCH = datetime(2026, 3, 14, 9, 26, 53, 123000, tzinfo=UTC)
NOW = datetime(2026, 3, 20, tzinfo=UTC)
HERE = Reading(now=NOW)
BERLIN = Reading(zone=ZoneInfo("Europe/Berlin"), now=NOW)

LINES = [
    b'{"level":30,"time":1773480413123,"msg":"up"}',
    b'{"ts":1773480413.123,"msg":"up"}',
    b'{"req":{"time":1},"msg":"a \\" b","timestamp":"2026-03-14T09:26:53.123Z"}',
    b'{"timestamp":1773480413123000,"event_message":"up"}',
    b'{"MESSAGE":"up","__REALTIME_TIMESTAMP":"1773480413123000","PRIORITY":"6"}',
    b'{"outcome":"ok","event":null,"logs":[{"message":["x"]}],"eventTimestamp":1773480413123,"time":1}',
    b'{"msg":"up","at":"2026-03-14 09:26:53,123"}\n    at a (b.js:1:2)',
    b"2026-03-14T09:26:53.123Z WARN slow",
    b"2026-03-14T10:26:53.123+01:00 WARN slow",
    b"2026-03-14 09:26:53.123 UTC [77] ERROR:  deadlock detected",
    b"[2026-03-14 09:26:53,123] slow\n2027-01-01T00:00:00Z not this",
    b"2026/03/14 09:26:53.123 slow",
    b'<165>1 2026-03-14T09:26:53.123Z web1 app 12 ID47 [a b="c"] up',
    b"<34>Mar 14 09:26:53.123 web1 su: failed",
    b"Mar 14 09:26:53.123 web1 app[12]: up",
    b'10.0.0.1 - bob [14/Mar/2026:09:26:53.123 +0000] "GET / HTTP/1.1" 200 12',
    b'time=2026-03-14T09:26:53.123Z level=info msg="up now"',
]


HEADS = [
    b"ERROR 2026-03-14 09:26:53,123 [main] slow",
    b"E, [2026-03-14T09:26:53.123000 #812] ERROR -- : slow",
    b"E0314 09:26:53.123000     812 db.go:31] slow",
    b"[Sat Mar 14 09:26:53.123000 2026] [core:error] slow",
    b"1773480413.123 slow",
    b"2026-03-14T09:26:53.123Z stderr F slow",
]


@pytest.mark.parametrize("raw", [*LINES, *HEADS])
def test_the_time_is_found_without_parsing(raw: bytes) -> None:
    assert clock(raw, HERE) == pytest.approx(MARCH.timestamp(), abs=0.001)
    assert parse(LogRow("app", raw, reading=HERE)).at == MARCH


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n2026-03-14T09:26:53Z",
        b"just words",
        b"    at a (b.js:1:2)",
        b"2026-13-14T09:26:53Z no such month",
        b"Feb 30 09:26:53 web1 no such day",
        b'{"msg":"cut off","time":17734804',
        b'{"data":{"time":1773480413123}}',
        b'{"time":[1773480413123]}',
        b'x - - [14/Foo/2026:09:26:53 +0000] "GET /" 200 1',
    ],
)
def test_what_tells_no_time_is_unknown(raw: bytes) -> None:
    assert clock(raw, HERE) is None


parts = [
    b"{",
    b"}",
    b'"time":',
    b"1773480413123",
    b",",
    b'"2026-03-14T09:26:53Z"',
    b'"logs":[',
    b'"attributes":[{"key":"time","value":"177348041312"}]',
    b'"outcome":1,',
    b'"Logs":[],',
    b"]",
    b"\n",
    b" ",
]
times = [
    b"<34>",
    b"ERROR ",
    b"time=",
    b"Mar 14 09:26:53 ",
    b"2026-03-14 02:30:00",
    b"- - [",
    b"0001-01-01 00:00:00",
    b"+23:59",
]
edges = [b"9999-12-31 23:59:59", b"Feb 29 00:00:00 a ", b"\r", b'"', b"\xff", b"\t", b"x" * 400]
pieces = st.lists(st.sampled_from([*LINES, *HEADS, *parts, *times, *edges]) | st.binary(max_size=6), max_size=8).map(
    b"".join
)
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"]).map(ZoneInfo)
readings = st.builds(
    Reading,
    format=st.sampled_from(["auto", *NAMES]),
    zone=zones,
    now=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(pieces, readings)
@example(b"2026-03-29 02:30:00 skipped", BERLIN)
@example(b"2026-10-25 02:30:00 twice", BERLIN)
def test_any_entry_has_the_time_of_its_parsed_row_or_none(raw: bytes, reading: Reading) -> None:
    found, at = clock(raw, reading), parse(LogRow("app", raw, reading=reading)).at
    assert found is None or (at is not None and abs(at.timestamp() - found) < 0.001)


def test_a_time_without_a_zone_is_in_the_zone_of_its_source() -> None:
    assert parse(LogRow("app", b"2026-07-01 12:00:00 x", reading=BERLIN)).at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert parse(LogRow("app", b'{"time":"2026-01-01 12:00:00"}', reading=BERLIN)).at == datetime(
        2026, 1, 1, 11, tzinfo=UTC
    )
    assert clock(b"2026-07-01T12:00:00Z x", BERLIN) == datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("line", "hour"),
    [("2026-03-29 02:30:00 skipped", (29, 1, 30)), ("2026-10-25 02:30:00 twice", (25, 0, 30))],
)
def test_an_hour_that_the_clocks_skip_or_repeat_is_taken_as_before_the_change(
    line: str, hour: tuple[int, int, int]
) -> None:
    at = parse(LogRow("app", line.encode(), reading=BERLIN)).at
    assert at is not None
    assert (at.day, at.hour, at.minute) == hour


@pytest.mark.parametrize(
    ("now", "line", "year"),
    [
        ((2026, 1, 2), b"Dec 31 23:59:59 web1 app: x", 2025),
        ((2025, 12, 31), b"Jan  1 00:00:01 web1 app: x", 2026),
        ((2026, 3, 20), b"Feb 29 10:00:00 web1 app: x", 2024),
        ((2026, 3, 20), b"Mar 21 10:00:00 web1 app: x", 2026),
        ((2026, 3, 20), b"Sep 21 10:00:00 web1 app: x", 2025),
    ],
)
def test_a_time_without_a_year_is_the_newest_that_can_be(now: tuple[int, int, int], line: bytes, year: int) -> None:
    at = parse(LogRow("app", line, reading=Reading(now=datetime(*now, tzinfo=UTC)))).at
    assert at is not None
    assert at.year == year


def test_a_time_without_a_year_is_unknown_when_nobody_says_when_now_is() -> None:
    assert clock(b"Mar 14 09:26:53 web1 app: x", DEFAULT) is None


@pytest.mark.parametrize(
    "value", [1773480413, 1773480413000, 1773480413000000, 1773480413000000000, "1773480413", "1773480413.0"]
)
def test_an_epoch_is_told_apart_by_its_size(value: object) -> None:
    assert moment(value) == MARCH.replace(microsecond=0)


def test_microseconds_of_an_epoch_are_kept_to_the_last() -> None:
    assert moment("1773480413123457") == MARCH.replace(microsecond=123457)
    assert moment(1773480413123457999) == MARCH.replace(microsecond=123457)


@pytest.mark.parametrize("name", TIME)
def test_every_name_of_a_time_is_known_to_both(name: str) -> None:
    assert clock(b'{"%s":1773480413123}' % name.encode(), DEFAULT) == pytest.approx(MARCH.timestamp(), abs=0.001)
