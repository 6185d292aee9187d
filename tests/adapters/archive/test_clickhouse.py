"""The archive port, behind it files and ClickHouse: the same lines, in time order, for the same question.

ClickHouse's own engine answers where the package `chdb` is installed (it is too large to be asked for); the HTTP
interface in front of it is ours, written after its documentation. Without the package only that interface is tested.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from cockpit.adapters.archive import clickhouse
from cockpit.adapters.archive.clickhouse import ClickHouse, Table
from cockpit.adapters.archive.files import Files
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.clock import SystemClock
from cockpit.core.hits import Hit, Span
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, Reply, loopback
from cockpit.ports import Archive

ROWS = [
    ("2026-11-24T10:00:00.500Z", "info", "pay needle"),
    ("2026-11-24T11:00:00.000Z", "error", "it's a NEEDLE, \\n too"),
    ("2026-11-24T12:00:00.000Z", "info", "other"),
    ("2026-11-25T10:00:00.000Z", "info", "needle\tagain"),
]


SECRET = Secret("s", "hunter2-long")


def lines() -> list[bytes]:
    return [json.dumps({"timestamp": at, "level": level, "message": says}).encode() for at, level, says in ROWS]


def archive(url: str, state: Search | None = None, **changed: object) -> ClickHouse:
    table = Table(url=url, name="shop.logs", time="timestamp", columns=("message",), user="reader", secret=SECRET)
    table = msgspec.structs.replace(table, **changed)
    return ClickHouse("old", table, SystemClock(), state or Search())


def said(hits: list[Hit]) -> list[str]:
    return [json.loads(hit.raw)["message"] for hit in hits]


def test_files_stand_behind_the_port(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"\n".join(lines()))
    asked: Archive = Files("old", [Place("old", str(tmp_path / "a.log"))], Search())
    assert said(list(asked.find("needle", Span()))) == ["pay needle", "needle\tagain"]
    assert len(list(asked.find("needle", Span(until=datetime(2026, 11, 24, 23, tzinfo=UTC)), any_case=True))) == 2
    with pytest.raises(SourceError):
        list(asked.find("", Span()))


def test_what_is_asked_is_read_only_bound_and_limited() -> None:
    span = Span(since=datetime(2026, 11, 24, tzinfo=UTC), until=datetime(2026, 11, 25, tzinfo=UTC))
    with loopback(Reply(body=b"\n".join(lines()))) as server:
        hits = list(archive(server.url).find("it's \\ a\tneedle' or 1=1", span))
        asked = server.asked[0]
    assert [hit.at for hit in hits] == [datetime.fromisoformat(at) for at, _, _ in ROWS]
    assert [hit.line for hit in hits] == [1, 2, 3, 4]
    assert asked.method == "GET", "which ClickHouse takes as read-only"
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
    assert query["param_needle"] == "it's \\\\ a\\tneedle' or 1=1"
    assert "or 1=1" not in query["query"]
    assert query["param_since"] == "2026-11-24T00:00:00+00:00"
    assert query["max_execution_time"] == "60"
    assert (asked.headers["x-clickhouse-user"], "x-clickhouse-key" in asked.headers) == ("reader", True)
    assert "hunter2" not in asked.path


def test_more_rows_are_asked_for_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clickhouse, "PAGE", 2)

    def pages(asked: Asked) -> Reply:
        start = int(parse_qs(urlsplit(asked.path).query)["query"][0].split("offset ")[1].split()[0])
        return Reply(body=b"\n".join(lines()[start : min(start + 2, 3)]))

    with loopback(pages) as server:
        assert len(list(archive(server.url).find("x", Span()))) == 3
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (
            Reply(status=404, body=b"Code: 60. DB::Exception: Table shop.logs does not exist."),
            "there is no table shop.logs",
        ),
        (Reply(status=500, body=b"Code: 159. DB::Exception: Timeout exceeded"), "took longer than its time"),
        (Reply(status=403, body=b"", headers={"x-clickhouse-exception-code": "516"}), "check user and secret"),
        (Reply(status=400, body=b"Code: 62. DB::Exception: Syntax \x1b[31merror"), "Code: 62. DB::Exception"),
        (Reply(status=302, headers={"location": "https://elsewhere.example"}), "not followed"),
    ],
)
def test_a_refusal_says_what_to_do(reply: Reply, says: str) -> None:
    with loopback(reply) as server, pytest.raises(SourceError, match=says) as raised:
        list(archive(server.url).find("x", Span()))
    assert "\x1b" not in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_a_name_that_is_none_is_never_sent() -> None:
    with loopback(Reply()) as server:
        for changed in ({"name": "logs; drop"}, {"time": "`x`"}, {"columns": ("a b",)}):
            with pytest.raises(SourceError, match="no name of a table or column"):
                list(archive(server.url, **changed).find("x", Span()))
        assert server.asked == []


def _engine(folder: Path) -> Callable[[Asked], Reply]:
    """ClickHouse's own engine behind an HTTP interface as documented: settings and parameters out of the address."""
    session = pytest.importorskip("chdb.session").Session(str(folder))
    session.query("create database shop")
    session.query(
        "create table shop.logs (timestamp DateTime64(3, 'UTC'), level LowCardinality(String), message String)"
        " engine = MergeTree order by timestamp"
    )
    rows = b"\n".join(lines()).decode()
    session.query(f"insert into shop.logs settings date_time_input_format = 'best_effort' format JSONEachRow {rows}")

    def answered(asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        sql, _, form = query.pop("query").rpartition(" format ")
        bound = {name.removeprefix("param_"): value for name, value in query.items() if name.startswith("param_")}
        settings = ", ".join(
            f"{name} = '{value}'" for name, value in query.items() if not name.startswith(("param_", "wait_end"))
        )
        try:
            found = session.query(f"{sql} settings readonly = 2, {settings}", form, params=bound)
        except Exception as error:  # noqa: BLE001 - whatever the engine says is the answer
            return Reply(status=500, body=str(error).encode())
        return Reply(body=found.bytes())

    return answered


def test_the_real_engine_answers_as_files_do(tmp_path: Path) -> None:
    with loopback(_engine(tmp_path / "db")) as server:
        (tmp_path / "a.log").write_bytes(b"\n".join(lines()))
        files = Files("old", [Place("old", str(tmp_path / "a.log"))], Search())
        spans = [
            Span(),
            Span(since=datetime(2026, 11, 24, 10, 30, tzinfo=UTC)),
            Span(until=datetime(2026, 11, 24, 10, 0, 0, 500_000, tzinfo=UTC)),
        ]
        for word in ("needle", "e\ta", "it's a", "\\n", "' or 1=1 --", "pay needle"):
            for any_case in (False, True):
                for span in spans:
                    got = list(archive(server.url).find(word, span, any_case=any_case))
                    want = list(files.find(json.dumps(word)[1:-1], span, any_case=any_case))
                    assert [hit.at for hit in got] == [hit.at for hit in want], (word, any_case, span)
        with pytest.raises(SourceError, match="there is no table"):
            list(archive(server.url, name="shop.nothing").find("x", Span()))
