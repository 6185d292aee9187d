"""The tables a responder looks at, on any of the three databases: a job queue and an audit trail."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import duckdb
import msgspec
import psycopg

from cockpit.core.actions import Target
from tests.lab.postgres import Server

QUEUE = """
create table work_queue (
    id integer primary key, status {text} not null, topic {text}, attempts integer not null default 0,
    created_at {time} not null, locked_at {time}, locked_by {text}
)
"""
AUDIT = 'create table audit_events (id integer primary key, "at" {time} not null, who {text}, action {text})'


class Lab(msgspec.Struct, frozen=True):
    """One real database, reached past the cockpit."""

    kind: str
    target: Target

    def run(self, *statements: str) -> None:
        """Run and commit."""
        for statement in statements:
            self.rows(statement)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of one statement; what it changed is committed."""
        settings = self.target.settings
        if self.kind == "postgres":
            with psycopg.connect(settings["dsn"], autocommit=True) as session:
                cursor = session.execute(statement.encode())
                return cursor.fetchall() if cursor.description else []
        if self.kind == "sqlite":
            with closing(sqlite3.connect(settings["path"])) as file, file:
                return file.execute(statement).fetchall()
        with closing(duckdb.connect(settings["path"])) as base:
            return base.execute(statement).fetchall()

    def ago(self, minutes: float) -> str:
        """An expression: that many minutes before now, as this database's time."""
        if self.kind == "sqlite":
            return f"datetime('now', '-{minutes} minutes')"
        return f"cast(now() - interval '{minutes} minutes' as timestamptz)"

    def create(self, ddl: str) -> None:
        """Create a table of this module, in this database's types."""
        time = "text" if self.kind == "sqlite" else "timestamptz"
        self.run(ddl.format(time=time, text="text"))

    def fill_queue(self, *, pending: int = 3, stuck: int = 2, done: int = 4) -> None:
        """`work_queue` with waiting jobs, jobs locked for 40 minutes under two statuses, and finished ones."""
        self.create(QUEUE)
        number = 0
        for count, status, locked in (
            (pending, "pending", 0),
            (stuck, "pending", 40),
            (1, "running", 50),
            (done, "done", 90),
        ):
            for _ in range(count):
                number += 1
                lock = f"{self.ago(locked)}, 'worker-{number}'" if locked else "null, null"
                self.run(
                    "insert into work_queue (id, status, topic, created_at, locked_at, locked_by) "
                    f"values ({number}, '{status}', 'orders', {self.ago(20 + number)}, {lock})"
                )


@contextmanager
def postgres_lab(server: Server, **settings: str) -> Iterator[Lab]:
    """A fresh, empty database on `server`, dropped at the end."""
    name = f"t{uuid4().hex[:12]}"
    with psycopg.connect(server.dsn(), autocommit=True) as session:
        session.execute(f"create database {name}".encode())
    target = Target(name="shop-db", provider="postgres", settings={"dsn": server.dsn(name), "timeout": "5", **settings})
    yield Lab("postgres", target)
    with psycopg.connect(server.dsn(), autocommit=True) as session:
        session.execute(f"drop database {name} with (force)".encode())


def file_lab(kind: str, folder: Path) -> Lab:
    """A fresh SQLite or DuckDB file in `folder`."""
    path = folder / f"shop.{kind}"
    lab = Lab(kind, Target(name="shop-db", provider=kind, settings={"path": str(path), "timeout": "5"}))
    lab.run("create table present (id integer)")
    return lab
