"""Lines as they come from the world: the format told by their shape, and what they say in it."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.logformats.table import NAMES
from cockpit.core.logline import parse
from cockpit.core.logreading import Reading
from cockpit.core.logrow import LogRow, ParsedRow
from cockpit.core.text import printable

HERE = Reading(now=datetime(2026, 11, 25, 9, tzinfo=UTC))
Line = tuple[str, str | dict[str, object], str, str, str, dict[str, str]]

# format, line, time (UTC, without the zone), level, text, some of the fields
LINES: list[Line] = [
    (
        "json",
        {"level": 50, "time": 1773480413123, "pid": 7, "reqId": "req-9", "msg": "charge failed"},
        "2026-03-14T09:26:53.123",
        "error",
        "charge failed",
        {"reqId": "req-9", "pid": "7"},
    ),
    (
        "json",
        {"ts": 1773480413.5, "level": "warn", "logger": "api", "caller": "api/db.go:31", "msg": "slow query"},
        "2026-03-14T09:26:53.500",
        "warn",
        "slow query",
        {"caller": "api/db.go:31"},
    ),
    (
        "json",
        {"@timestamp": "2026-03-14T10:26:53+01:00", "log.level": "ERROR", "message": "no stock", "ecs.version": "1.6"},
        "2026-03-14T09:26:53",
        "error",
        "no stock",
        {"ecs.version": "1.6"},
    ),
    (
        "json",
        {"timestamp": "2026-03-14T09:26:53Z", "level": "WARN", "fields": {"message": "retry", "n": 2}, "target": "q"},
        "2026-03-14T09:26:53",
        "warn",
        "retry",
        {"fields.n": "2", "target": "q"},
    ),
    (
        "json",
        {"version": "1.1", "host": "web1", "short_message": "disk full", "level": 2, "timestamp": 1773480413.25},
        "2026-03-14T09:26:53.250",
        "fatal",
        "disk full",
        {"host": "web1"},
    ),
    (
        "json",
        {"@t": "2026-03-14T09:26:53Z", "@l": "Error", "@m": "Order 7 lost", "OrderId": 7},
        "2026-03-14T09:26:53",
        "error",
        "Order 7 lost",
        {"OrderId": "7"},
    ),
    (
        "json",
        {
            "timestamp": "2026-03-14T09:26:53.123456789Z",
            "message": "request errored",
            "severity": "error",
            "attributes": [
                {"key": "reqId", "value": '"req-9"'},
                {"key": "responseTime", "value": "41"},
                {"key": "err", "value": '{"type":"TypeError","message":"no id","stack":"TypeError: no id\\n    at x"}'},
            ],
        },
        "2026-03-14T09:26:53.123456",
        "error",
        "request errored",
        {"reqId": "req-9", "responseTime": "41", "err.type": "TypeError"},
    ),
    (
        "json",
        {
            "timeUnixNano": "1773480413123000000",
            "severityText": "ERROR",
            "body": {"stringValue": "card refused"},
            "attributes": [{"key": "http.status", "value": {"intValue": "402"}}],
        },
        "2026-03-14T09:26:53.123",
        "error",
        "card refused",
        {"http.status": "402"},
    ),
    (
        "json",
        {"timestamp": "2026-03-14T09:26:53Z", "severity": "info", "message": '{"level":50,"msg":"inside","id":"o-1"}'},
        "2026-03-14T09:26:53",
        "error",
        "inside",
        {"id": "o-1"},
    ),
    (
        "invocation",
        {
            "outcome": "exception",
            "scriptName": "orders",
            "exceptions": [{"name": "TypeError", "message": "no id", "timestamp": 1773480413120, "stack": "    at h"}],
            "logs": [{"level": "log", "timestamp": 1773480413110, "message": ['{"request_id":"r-1","msg":"in"}']}],
            "eventTimestamp": 1773480413100,
            "event": {"request": {"url": "https://shop.test/cart", "method": "GET"}, "response": {"status": 500}},
        },
        "2026-03-14T09:26:53.100",
        "error",
        "TypeError: no id",
        {"request_id": "r-1", "status": "500", "method": "GET", "outcome": "exception", "scriptName": "orders"},
    ),
    (
        "invocation",
        {
            "EventTimestampMs": 1773480413100,
            "Outcome": "ok",
            "ScriptName": "orders",
            "Logs": [{"Level": "error", "Message": ["lock", "lost"], "TimestampMs": 1773480413101}],
            "Exceptions": [],
            "Event": {
                "RayID": "8",
                "Request": {"URL": "https://shop.test/", "Method": "POST"},
                "Response": {"Status": 409},
            },
        },
        "2026-03-14T09:26:53.100",
        "error",
        "lock lost",
        {"url": "https://shop.test/", "status": "409", "ScriptName": "orders"},
    ),
    (
        "invocation",
        {
            "outcome": "ok",
            "logs": [],
            "exceptions": [],
            "eventTimestamp": 1773480413100,
            "event": {"cron": "*/5 * * * *"},
        },
        "2026-03-14T09:26:53.100",
        "info",
        "cron */5 * * * *",
        {"cron": "*/5 * * * *"},
    ),
    (
        "invocation",
        {"outcome": "ok", "logs": [], "eventTimestamp": 1773480413100, "event": {"queue": "jobs", "batchSize": 10}},
        "2026-03-14T09:26:53.100",
        "info",
        "queue jobs 10",
        {"batchSize": "10"},
    ),
    (
        "invocation",
        {
            "outcome": "unknown",
            "logs": [],
            "eventTimestamp": 1773480413100,
            "event": {"message": "Tail is in sampling mode", "type": "overload"},
        },
        "2026-03-14T09:26:53.100",
        "error",
        "Tail is in sampling mode",
        {"type": "overload"},
    ),
    (
        "journald",
        {
            "__REALTIME_TIMESTAMP": "1773480413123456",
            "PRIORITY": "3",
            "_HOSTNAME": "web1",
            "_SYSTEMD_UNIT": "orders.service",
            "SYSLOG_IDENTIFIER": "orders",
            "_PID": "812",
            "MESSAGE": "cannot reach the database",
        },
        "2026-03-14T09:26:53.123456",
        "error",
        "cannot reach the database",
        {"unit": "orders.service", "app": "orders", "pid": "812", "host": "web1"},
    ),
    (
        "journald",
        {"__REALTIME_TIMESTAMP": "1773480413123456", "PRIORITY": "6", "MESSAGE": '{"level":50,"msg":"out of stock"}'},
        "2026-03-14T09:26:53.123456",
        "error",
        "out of stock",
        {},
    ),
    (
        "journald",
        {"__REALTIME_TIMESTAMP": "1773480413123456", "PRIORITY": "4", "MESSAGE": [104, 105, 255]},
        "2026-03-14T09:26:53.123456",
        "warn",
        "hi\ufffd",
        {},
    ),
    (
        "rows",
        {
            "id": "c5",
            "timestamp": 1773480413123000,
            "event_message": "stock is negative\n",
            "metadata": [{"level": "error", "event_type": "Log", "function_id": "f1", "execution_id": "e1"}],
        },
        "2026-03-14T09:26:53.123",
        "error",
        "stock is negative",
        {"execution_id": "e1", "event_type": "Log", "id": "c5"},
    ),
    (
        "rows",
        {
            "timestamp": 1773480413123000,
            "event_message": "POST | 546 | https://x.test/functions/v1/advance",
            "metadata": [{"response": [{"status_code": 546}], "request": [{"method": "POST"}]}],
        },
        "2026-03-14T09:26:53.123",
        "error",
        "POST | 546 | https://x.test/functions/v1/advance",
        {"response.status_code": "546", "request.method": "POST"},
    ),
    (
        "rows",
        {
            "timestamp": 1773480413123000,
            "event_message": 'duplicate key value violates unique constraint "orders_pkey"',
            "metadata": [{"parsed": [{"error_severity": "ERROR", "sql_state_code": "23505"}]}],
        },
        "2026-03-14T09:26:53.123",
        "error",
        'duplicate key value violates unique constraint "orders_pkey"',
        {"parsed.sql_state_code": "23505"},
    ),
    (
        "container",
        {"log": 'level=warn msg="queue is full" depth=9\n', "stream": "stderr", "time": "2026-03-14T09:26:53.5Z"},
        "2026-03-14T09:26:53.500",
        "warn",
        "queue is full",
        {"stream": "stderr", "depth": "9"},
    ),
    (
        "container",
        '2026-03-14T09:26:53.123456789Z stdout F {"level":40,"msg":"slow"}',
        "2026-03-14T09:26:53.123456",
        "warn",
        "slow",
        {"stream": "stdout"},
    ),
    (
        "logfmt",
        'ts=2026-03-14T09:26:53.123Z level=error msg="dial tcp: refused" addr=db:5432 attempt=3',
        "2026-03-14T09:26:53.123",
        "error",
        "dial tcp: refused",
        {"addr": "db:5432", "attempt": "3"},
    ),
    (
        "syslog",
        '<131>1 2026-03-14T09:26:53.003Z web1 orders 812 ID47 [req@1 id="r-9" path="/a \\"b\\""] payment refused',
        "2026-03-14T09:26:53.003",
        "error",
        "payment refused",
        {"host": "web1", "app": "orders", "pid": "812", "msgid": "ID47", "req@1.id": "r-9", "req@1.path": '/a "b"'},
    ),
    (
        "syslog",
        "<34>1 2026-03-14T10:26:53+01:00 web1 su - - - 'su root' failed",
        "2026-03-14T09:26:53",
        "fatal",
        "'su root' failed",
        {"host": "web1", "app": "su"},
    ),
    (
        "syslog",
        "<13>Mar  4 09:26:53 web1 orders[812]: WARN queue is long",
        "2026-03-04T09:26:53",
        "warn",
        "queue is long",
        {"host": "web1", "app": "orders", "pid": "812"},
    ),
    (
        "syslog",
        "Mar 14 09:26:53 web1 kernel: Out of memory: Killed process 812 (node)",
        "2026-03-14T09:26:53",
        "",
        "Out of memory: Killed process 812 (node)",
        {"app": "kernel"},
    ),
    (
        "access",
        '10.0.0.7 - anna [14/Mar/2026:10:26:53 +0100] "GET /api/orders/7?x=1 HTTP/1.1" 200 512',
        "2026-03-14T09:26:53",
        "info",
        "GET /api/orders/7?x=1 200",
        {"client": "10.0.0.7", "user": "anna", "method": "GET", "path": "/api/orders/7?x=1", "status": "200"},
    ),
    (
        "access",
        '2001:db8::1 - - [14/Mar/2026:09:26:53 +0000] "POST /api/checkout HTTP/2.0" 502 157'
        ' "https://shop.test/cart" "Mozilla/5.0 (X11; \\"quoted\\")" rt=0.5',
        "2026-03-14T09:26:53",
        "error",
        "POST /api/checkout 502",
        {"bytes": "157", "referer": "https://shop.test/cart", "protocol": "HTTP/2.0", "more": "rt=0.5"},
    ),
    (
        "access",
        'shop.test:443 10.0.0.7 - - [14/Mar/2026:09:26:53 +0000] "\\x16\\x03\\x01" 400 - "-" "-"',
        "2026-03-14T09:26:53",
        "warn",
        "\\x16\\x03\\x01 400",
        {"vhost": "shop.test:443", "status": "400"},
    ),
    (
        "plain",
        "2026-03-14 09:26:53.123 UTC [77] ERROR:  deadlock detected",
        "2026-03-14T09:26:53.123",
        "error",
        "[77] ERROR:  deadlock detected",
        {},
    ),
    (
        "plain",
        "2026/03/14 09:26:53 [error] 7#7: *1 upstream timed out, client: 10.0.0.7",
        "2026-03-14T09:26:53",
        "error",
        "7#7: *1 upstream timed out, client: 10.0.0.7",
        {},
    ),
    (
        "plain",
        "ERROR 2026-03-14 09:26:53,123 [main] com.bakery.Oven - too hot",
        "2026-03-14T09:26:53.123",
        "error",
        "[main] com.bakery.Oven - too hot",
        {},
    ),
    (
        "plain",
        "E, [2026-03-14T09:26:53.123456 #812] ERROR -- : no flour",
        "2026-03-14T09:26:53.123456",
        "error",
        "#812] ERROR -- : no flour",
        {},
    ),
    (
        "plain",
        "W0314 09:26:53.123456     812 reflector.go:31] watch ended",
        "2026-03-14T09:26:53.123456",
        "warn",
        "reflector.go:31] watch ended",
        {},
    ),
    (
        "plain",
        "[Sat Mar 14 09:26:53.123456 2026] [proxy:error] [pid 812] (111)Connection refused",
        "2026-03-14T09:26:53.123456",
        "error",
        "[proxy:error] [pid 812] (111)Connection refused",
        {},
    ),
    ("plain", "1773480413.123 error: oven is cold", "2026-03-14T09:26:53.123", "error", "oven is cold", {}),
    ("plain", "[1773480413] up", "2026-03-14T09:26:53", "", "up", {}),
]


def said(line: object, reading: Reading = HERE) -> ParsedRow:
    return parse(LogRow("app", (line if isinstance(line, str) else json.dumps(line)).encode(), reading=reading))


@pytest.mark.parametrize(
    ("format", "line", "at", "level", "text", "fields"), LINES, ids=[str(line[1])[:60] for line in LINES]
)
def test_a_line_is_read_by_its_shape(
    format: str, line: object, at: str, level: str, text: str, fields: dict[str, str]
) -> None:
    row = said(line)
    assert (row.format, row.at, row.level, row.text) == (format, datetime.fromisoformat(at + "+00:00"), level, text)
    assert {**row.fields, **fields} == row.fields


@pytest.mark.parametrize(
    ("format", "line", "at", "level", "text", "fields"), LINES, ids=[str(line[1])[:60] for line in LINES]
)
def test_a_line_is_read_the_same_when_its_format_is_named(
    format: str, line: object, at: str, level: str, text: str, fields: dict[str, str]
) -> None:
    assert said(line, Reading(format=format, now=HERE.now)) == said(line)


def test_a_named_format_is_the_only_one_tried() -> None:
    pairs = 'level=warn msg="slow"'
    assert said(pairs, Reading(format="plain")).text == pairs
    assert said({"level": 50, "msg": "x"}, Reading(format="syslog")).text == '{"level": 50, "msg": "x"}'
    row = said({"MESSAGE": "x", "PRIORITY": "3", "msg": "y"}, Reading(format="json"))
    assert (row.format, row.text) == ("json", "y")


def test_a_line_that_is_not_of_the_named_format_is_read_as_words() -> None:
    row = said("2026-03-14T09:26:53Z ERROR started", Reading(format="access"))
    assert (row.format, row.level, row.text) == ("plain", "error", "started")


def test_the_zone_is_that_of_the_source_for_a_time_of_syslog() -> None:
    berlin = Reading(now=HERE.now, zone=ZoneInfo("Europe/Berlin"))
    assert said("Jul 14 09:26:53 web1 a: b", berlin).at == datetime(2026, 7, 14, 7, 26, 53, tzinfo=UTC)


broken = st.one_of(
    st.sampled_from([line[1] if isinstance(line[1], str) else json.dumps(line[1]) for line in LINES]).flatmap(
        lambda line: st.builds(
            lambda cut, junk, more: line[:cut] + junk + line[cut + more :],
            st.integers(0, len(line)),
            st.text(max_size=4)
            | st.sampled_from(['"', "\\", "[", "]", "{", "}", "\x1b[2J", "\u202e", "\n", " ", "\ud800"]),
            st.integers(0, 9),
        )
    ),
    st.text(max_size=60),
)


@given(broken, st.sampled_from(["auto", *NAMES]))
def test_any_line_is_read_and_comes_out_printable(line: str, format: str) -> None:
    row = parse(LogRow("app", line.encode("utf-8", "surrogatepass"), reading=Reading(format=format, now=HERE.now)))
    shown = [row.text, row.level, row.format, *row.folded, *row.fields, *row.fields.values()]
    assert all(text == printable(text) for text in shown)
    assert row.format in NAMES
