"""The management API on the loopback address: it keeps a project, answers as the vendor does, and can be told to fail.

Restores in place exist here too, and are counted: nothing of ours may ever ask for one.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec

from cockpit.drill.vendors.loopback import Asked, Loopback, Reply, loopback

REF = "abcdefghijklmnopqrst"
TOKEN = "sbp_canary0123456789"
JSON = {"content-type": "application/json; charset=utf-8"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a log: what function, when, with which status."""

    id: str
    at: datetime
    status: int = 200
    path: str = "/functions/v1/orders"
    message: str = "POST | 200"
    seen_from: datetime | None = None
    """Rows come late: before then no query brings it."""


class Project:
    """The state behind the API, and what was done to it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.status = "ACTIVE_HEALTHY"
        self.sick: dict[str, str] = {}
        self.pitr = True
        self.points: dict[str, str] = {}
        self.restores_in_place = 0
        self.secrets = {"SHOPIFY_BANNOS_TOKEN": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
        self.lines: list[Line] = []
        self.queries: list[Mapping[str, str]] = []
        self.fault: Callable[[Asked], Reply | None] = lambda asked: None
        self.after_effect: Callable[[Asked], Reply | None] = lambda asked: None
        """As `fault`, but what was asked for has been done: the answer is lost, the effect is not."""

    def answer(self, asked: Asked) -> Reply:
        """One request."""
        if (failed := self.fault(asked)) is not None:
            return failed
        parts = urlsplit(asked.path)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return _json(401, {"message": "Unauthorized"})
        if not (found := re.fullmatch(r"/v1/projects/([a-z]{20})(/.*)?", parts.path)):
            return _json(404, {"message": f"Cannot {asked.method} {parts.path}"})
        if found[1] != REF:
            return _json(
                403, {"message": "Your account does not have the necessary privileges to access this endpoint"}
            )
        route = self._routes.get((asked.method, found[2] or ""))
        if route is None:
            return _json(404, {"message": f"Cannot {asked.method} {parts.path}"})
        reply = route(self, asked, parse_qs(parts.query))
        return self.after_effect(asked) or reply

    def _project(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        version = {
            "host": f"db.{REF}.supabase.co",
            "version": "17.4.1.045",
            "postgres_engine": "17",
            "release_channel": "ga",
        }
        return _json(
            200,
            {
                "id": REF,
                "ref": REF,
                "organization_id": "acme",
                "organization_slug": "acme",
                "name": "Kitchen",
                "region": "ap-southeast-2",
                "created_at": "2025-01-01T00:00:00Z",
                "status": self.status,
                "database": version,
            },
        )

    def _health(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        def one(name: str) -> dict[str, object]:
            if name in self.sick:
                return {"name": name, "healthy": False, "status": "UNHEALTHY", "error": self.sick[name]}
            return {"name": name, "healthy": True, "status": "ACTIVE_HEALTHY"}

        wanted = query.get("services", [])
        return _json(200, [one(name) for name in wanted]) if wanted else _json(400, {"message": "services is required"})

    def _backups(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        made = self._now() - timedelta(hours=7)
        window = {
            "earliest_physical_backup_date_unix": int((self._now() - timedelta(days=7)).timestamp()),
            "latest_physical_backup_date_unix": int((self._now() - timedelta(minutes=2)).timestamp()),
        }
        backup = {"id": 12, "is_physical_backup": True, "status": "COMPLETED", "inserted_at": made.isoformat()}
        return _json(
            200,
            {
                "region": "ap-southeast-2",
                "walg_enabled": True,
                "pitr_enabled": self.pitr,
                "backups": [backup],
                "physical_backup_data": window if self.pitr else {},
            },
        )

    def _make_point(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        name = str(msgspec.json.decode(asked.body)["name"])
        if len(name) > 20:
            return _json(400, {"message": "name must be at most 20 characters"})
        self.points[name] = "PENDING"
        return _json(201, {"name": name, "status": "PENDING", "completed_on": None})

    def _point(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        name = query.get("name", [""])[0]
        if name not in self.points:
            return _json(404, {"message": "restore point not found"})
        done = self.points[name] == "AVAILABLE"
        on = self._now().isoformat() if done else None
        return _json(200, {"name": name, "status": self.points[name], "completed_on": on})

    def _functions(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        one = {
            "id": "f-1",
            "slug": "orders",
            "name": "orders",
            "status": "ACTIVE",
            "version": 42,
            "created_at": 1_760_000_000_000,
            "updated_at": 1_770_000_000_000,
            "verify_jwt": False,
        }
        return _json(200, [one])

    def _secrets(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        at = self._now().isoformat()
        return _json(200, [{"name": name, "value": digest, "updated_at": at} for name, digest in self.secrets.items()])

    def _set_secrets(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        for one in msgspec.json.decode(asked.body):
            if one["name"].startswith("SUPABASE_"):
                return _json(400, {"message": "Secret name must not start with the SUPABASE_ prefix."})
            self.secrets[one["name"]] = hashlib.sha256(one["value"].encode()).hexdigest()
        return Reply(201)

    def _unset_secrets(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        for name in msgspec.json.decode(asked.body):
            self.secrets.pop(name, None)
        return Reply(200)

    def _read_only(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        return _json(200, {"enabled": False, "override_enabled": False, "override_active_until": ""})

    def _logs(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        """Without both times only the last minute is looked at; an error comes with status 200, as at the vendor."""
        asked_for = {name: values[0] for name, values in query.items()}
        self.queries.append(asked_for)
        sql = asked_for.get("sql", "")
        until = _time(asked_for.get("iso_timestamp_end")) or self._now()
        since = _time(asked_for.get("iso_timestamp_start")) or until - timedelta(minutes=1)
        if until - since > timedelta(hours=24):
            return _json(200, {"result": [], "error": "Query range exceeds 24 hours"})
        if not re.match(r"select .* from (function_edge_logs|function_logs|postgres_logs) ", sql):
            return _json(
                200, {"result": [], "error": {"code": 400, "errors": [], "message": "Syntax error", "status": "X"}}
            )
        seen = [line for line in self.lines if since <= line.at <= until and (line.seen_from or line.at) <= self._now()]
        if "starts_with" in sql:
            path = re.search(r"starts_with\([\w.]+, '((?:[^']|'')*)'\)", sql)
            seen = [line for line in seen if path and line.path.startswith(path[1].replace("''", "'"))]
        if text := re.search(r"strpos\(event_message, '((?:[^']|'')*)'\)", sql):
            seen = [line for line in seen if text[1].replace("''", "'") in line.message]
        if " >= 500" in sql.partition(" where ")[2]:
            seen = [line for line in seen if line.status >= 500]
        if sql.startswith("select count(*)"):
            return _json(200, {"result": [{"calls": len(seen), "errors": sum(line.status >= 500 for line in seen)}]})
        if " as answers from " in sql:
            counted = Counter(line.status for line in seen)
            return _json(200, {"result": [{"status": status, "answers": n} for status, n in counted.most_common()]})
        limit = int(found[1]) if (found := re.search(r"limit (\d+)", sql)) else 1000
        newest = sorted(seen, key=lambda line: line.at, reverse=True)[: min(limit, 1000)]
        return _json(200, {"result": [_row(line) for line in newest]})

    def _in_place(self, asked: Asked, query: Mapping[str, list[str]]) -> Reply:
        self.restores_in_place += 1
        return _json(201, {})

    _routes: Mapping[tuple[str, str], Callable[["Project", Asked, Mapping[str, list[str]]], Reply]] = {
        ("GET", ""): _project,
        ("GET", "/health"): _health,
        ("GET", "/database/backups"): _backups,
        ("POST", "/database/backups/restore-point"): _make_point,
        ("GET", "/database/backups/restore-point"): _point,
        ("GET", "/functions"): _functions,
        ("GET", "/secrets"): _secrets,
        ("POST", "/secrets"): _set_secrets,
        ("DELETE", "/secrets"): _unset_secrets,
        ("GET", "/readonly"): _read_only,
        ("GET", "/analytics/endpoints/logs.all"): _logs,
        ("POST", "/database/backups/restore-pitr"): _in_place,
        ("POST", "/database/backups/restore"): _in_place,
        ("POST", "/database/backups/undo"): _in_place,
    }


@contextmanager
def supabase(now: Callable[[], datetime]) -> Iterator[tuple[Loopback, Project]]:
    """A running API and its project; `now` is its clock."""
    project = Project(now)
    with loopback(project.answer) as server:
        yield server, project


def _row(line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "timestamp": int(line.at.timestamp() * 1_000_000),
        "event_message": line.message,
        "status": line.status,
        "method": "POST",
        "path": line.path,
        "function_id": "f-1",
        "ms": 12,
        "version": "42",
    }


def _json(status: int, body: object) -> Reply:
    return Reply(status, msgspec.json.encode(body), JSON)


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written.replace("Z", "+00:00")).astimezone(UTC) if written else None
