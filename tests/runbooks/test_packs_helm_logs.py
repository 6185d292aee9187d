"""The statements for archived logs, on real files as Logpush writes them."""

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from cockpit.providers.sql.bind import bind
from tests.runbooks.helm_shop import AROUND, sql_of

WRITTEN = {
    "request_id": "req-41", "path": "/api/refund", "method": "POST", "status": 500, "ms": 41,
    "error_class": "D1Error", "error_msg": "NOT NULL constraint failed: refunds.cash_cents",
    "staff_id": "7", "staff_label": "staff-7", "error_context": {"table": "refunds", "id": 3},
}  # fmt: skip


def record(ms: int, *messages: str, outcome: str = "ok") -> dict[str, object]:
    logs = [{"Level": "log", "Message": [message], "TimestampMs": ms} for message in messages]
    return {"EventTimestampMs": ms, "EventType": "fetch", "Outcome": outcome, "Logs": logs, "Exceptions": []}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One compressed file of a minute: the line sought, plain words, another error, one broken off, one truncated."""
    later = WRITTEN | {"request_id": "req-42", "staff_id": "9"}
    old = WRITTEN | {"request_id": "req-1", "error_class": "Old"}
    records = [
        record(1778248920123, "starting", json.dumps(WRITTEN)),
        record(1778248925000, json.dumps(later)),
        record(1778248926000, outcome="canceled"),
        record(1778248927000, '{"request_id": "req-43", "stat<<<Logpush: message truncated>>>'),
        record(1778200000000, json.dumps(old)),
    ]
    (tmp_path / "helm-logs").mkdir()
    name = "20260508T140200Z_20260508T140300Z_0a1b2c3d.log.gz"
    with gzip.open(tmp_path / "helm-logs" / name, "wt") as file:
        file.write("\n".join(map(json.dumps, records)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(step: str, **values: str) -> list[dict[str, object]]:
    bound = bind(sql_of("helm-log-archive", step), values, "${}")
    found = duckdb.connect().execute(bound.text, list(bound.values))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.usefixtures("archive")
def test_a_request_is_found_with_all_its_line_says() -> None:
    [found] = rows("by-id", request_id="req-41")
    assert str(found["logged_at"]) == "2026-05-08 14:02:00.123000"
    assert {name: found[name] for name in ("method", "path", "status", "ms", "error_class", "staff_id")} == {
        "method": "POST", "path": "/api/refund", "status": "500", "ms": "41", "error_class": "D1Error", "staff_id": "7",
    }  # fmt: skip
    assert json.loads(str(found["error_context"])) == {"table": "refunds", "id": 3}


@pytest.mark.usefixtures("archive")
def test_without_an_id_errors_around_the_time_are_counted() -> None:
    [found] = rows("by-time", **AROUND)
    assert (found["path"], found["error_class"], found["times"], found["people"]) == ("/api/refund", "D1Error", 2, 2)
    assert found["example"] == "req-41"


@pytest.mark.usefixtures("archive")
def test_requests_broken_off_are_counted() -> None:
    assert {(row["outcome"], row["times"]) for row in rows("canceled")} == {("ok", 4), ("canceled", 1)}
