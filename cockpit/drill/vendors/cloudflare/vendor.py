"""The HTTP side: routes over what the account holds, in Cloudflare's envelope."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, unquote, urlsplit

from cockpit.drill.vendors.cloudflare.answers import Json, done, failed, zulu
from cockpit.drill.vendors.cloudflare.database import AnyDatabase, LabDatabase, LabSqlError
from cockpit.drill.vendors.cloudflare.logs import stored_logs
from cockpit.drill.vendors.cloudflare.store import ObjectStore
from cockpit.drill.vendors.cloudflare.tails import TailHub
from cockpit.drill.vendors.cloudflare.transfers import STORED, Transfers
from cockpit.drill.vendors.loopback import Asked, Loopback, Reply, loopback

ACCOUNT = "0123456789abcdef0123456789abcdef"
TOKEN = "cf-canary-1234567890"
NOON = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
MOST_TAILS = 10


@dataclass
class LabWorker:
    """A script: its versions, what is deployed, its secrets."""

    versions: dict[str, Json] = field(default_factory=dict)
    deployed: list[Json] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    changed_secrets: list[str] = field(default_factory=list)
    """Changed since every older version: a roll-back without force is refused."""


class Account:
    """What one account holds, and how it answers."""

    def __init__(self, hub: TailHub, now: Callable[[], datetime] | None = None) -> None:
        """`now` says when things are deployed; None: the first an hour after NOON, each other an hour later."""
        self.hub, self.now = hub, now
        self.token = TOKEN
        self.workers: dict[str, LabWorker] = {}
        self.databases: dict[str, AnyDatabase] = {}
        self.transfers = Transfers()
        self.store = ObjectStore(self._now())
        self.buckets = self.store.buckets
        self.said: list[tuple[int, str, object]] = []
        """For Workers Logs: when (ms), which Worker, what: a text or the JSON it logged."""
        self.writes = 0

    def add(self, worker: str, database: AnyDatabase, versions: int = 3) -> LabWorker:
        """A Worker bound to `database`, its newest version deployed."""
        made = self.workers[worker] = LabWorker()
        self.databases[database.uuid] = database
        for number in range(1, versions + 1):
            self.release(made, database, f"release {number}")
        return made

    def release(
        self, worker: LabWorker, database: AnyDatabase, message: str, at: datetime | None = None, id: str = ""
    ) -> str:
        """Make the next version of `worker` and deploy it; its id. `at`: when that was, now if it is left out."""
        number = len(worker.versions) + 1
        id = id or f"00000000-0000-4000-8000-{number:012d}"
        worker.versions[id] = {
            "id": id,
            "number": number,
            "metadata": {"created_on": zulu(at or self._now(number)), "author_email": "ana@x.example"},
            "annotations": {"workers/message": message},
            "resources": {"bindings": [{"type": "d1", "name": "DB", "id": database.uuid}]},
        }
        self.deploy(worker, id, message, at)
        return id

    def deploy(self, worker: LabWorker, version: str, message: str, at: datetime | None = None) -> str:
        number = len(worker.deployed) + 1
        id = f"11111111-0000-4000-8000-{number:012d}"
        worker.deployed.insert(
            0,
            {
                "id": id,
                "created_on": zulu(at or self._now(number)),
                "source": "api",
                "strategy": "percentage",
                "author_email": "ana@x.example",
                "annotations": {"workers/message": message},
                "versions": [{"version_id": version, "percentage": 100}],
            },
        )
        return id

    def _now(self, number: int = 0) -> datetime:
        return self.now() if self.now else NOON + timedelta(hours=number)

    def answer(self, asked: Asked) -> Reply:
        """As the API does on a good day; the store's own addresses are their own secret."""
        if asked.path.startswith(STORED):
            return self.transfers.stored(asked)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return failed(401, 10000, "Authentication error")
        parts = urlsplit(asked.path)
        prefix = f"/accounts/{ACCOUNT}"
        if not parts.path.startswith(prefix + "/"):
            return failed(404, 7003, "Could not route to that account")
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        body = cast(Json, json.loads(asked.body)) if asked.body else {}
        for method, pattern, route in self._routes():
            found = re.fullmatch(pattern, parts.path.removeprefix(prefix))
            if found and method == asked.method:
                return route([unquote(group) for group in found.groups()], query, body)
        return failed(404, 7000, "No route for that URI")

    def _routes(self) -> list[tuple[str, str, Callable[[list[str], dict[str, str], Json], Reply]]]:
        worker = r"/workers/scripts/([^/]+)"
        database = r"/d1/database/([^/]+)"
        return [
            ("GET", f"{worker}/tails", lambda names, q, b: self._tails(names[0])),
            ("POST", f"{worker}/tails", lambda names, q, b: self._tail(names[0], b)),
            ("DELETE", f"{worker}/tails/([^/]+)", lambda names, q, b: self._end_tail(names[1])),
            ("GET", f"{worker}/deployments", lambda names, q, b: self._of(names[0], self._deployments)),
            ("POST", f"{worker}/deployments", lambda names, q, b: self._roll(names[0], q, b)),
            ("GET", f"{worker}/versions", lambda names, q, b: self._of(names[0], self._versions)),
            ("GET", f"{worker}/versions/([^/]+)", lambda names, q, b: self._version(names[0], names[1])),
            ("GET", f"{worker}/secrets", lambda names, q, b: self._of(names[0], self._secrets)),
            ("PUT", f"{worker}/secrets", lambda names, q, b: self._put_secret(names[0], b)),
            ("GET", "/d1/database", lambda names, q, b: self._databases(q)),
            ("GET", database, lambda names, q, b: self._database(names[0])),
            ("POST", f"{database}/(?:query|raw)", lambda names, q, b: self._query(names[0], b)),
            ("GET", f"{database}/time_travel/bookmark", lambda names, q, b: self._bookmark(names[0], q)),
            ("POST", f"{database}/time_travel/restore", lambda names, q, b: self._restore(names[0], q)),
            ("POST", f"{database}/export", lambda names, q, b: self.transfers.export(self.databases.get(names[0]), b)),
            ("POST", f"{database}/import", lambda names, q, b: self._import(names[0], b)),
            (
                "POST",
                "/workers/observability/telemetry/query",
                lambda names, q, b: stored_logs(self.said, b, self._now()),
            ),
            ("GET", r"/r2/buckets/([^/]+)/objects", lambda names, q, b: self.store.listed(names[0], q)),
            ("GET", r"/r2/buckets/([^/]+)/objects/(.+)", lambda names, q, b: self.store.got(names[0], names[1])),
        ]

    def _tails(self, worker: str) -> Reply:
        listed = [{"id": tail.id, "url": "", "expires_at": zulu(tail.expires_at)} for tail in self.hub.tails.values()]
        return done([one for one in listed if self.hub.tails[str(one["id"])].worker == worker])

    def _tail(self, worker: str, body: Json) -> Reply:
        if worker not in self.workers:
            return failed(404, 10007, "This Worker does not exist on your account.")
        if sum(tail.worker == worker for tail in self.hub.tails.values()) >= MOST_TAILS:
            return failed(400, 10057, "maximum number of tails reached")
        tail = self.hub.make(worker, cast("list[Mapping[str, object]]", body.get("filters", [])))
        url = f"ws://127.0.0.1:{self.hub.port}/{tail.id}"
        return done({"id": tail.id, "url": url, "expires_at": zulu(tail.expires_at)})

    def _end_tail(self, id: str) -> Reply:
        return done(None) if self.hub.delete(id) else failed(404, 10008, "no such tail")

    def _of(self, name: str, read: Callable[[LabWorker], object]) -> Reply:
        worker = self.workers.get(name)
        return (
            failed(404, 10007, "This Worker does not exist on your account.") if worker is None else done(read(worker))
        )

    def _deployments(self, worker: LabWorker) -> object:
        return {"deployments": list(reversed(worker.deployed[:10]))}

    def _versions(self, worker: LabWorker) -> object:
        return {"items": [{key: one[key] for key in one if key != "resources"} for one in worker.versions.values()]}

    def _version(self, name: str, id: str) -> Reply:
        found = self.workers[name].versions.get(id) if name in self.workers else None
        return done(found) if found else failed(404, 10146, "version not found")

    def _roll(self, name: str, query: dict[str, str], body: Json) -> Reply:
        worker = self.workers[name]
        version = cast("list[Json]", body["versions"])[0]["version_id"]
        if version not in worker.versions:
            return failed(404, 10146, "version not found")
        if worker.changed_secrets and query.get("force") != "true":
            says = f"The following secrets have changed: {', '.join(worker.changed_secrets)}"
            return failed(400, 10220, says)
        self.writes += 1
        annotations = cast(Json, body.get("annotations", {}))
        id = self.deploy(worker, str(version), str(annotations.get("workers/message", "")))
        return done(worker.deployed[0] if worker.deployed[0]["id"] == id else None)

    def _secrets(self, worker: LabWorker) -> object:
        return [{"name": name, "type": "secret_text"} for name in worker.secrets]

    def _put_secret(self, name: str, body: Json) -> Reply:
        self.writes += 1
        self.workers[name].secrets[str(body["name"])] = str(body["text"])
        return done({"name": body["name"], "type": "secret_text"})

    def _databases(self, query: dict[str, str]) -> Reply:
        wanted = query.get("name", "")
        return done([one.described() for one in self.databases.values() if wanted in one.name])

    def _database(self, id: str) -> Reply:
        found = self.databases.get(id)
        return done(found.described()) if found else failed(404, 7404, "The database could not be found")

    def _query(self, id: str, body: Json) -> Reply:
        if id not in self.databases:
            return failed(404, 7404, "The database could not be found")
        statements = cast("list[Json]", body["batch"]) if "batch" in body else [body]
        try:
            results, wrote = self.databases[id].run(
                [(str(one["sql"]), cast("list[object]", one.get("params") or [])) for one in statements]
            )
        except LabSqlError as error:
            return failed(400, 7500, str(error))
        self.writes += wrote
        return done(results)

    def _import(self, id: str, body: Json) -> Reply:
        before = self.transfers.imported
        reply = self.transfers.take(self.databases.get(id), body)
        self.writes += self.transfers.imported - before
        return reply

    def _bookmark(self, id: str, query: dict[str, str]) -> Reply:
        return done({"bookmark": self.databases[id].bookmark(query.get("timestamp"))})

    def _restore(self, id: str, query: dict[str, str]) -> Reply:
        database = self.databases[id]
        before = database.bookmark()
        wanted = query.get("bookmark") or database.bookmark(query.get("timestamp"))
        if not database.restore(wanted):
            return failed(400, 7500, "bookmark is invalid or too old")
        self.writes += 1
        return done({"bookmark": wanted, "previous_bookmark": before, "message": "restored"})


class Lab:
    """The account behind a running server."""

    def __init__(self, account: Account, server: Loopback) -> None:
        self.account, self.server, self.hub = account, server, account.hub
        self.url = server.url

    def settings(self, slug: str = "acme", **more: str) -> dict[str, str]:
        """Of a target that stands for one tenant here."""
        return {"account": ACCOUNT, "slug": slug, "url": self.url, "worker": "helm-{slug}", **more}


@contextmanager
def cloudflare(folder: Path, *slugs: str) -> Iterator[Lab]:
    """An account with a Worker and a database for each tenant."""
    hub = TailHub()
    account = Account(hub)
    for number, slug in enumerate(slugs or ("acme",), 1):
        uuid = f"{number:08d}-aaaa-4bbb-8ccc-000000000000"
        account.add(f"helm-{slug}", LabDatabase(uuid, f"helm-{slug}-db", folder / f"{slug}.sqlite"))
    try:
        with loopback(account.answer) as server:
            account.transfers.url = server.url
            yield Lab(account, server)
    finally:
        hub.close()
