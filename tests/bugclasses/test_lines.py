"""Which log lines look like a known bug, and which only nearly."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.bugclass import follows, read
from tests.bugclasses.showing import CLASSES, at, looks_like

ALIKE: dict[str, tuple[str, str, str]] = {
    # what it is: (a line that shows it, what is said, a line that only looks alike)
    "not-null": (
        '{"level":50,"msg":"insert failed","error_msg":"NOT NULL constraint failed: refunds.cash_cents"}',
        "refunds.cash_cents may not be empty and got no value",
        "ERROR UNIQUE constraint failed: refunds.id",
    ),
    "not-null in Postgres": (
        'ERROR:  null value in column "total" of relation "orders" violates not-null constraint',
        "orders.total may not be empty and got no value",
        'ERROR:  value "null" violates check constraint',
    ),
    "not-null without a table": (
        'ERROR: null value in column "total" violates not-null constraint',
        "A column that may not be empty got no value",
        "added a not null constraint to orders.total",
    ),
    "missing-schema": (
        'error: relation "work_queue" does not exist at character 15',
        'The code asks for relation "work_queue", which is not there',
        "user 41 does not exist",
    ),
    "missing-schema of a column": (
        'ERROR: column "locked_by" of relation "work_queue" does not exist',
        'The code asks for column "locked_by" of relation "work_queue", which is not there',
        "the file config.json does not exist",
    ),
    "missing-schema in SQLite": (
        "D1_ERROR: no such column: o.note: SQLITE_ERROR",
        "The code asks for column: o.note, which is not there",
        "no such table reservation at 8 pm",
    ),
    "race": (
        "ERROR: deadlock detected",
        "Two people or requests changed the same row at once",
        "deadlock detector started",
    ),
    "stale-state": (
        "PATCH /orders/7 409 version mismatch: expected 4, found 5",
        "Something was saved over a newer state",
        "node version matches",
    ),
    "idempotency-reuse": (
        "payment refused: Keys for idempotent requests can only be used with the same parameters they were first used"
        " with. Try using a key other than 'sale-118-card'",
        "One idempotency key was used for two different operations",
        "idempotency key sale-118-card stored for 24 hours",
    ),
    "cors": (
        "Error: Not allowed by CORS, origin: https://shop.example",
        "Requests of pages from https://shop.example are refused (CORS)",
        "cors enabled for 3 origins",
    ),
}


@pytest.mark.parametrize("which", ALIKE)
def test_a_line_that_shows_a_bug_says_what_of_it_is_known(which: str) -> None:
    shows, says, alike = ALIKE[which]
    assert looks_like(shows) == {which.split()[0]: says}
    assert looks_like(alike) == {}


@pytest.mark.parametrize(
    "line",
    [
        '10.0.0.1 - - [14/Mar/2026:09:26:00 +0000] "GET /api/items?page=2 HTTP/1.1" 200 503 "https://shop.example/"',
        '{"level":30,"msg":"request","status":200,"ms":502,"url":"https://shop.example/select stock"}',
        "INFO connection timeout is set to 30 s, cors is off, idempotency keys are kept for 24 h",
        "user typed: select a size, does not exist? https://help.example",
        "WARN column width does not matter; null is allowed here",
    ],
)
def test_an_ordinary_line_again_and_again_looks_like_nothing(line: str) -> None:
    assert looks_like(*[line] * 30) == {}


@given(st.text(max_size=200))
def test_no_text_breaks_a_pattern(text: str) -> None:
    for one in CLASSES.values():
        for sign in one.signs:
            values = read(sign, text)
            assert values is None or set(sign.needed) <= values.keys()
            assert follows(sign, text) in (True, False)


def failing(second: float, number: int) -> str:
    return json.dumps({"time": at(second), "level": 50, "msg": "request failed", "status": 502, "id": number})


def late(second: float) -> str:
    return f"{at(second)} ERROR fetch from pay.example.com timed out after 5000 ms"


def test_time_outs_that_rise_before_our_errors_are_an_upstream() -> None:
    lines = [late(n) for n in (10, 20, 30, 35, 40)]
    assert looks_like(*lines, failing(45, 1)) == {
        "upstream-timeout": "pay.example.com answers too late, and our requests fail after it"
    }


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([late(n) for n in (10, 20, 30, 35, 40)], "nothing of ours failed"),
        ([failing(5, 1), *(late(n) for n in (10, 20, 30, 35, 40))], "our errors came first"),
        ([*(late(n) for n in (10, 20, 30, 35)), failing(45, 1)], "too few"),
        ([*(late(n) for n in (1, 2, 3, 4, 5)), failing(500, 1)], "they fell, long before"),
    ],
)
def test_other_time_outs_are_not(lines: list[str], why: str) -> None:
    assert "upstream-timeout" not in looks_like(*lines), why


def asking(request: str, item: int) -> str:
    statement = f"select stock from items where id = {item} and shop = 'acme-{item}'"
    return json.dumps({"level": 20, "msg": "db", "request_id": request, "sql": statement})


def test_the_same_question_ten_times_within_a_request_is_one_for_each_item() -> None:
    found = looks_like(*(asking("r-1", item) for item in range(10)), apart=0.01)
    assert list(found) == ["n-plus-one"]
    assert "select stock from items" in found["n-plus-one"]


def test_the_same_question_of_many_requests_is_not() -> None:
    assert looks_like(*(asking(f"r-{item}", item) for item in range(40)), apart=0.01) == {}
    assert looks_like(*(asking("r-1", item) for item in range(9)), apart=0.01) == {}


def test_a_call_for_each_item_counts_like_a_statement() -> None:
    lines = [f"[req-77] GET https://stock.example/items/{item} 200 1500 ms" for item in range(12)]
    assert list(looks_like(*lines)) == ["n-plus-one"]
