"""A small shop as the Helm runbooks expect it: its tables in SQLite, and a chained audit log with known rows."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from cockpit.providers.sql.bind import bind
from cockpit.runbooks.catalog import Catalog

SCHEMA = """
create table audit_events (id integer primary key, at, staff_id text not null, staff_label text not null,
                           action text not null, prev_chain_hash text, chain_hash text not null);
create table audit_mutations (event_id integer not null references audit_events(id), summary text not null);
create table staff_sessions (id integer primary key, staff_id text not null, token_hash text not null);
create table transactions (id integer primary key, created_at text not null, amount integer not null,
                           stripe_payment_intent text);
"""

T0 = datetime(2026, 5, 8, 14, 2, tzinfo=UTC)
AROUND = {"since": "2026-05-08T13:32:00Z", "until": "2026-05-08T14:32:00Z"}
FORMATS: dict[str, Callable[[datetime], str | int]] = {
    "sqlite text": lambda at: at.strftime("%Y-%m-%d %H:%M:%S"),
    "iso": lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "epoch": lambda at: int(at.timestamp()),
}

Row = dict[str, object]


def shop(events: Iterable[tuple[timedelta, str, str]] = (), form: str = "sqlite text") -> sqlite3.Connection:
    """A shop's database; each event is (time from T0, staff id, action), the staff's label is the id as `staff-7`.

    Every event but those called `failed` has a mutation, as in an app that writes it after the fact.
    """
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.executescript(SCHEMA)
    before: str | None = None
    for id, (offset, staff, action) in enumerate(events, start=1):
        at = FORMATS[form](T0 + offset)
        chained = hashlib.sha256(f"{before}|{id}|{at}|{action}".encode()).hexdigest()
        database.execute(
            "insert into audit_events values (?, ?, ?, ?, ?, ?, ?)",
            (id, at, staff, f"staff-{staff}", action, before, chained),
        )
        if action != "failed":
            database.execute("insert into audit_mutations values (?, ?)", (id, f"{action} {id}"))
        before = chained
    return database


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def chain_of(length: int) -> sqlite3.Connection:
    """A shop with an unbroken chain of `length` events, a minute apart."""
    return shop([(minutes(number), "7", "sale") for number in range(length)])


def sql_of(runbook: str, step: str, block: int = 0) -> str:
    """The step's SQL as written."""
    found = Catalog().find(runbook).runbook.step(step)
    assert found is not None, f"{runbook}#{step}"
    return [action.text for action in found.actions if action.provider == "sql"][block]


def run(database: sqlite3.Connection, sql: str, values: Mapping[str, str]) -> list[Row]:
    """What the statement brings, its values bound as texts: that is how D1's API takes them."""
    bound = bind(sql, values, ":p{}")
    named = {f"p{number}": value for number, value in enumerate(bound.values, start=1)}
    return [dict(row) for row in database.execute(bound.text, named)]
