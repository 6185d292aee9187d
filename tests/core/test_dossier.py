"""A dossier ties entries together by request, person and kind of error, whatever the fields are called."""

from datetime import UTC, datetime, timedelta

import pytest

from cockpit.core.dossier import Keys, dossier, keys_of, needles
from cockpit.core.hits import Hit

T0 = datetime(2026, 11, 24, 10, tzinfo=UTC)


def hit(line: int, raw: str) -> Hit:
    at = T0 + timedelta(minutes=line)
    return Hit(source="app", path="app.log", line=line, raw=raw.encode(), at=at, place=at)


def entry(line: int, request: str, staff: str = "", error: str = "") -> Hit:
    level = f'"level":"error","error_class":"{error}"' if error else '"level":"info"'
    return hit(line, f'{{{level},"request_id":"{request}","staff_id":"{staff}","msg":"x"}}')


@pytest.mark.parametrize(
    ("raw", "keys"),
    [
        ('{"requestId":"req_1","userId":"u_77","msg":"x"}', Keys(request="req_1", person="u_77")),
        ("level=error request_id=req_1 msg=boom err.type=LockError", Keys(request="req_1", error="LockError")),
        ("2026-11-24T10:00:00Z ERROR PaymentError: declined 81", Keys(error="PaymentError")),
        ("2026-11-24T10:00:00Z ERROR no row for order 8123 'a b'", Keys(error="no row for order … …")),
        ('{"level":50,"err":{"message":"no","stack":"TypeError: no\\n at x"},"msg":"failed"}', Keys(error="TypeError")),
        ('{"level":"info","error_class":"X1234","id":"81"}', Keys()),
        ('{"request_id":"1","user":"bo"}', Keys()),
    ],
)
def test_keys_are_read_from_what_loggers_write(raw: str, keys: Keys) -> None:
    assert keys_of(hit(1, raw)) == keys


def test_entries_are_sorted_into_what_ties_them() -> None:
    own = entry(5, "req_1", "st_01", "LockError")
    others = [
        entry(9, "req_2", "st_02", "LockError"),
        entry(3, "req_1", "st_01"),
        entry(7, "req_3", "st_01"),
        entry(8, "req_4", "st_04", "OtherError"),
        entry(6, "req_5", "st_01", "LockError"),
    ]
    found = dossier(own, [*others, own, others[0]])
    assert [one.line for one in found.request] == [3, 5]
    assert [one.line for one in found.person] == [6, 7]
    assert [one.line for one in found.siblings] == [6, 9]
    assert needles(found.keys) == ("req_1", "st_01", "LockError")


def test_an_entry_that_says_nothing_is_alone() -> None:
    found = dossier(hit(1, "hello"), [hit(2, "hello"), entry(3, "req_1")])
    assert ([one.line for one in found.request], found.person, found.siblings) == ([1], (), ())


def test_a_message_with_varying_parts_is_no_needle() -> None:
    assert needles(Keys(error="no row for order … …")) == ()
