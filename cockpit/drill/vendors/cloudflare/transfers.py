"""Exports and imports of whole databases: begun, asked for until they end, their files in a store beside the API."""

import hashlib
from dataclasses import dataclass

from cockpit.drill.vendors.cloudflare.answers import Json, done, failed
from cockpit.drill.vendors.cloudflare.database import AnyDatabase, LabSqlError
from cockpit.drill.vendors.loopback import Asked, Reply

STORED = "/stored/"


@dataclass
class Job:
    """One import or export on its way."""

    kind: str
    left: int
    """How many answers still say that it is under way."""
    end: Json


class Transfers:
    """Its knobs: `polls`, how often it says "active" first; `mangles`, the store takes other bytes than were sent."""

    def __init__(self) -> None:
        self.url = ""
        self.polls = 1
        self.mangles = False
        self.imported = 0
        """How many imports changed something."""
        self._files: dict[str, bytes] = {}
        self._jobs: dict[tuple[str, str], Job] = {}

    def stored(self, asked: Asked) -> Reply:
        """The store: whoever has the address may read or write that one file."""
        name = asked.path.removeprefix(STORED).partition("?")[0]
        if asked.method == "PUT":
            self._files[name] = asked.body[:-1] if self.mangles else asked.body
            return Reply(200, b"", {"etag": f'"{_md5(self._files[name])}"'})
        if name not in self._files:
            return Reply(404, b"<Error><Code>NoSuchKey</Code></Error>", {"content-type": "application/xml"})
        return Reply(200, self._files[name])

    def end(self) -> None:
        """What is under way has ended, and says so when it is next asked for."""
        for job in self._jobs.values():
            job.left = 0

    def export(self, database: AnyDatabase | None, body: Json) -> Reply:
        if database is None:
            return _missing()
        mark = str(body.get("current_bookmark") or "")
        if not mark:
            mark = database.bookmark()
            self._jobs[database.uuid, mark] = Job("export", self.polls, self._written(database))
        return self._told(database, mark, "export")

    def take(self, database: AnyDatabase | None, body: Json) -> Reply:
        """The three things one can say of an import."""
        if database is None:
            return _missing()
        match body.get("action"):
            case "init":
                return self._expected(database, str(body["etag"]))
            case "ingest":
                return self._ingested(database, str(body["filename"]), str(body["etag"]))
            case "poll":
                return self._told(database, str(body["current_bookmark"]), "import")
        return failed(400, 7400, "unknown action")

    def _expected(self, database: AnyDatabase, etag: str) -> Reply:
        name = f"{database.uuid}-{etag}.sql"
        if _md5(self._files.get(name, b"")) == etag:
            return self._ingested(database, name, etag)  # as the vendor does: a file it knows is imported at once
        secret = hashlib.sha256(name.encode()).hexdigest()[:16]
        url = f"{self.url}{STORED}{name}?X-Amz-Signature={secret}"
        return done({"success": True, "type": "import", "filename": name, "upload_url": url})

    def _ingested(self, database: AnyDatabase, name: str, etag: str) -> Reply:
        if _md5(self._files.get(name, b"")) != etag:
            return failed(400, 7500, "the uploaded file is missing or its etag does not match")
        mark = database.bookmark()
        end: Json
        try:
            count = database.load(self._files[name].decode())
            self.imported += 1
            result = {"num_queries": count, "final_bookmark": database.bookmark(), "meta": {"changed_db": True}}
            end = {"status": "complete", "success": True, "result": result}
        except LabSqlError as error:
            end = {"status": "error", "success": False, "error": str(error)}
        self._jobs[database.uuid, mark] = Job("import", self.polls, end)
        return self._told(database, mark, "import")

    def _told(self, database: AnyDatabase, mark: str, kind: str) -> Reply:
        job = self._jobs.get((database.uuid, mark))
        if job is None or job.kind != kind:
            return done({"success": False, "type": kind, "error": f"Not currently {kind}ing anything."})
        common: Json = {"type": kind, "at_bookmark": mark, "messages": [f"{job.left} to go"] if job.left else []}
        if job.left:
            job.left -= 1
            return done({**common, "success": True, "status": "active"}, status=202)
        if kind == "export":
            del self._jobs[database.uuid, mark]  # the vendor tells the address once
        return done({**common, **job.end})

    def _written(self, database: AnyDatabase) -> Json:
        try:
            content = database.dump().encode()
        except LabSqlError as error:
            return {"status": "error", "success": False, "error": str(error)}
        name = f"{database.uuid}-{_md5(content)}.export.sql"
        self._files[name] = content
        url = f"{self.url}{STORED}{name}?X-Amz-Signature={_md5(content)[:16]}"
        return {"status": "complete", "success": True, "result": {"filename": name, "signed_url": url}}


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _missing() -> Reply:
    return failed(404, 7404, "The database could not be found")
