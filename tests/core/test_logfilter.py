"""What a filter of the log lets through, and that its shortcuts over bytes never decide otherwise than parsing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.logfilter import LogFilter, read
from cockpit.core.loglevel import LEVELS
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, RowKind
from cockpit.core.logterms import BadTermError, Level, Number
from tests.core.logformats.test_table import HERE
from tests.core.logformats.test_table import LINES as FORMAT_LINES

CHECKOUT = (
    b'{"level":50,"time":1773480362000,"msg":"refund failed: \\"split\\"",'
    b'"req":{"method":"POST","path":"/api/checkout"},'
    b'"status":502,"ms":1830.5,"request_id":"r-77f1","staff":"Zo\\u00eb"}'
)
HEALTH = b'{"level":30,"time":1773480363000,"msg":"ok","path":"/healthz","status":200,"ms":3,"request_id":"r-77f2"}'
LOGFMT = b"time=2026-03-14T09:26:05Z level=warn msg=slow path=/api/cart status=200 ms=900ms"
PLAIN = b"2026-03-14 09:26:06 ERROR TypeError: x is not a function\n    at refund (/srv/app/refund.js:10:3)"
ALL = (CHECKOUT, HEALTH, LOGFMT, PLAIN)


def fitting(typed: str) -> list[bytes]:
    wanted = read(typed)
    return [raw for raw in ALL if wanted.fits(LogRow("api", raw))]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("checkout", [CHECKOUT]),
        ("CHECKOUT", [CHECKOUT]),
        ("api status", [CHECKOUT, LOGFMT]),
        ("!api", [HEALTH, PLAIN]),
        ("path !/healthz", [CHECKOUT, LOGFMT]),
        ("status>=500", [CHECKOUT]),
        ("status<500", [HEALTH, LOGFMT]),
        ("!status<500", [CHECKOUT, PLAIN]),
        ("status!=200", [CHECKOUT]),
        ("!status=200", [CHECKOUT, PLAIN]),
        ("status=200.0", [HEALTH, LOGFMT]),
        ("ms>800", [CHECKOUT, LOGFMT]),
        ("path:/api", [CHECKOUT, LOGFMT]),
        ("req.path:/api", [CHECKOUT]),
        ("path=/api/cart", [LOGFMT]),
        ("path~^/api/(cart|basket)$", [LOGFMT]),
        ("method:post", [CHECKOUT]),
        ("level>=warn", [CHECKOUT, LOGFMT, PLAIN]),
        ("level=error", [CHECKOUT, PLAIN]),
        ("level<warn", [HEALTH]),
        ("level>=WARNING status:200", [LOGFMT]),
        ("~refund.*failed", [CHECKOUT]),
        ('~"is not a|failed:"', [CHECKOUT, PLAIN]),
        ("!~^{", [LOGFMT, PLAIN]),
        ("~^\\s+at.refund", [PLAIN]),
        ('"not a function"', [PLAIN]),
        ('"split"', [CHECKOUT]),
        ("text:split", [CHECKOUT]),
        ("Zoë", [CHECKOUT]),
        ("staff:zoë", [CHECKOUT]),
        ("TypeError:", [PLAIN]),
        ("/srv/app/", [PLAIN]),
        ("source:api refund", [CHECKOUT, PLAIN]),
        ("source=db", []),
    ],
)
def test_a_filter_lets_through(typed: str, found: list[bytes]) -> None:
    assert fitting(typed) == found
    assert str(read(typed)) == typed


@pytest.mark.parametrize("typed", ["10:42:03", "http://x/y", "a:", "=", "!", '"', "2026-03-14T09:26", "-> 12%"])
def test_what_only_looks_like_a_field_is_a_text(typed: str) -> None:
    assert read(typed).fits(LogRow("api", f"before {typed} after".encode()))
    assert not read(typed).fits(LogRow("api", b"before  after"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "nothing to look for"),
        ("level>=loud", "no level is called 'loud'; write level>=warn"),
        ("status>=many", "'many' is no number"),
        ("~(a", "is no pattern"),
        ("path~[", "is no pattern"),
        ("~(?=a)", "is no pattern"),
    ],
)
def test_a_filter_that_cannot_be_read_says_how_to_write_it(typed: str, says: str) -> None:
    with pytest.raises(BadTermError, match=says.replace("(", r"\(")) as failed:
        read(typed)
    assert "\n" not in str(failed.value)


def test_a_pattern_that_would_stop_others_is_matched_in_linear_time() -> None:
    # Backtracking takes 2**5000 steps here: with it this test would not end.
    assert not read("~(a+)+$").fits(LogRow("api", b"a" * 5_000 + b"!"))


def test_the_words_of_the_cockpit_have_no_level_and_no_numbers() -> None:
    gap = LogRow("api", b"silent 34 s, error budget", RowKind.NOTICE)
    assert not read("level>=info").fits(gap)
    assert not read("status>=0").fits(gap)
    assert read("silent").fits(gap)


LEVEL_WORDS = ["trace", "info", "warn", "WARNING", "err", "error", "critical", "FATAL", "panic", "alert", "emerg", "30"]
VALUES = st.one_of(
    st.integers(-10, 700), st.floats(-10, 700).map(lambda one: round(one, 2)), st.text(max_size=6), st.none()
)
OBJECTS = st.dictionaries(
    st.sampled_from(["level", "status", "msg", "path", "Status", "lvl", "severity", "err"]),
    st.one_of(VALUES, st.sampled_from([*LEVEL_WORDS, 30, 40, 50, 60]), st.dictionaries(st.just("status"), VALUES)),
    max_size=5,
)
LINES = st.one_of(
    OBJECTS.map(lambda one: json.dumps(one)),
    OBJECTS.map(lambda one: json.dumps({"logs": [{"message": [json.dumps(one)]}], "outcome": "ok"})),
    OBJECTS.map(lambda one: " ".join(f"{key}={value}" for key, value in one.items())),
    st.sampled_from(LEVEL_WORDS).map(lambda word: f"2026-03-14 09:26:06 [{word}] took 3 ms, status: 200"),
    st.text(max_size=40),
)


@pytest.mark.parametrize(
    "raw",
    [
        b"<3>Oct 11 22:14:15 host su[1]: failed",
        b"<11>1 2026-03-14T09:00:00Z host app 1 - - boom",
        b'{"MESSAGE":"x","PRIORITY":"3","__REALTIME_TIMESTAMP":"1773480362000000"}',
        b'1.2.3.4 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 502 12 "-" "x"',
        b'1.2.3.4 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 404 12',
        b'{"event_message":"x","metadata":[{"parsed":[{"error_severity":"FATAL"}]}]}',
        b'{"lvl":50,"msg":"x"}',
        b'{"severity":50,"msg":"x"}',
        b'{"severity_text" : "40","msg":"x"}',
        b'{"level":60.0,"msg":"x"}',
        b"level=40 msg=x",
        b'{"logs":[],"event":{},"outcome":"exceededCpu"}',
        b'{"err":{"message":"x"},"msg":"y"}',
    ],
)
def test_no_warning_is_overlooked_in_any_format(raw: bytes) -> None:
    row = LogRow("api", raw)
    assert Level(">=", "warn").verdict(row, raw.lower()) is None


@given(LINES, st.sampled_from(LEVELS), st.sampled_from([">=", "=", "<", "!=", ">"]))
def test_a_level_decided_on_bytes_is_the_level_that_parsing_finds(line: str, level: str, op: str) -> None:
    row = LogRow("api", line.encode("utf-8", "surrogatepass"))
    term = Level(op, level)
    assert term.verdict(row, row.raw.lower()) in (None, term.fits(parse(row)))


@given(LINES, st.sampled_from([-5, 0, 200, 500.5]), st.sampled_from([">=", "<", ">", "<="]))
def test_a_number_decided_on_bytes_is_the_number_that_parsing_finds(line: str, value: float, op: str) -> None:
    row = LogRow("api", line.encode("utf-8", "surrogatepass"))
    term = Number("status", op, str(value))
    assert term.verdict(row, row.raw.lower()) in (None, term.fits(parse(row)))


@given(st.text(min_size=1), st.text(), st.text())
def test_a_text_is_found_in_a_line_and_in_json_that_holds_it(word: str, before: str, after: str) -> None:
    try:
        wanted: LogFilter = read(f'"{word}"')
    except BadTermError:
        return
    if '"' in word or word != word.strip():
        return
    said = before + word + after
    for raw in (said.encode("utf-8", "replace"), json.dumps({"msg": said}).encode()):
        if all(ord(one) < 0xD800 for one in word):
            assert wanted.fits(LogRow("api", raw))


@given(st.text(max_size=60), st.binary(max_size=80))
def test_no_filter_and_no_line_raises_anything_else(typed: str, raw: bytes) -> None:
    try:
        wanted = read(typed)
    except BadTermError:
        return
    wanted.fits(LogRow("api", raw))


@pytest.mark.parametrize("line", [one[1] for one in FORMAT_LINES], ids=lambda line: str(line)[:60])
def test_no_warning_of_any_known_format_is_overlooked(line: str | dict[str, object]) -> None:
    raw = line if isinstance(line, str) else json.dumps(line)
    row = LogRow("api", raw.encode(), reading=HERE)
    term = Level(">=", "warn")
    assert term.verdict(row, row.raw.lower()) in (None, term.fits(parse(row)))
