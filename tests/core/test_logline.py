"""What lines say, by shape: structured, wrapped by a platform, plain; and that no bytes break the reading."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow, RowKind
from cockpit.core.text import printable

NASTY = "[/x]\x1b[2J[@click=app.quit]y[/]\x1b]52;c;eA==\x1b\\\u202e\x9b1m\udc9b"


def said(line: object) -> ParsedRow:
    raw = line if isinstance(line, bytes) else line.encode() if isinstance(line, str) else json.dumps(line).encode()
    return parse(LogRow("api", raw))


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ({"level": 30, "time": 1773480000000, "msg": "up"}, "info", "up"),
        ({"level": 50, "msg": "down"}, "error", "down"),
        ({"level": 10, "msg": "x"}, "debug", "x"),
        ({"level": "60", "msg": "x"}, "fatal", "x"),
        ({"severity": "CRITICAL", "message": "x"}, "fatal", "x"),
        ({"lvl": "Warning", "event": "slow"}, "warn", "slow"),
        ({"level": "error", "err": {"type": "TypeError", "message": "no id"}}, "error", "TypeError: no id"),
        ({"error": "refused"}, "error", "refused"),
        ({"a": 1, "b": {"c": True}}, "", "a=1 b.c=true"),
        ('level=warn msg="slow \\"query\\"" ms=12', "warn", 'slow "query"'),
        ("[ERROR] it broke", "error", "it broke"),
        ("ERROR it broke", "error", "it broke"),
        ("ERROR:root:it broke", "error", "ERROR:root:it broke"),
        ("2026-03-14T09:26:53.123Z WARN slow", "warn", "slow"),
        ("2026-03-14 09:26:53,123 - app - ERROR - it broke", "error", "app - ERROR - it broke"),
        ("TypeError: Cannot read properties of undefined", "error", "TypeError: Cannot read properties of undefined"),
        ("no errors found", "", "no errors found"),
        ("a=b", "", "a=b"),
        ("just words with x=1 inside", "", "just words with x=1 inside"),
        ('{"broken": "tru', "", '{"broken": "tru'),
        ("", "", ""),
    ],
)
def test_level_and_text_are_read_from_the_shape(line: object, level: str, text: str) -> None:
    row = said(line)
    assert (row.level, row.text) == (level, text)


@pytest.mark.parametrize(
    "line",
    [
        {"time": 1773480413123},
        {"ts": 1773480413.123},
        {"timestamp": "2026-03-14T09:26:53.123Z"},
        {"@timestamp": "2026-03-14T10:26:53.123+01:00"},
        {"at": "2026-03-14 09:26:53.123"},
        {"time": "1773480413123"},
        "2026-03-14T09:26:53.123Z hello",
        "[2026-03-14 09:26:53,123] hello",
        "2026/03/14 09:26:53.123 hello",
    ],
)
def test_times_are_read_in_many_forms_and_are_aware(line: object) -> None:
    assert said(line).at == datetime(2026, 3, 14, 9, 26, 53, 123000, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2026-13-40T99:99:99Z", 7, -1, True, 1e300, float("nan"), [], "soon", "9" * 400])
def test_what_is_no_time_stays_a_field(value: object) -> None:
    row = said({"time": value, "msg": "x"})
    assert row.at is None
    assert "time" in row.fields


def test_the_rest_of_a_structured_line_becomes_flat_fields() -> None:
    row = said({"msg": "x", "status": 500, "req": {"id": "r1", "tags": [1, 2]}, "none": None})
    assert row.fields == {"status": "500", "req.id": "r1", "req.tags": "[1, 2]"}


TRACE = {
    "outcome": "ok",
    "eventTimestamp": 1773480413123,
    "scriptName": "orders",
    "event": {"request": {"url": "https://shop.test/cart", "method": "POST"}, "response": {"status": 500}},
    "logs": [
        {"level": "log", "timestamp": 1773480413123, "message": ["plain", 1]},
        {"level": "log", "timestamp": 1, "message": ['{"level":"error","msg":"lock lost","order":"o-1"}']},
    ],
    "exceptions": [],
}


def test_the_applications_own_line_is_taken_out_of_a_platforms_trace() -> None:
    row = said(TRACE)
    assert (row.level, row.text, row.folded) == ("error", "lock lost", ("plain 1",))
    assert row.at == datetime(2026, 3, 14, 9, 26, 53, 123000, tzinfo=UTC)
    assert {"method": "POST", "status": "500", "order": "o-1", "scriptName": "orders"}.items() <= row.fields.items()


def test_a_trace_without_lines_shows_its_request_and_an_exception_is_an_error() -> None:
    assert said({**TRACE, "logs": []}).text == "POST https://shop.test/cart 500"
    broken = said({**TRACE, "logs": [], "exceptions": [{"name": "Error", "message": "boom"}], "outcome": "exception"})
    assert (broken.level, broken.text) == ("error", "Error: boom")


def test_lines_below_and_lines_inside_a_message_are_folded() -> None:
    row = said(b'{"msg":"TypeError: x\\n    at a"}\n  more\n\n  end')
    assert (row.text, row.folded) == ("TypeError: x", ("    at a", "  more", "  end"))


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        (b"cannot bake TypeError: x\n    at Oven.bake (/app/oven.js:1:2)", "error"),
        (b"com.bakery.Hot: x\n\tat com.bakery.Oven.bake(Oven.java:5)", "error"),
        (b"http: panic serving 10.0.0.7: x\ngoroutine 7 [running]:\nmain.main()", "error"),
        (b"goroutine 1 [running]:\nmain.main()", "error"),
        (b"PHP Fatal error:  Uncaught Exception: no\nStack trace:\n#0 {main}", "error"),
        (b"ActiveRecord::RecordNotFound (no):\n\napp/models/order.rb:12:in `fetch'", "error"),
        (b"WARN retrying\n    at Oven.bake (/app/oven.js:1:2)", "warn"),
        (b"the list:\n    at noon we bake", ""),
        (b"the list:\n    flour\n    salt", ""),
    ],
)
def test_what_has_a_trace_and_names_no_level_is_an_error(raw: bytes, level: str) -> None:
    assert said(raw).level == level


def test_a_notice_stays_a_notice() -> None:
    assert parse(LogRow("api", b"file was rotated", RowKind.NOTICE)).kind is RowKind.NOTICE


def test_a_deep_object_and_a_huge_number_are_shown_as_they_came() -> None:
    assert said('{"a":' * 50_000 + "1" + "}" * 50_000).text.startswith('{"a":{"a":')
    assert said('{"msg":"x","n":' + "9" * 5000 + "}").text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(NASTY),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["level", "msg", "time", "err", "logs", "event", "request", "message", NASTY]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def shown(row: ParsedRow) -> list[str]:
    return [row.source, row.level, row.text, *row.folded, *row.fields, *row.fields.values()]


@given(
    st.binary()
    | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.just(NASTY.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_and_come_out_printable(raw: bytes) -> None:
    row = parse(LogRow(NASTY, raw))
    assert all(text == printable(text) for text in shown(row))


@given(st.dictionaries(st.sampled_from(["level", "msg", "time", "err", "logs", "event", "outcome"]), json_values))
def test_any_object_is_read_and_comes_out_printable(found: dict[str, object]) -> None:
    row = parse(LogRow("api", json.dumps(found).encode()))
    assert all(text == printable(text) for text in shown(row))
