"""What rows of a log have in common."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core import loggroups
from cockpit.core.logfilter import read
from cockpit.core.loggroups import Grouping, error_of, filter_for, path_of, person_of, words_of
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow


def row(raw: str | dict[str, object]) -> ParsedRow:
    return parse(LogRow("api", (raw if isinstance(raw, str) else json.dumps(raw)).encode()))


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ({"level": "error", "error_class": "UpstreamTimeout", "msg": "no answer"}, "UpstreamTimeout"),
        ({"level": 50, "err": {"type": "TypeError", "message": "x", "stack": "TypeError: x\n    at a"}}, "TypeError"),
        ("2026-03-14 09:26:06 ERROR java.lang.IllegalStateException: pool is empty", "IllegalStateException"),
        ("Traceback (most recent call last):\n  File 'a.py', line 3\nasyncio.TimeoutError: 5 s", "TimeoutError"),
        ("ERROR order 4711 of 'Mrs. J' failed after 12.5 s", "order … of … failed after … s"),
        ({"level": "info", "msg": "fine"}, ""),
        ({"level": "info", "msg": "fine", "code": "E1"}, ""),
        ({"level": "error", "msg": "bad", "code": "23502"}, "23502"),
    ],
)
def test_the_error_of_a_row(raw: str | dict[str, object], error: str) -> None:
    assert error_of(row(raw)) == error


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"msg": "a", "method": "POST", "path": "/api/checkout"}, "POST /api/checkout"),
        ({"msg": "a", "url": "https://a.example/orders/4711/items?x=1"}, "/orders/…/items"),
        ({"msg": "a", "req": {"method": "GET", "url": "/u/3fa85f64-5717-4562-b3fc-2c963f66afa6"}}, "GET /u/…"),
        ({"msg": "a"}, ""),
    ],
)
def test_the_path_of_a_row_leaves_ids_out(raw: dict[str, object], path: str) -> None:
    assert path_of(row(raw)) == path


def test_the_person_and_the_words_of_a_row() -> None:
    assert person_of(row({"msg": "a", "staff_id": 7})) == "7"
    assert words_of(row({"msg": "took 12 ms for r-77f1a2"})) == "took … ms for …"


def test_groups_are_counted_with_the_times_first_and_last_seen() -> None:
    start = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
    grouping = Grouping("error_class")
    for minute, name in enumerate(["A", "B", "B", "", "A", "B"]):
        at = (start + timedelta(minutes=minute)).isoformat()
        grouping.add(minute, row({"time": at, "level": "error", "error_class": name, "msg": "x"}))
    b, a = grouping.ordered()
    assert (b.key, b.count, b.row) == ("B", 3, 1)
    assert (b.first, b.last) == (start + timedelta(minutes=1), start + timedelta(minutes=5))
    assert (a.key, a.count, grouping.without) == ("A", 2, 1)


def test_too_many_groups_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loggroups, "MOST", 3)
    grouping = Grouping("id")
    for number in range(10):
        grouping.add(number, row({"msg": "x", "id": f"i{number}"}))
    assert next((group.key, group.count) for group in grouping.ordered()) == (loggroups.OTHERS, 7)


@pytest.mark.parametrize("by", ["error", "path", "person", "words", "level", "source", "request_id"])
@pytest.mark.parametrize(
    "raw",
    [
        {"level": "error", "error_class": "UpstreamTimeout", "msg": "no answer in 30 s", "path": "/orders/4711/x"},
        {"level": 50, "err": {"name": "TypeError", "message": "x"}, "staff": "ana", "request_id": "r-1"},
        {"level": "error", "msg": 'order "a" failed 3 times', "url": "https://a.example/b?c=d", "user_id": 7},
        {"level": "warn", "msg": "slow"},
    ],
)
def test_the_filter_of_a_group_shows_the_row_it_was_made_from(by: str, raw: dict[str, object]) -> None:
    typed = filter_for(by, row(raw))
    if typed:
        assert read(typed).fits(LogRow("api", json.dumps(raw).encode())), typed


@given(st.binary(max_size=200), st.sampled_from(["error", "path", "person", "words", "x"]))
def test_any_line_can_be_counted_and_its_filter_read(raw: bytes, by: str) -> None:
    grouping = Grouping(by)
    parsed = parse(LogRow("api", raw))
    grouping.add(0, parsed)
    assert grouping.without + sum(group.count for group in grouping.ordered()) == 1
    if typed := filter_for(by, parsed):
        read(typed)
