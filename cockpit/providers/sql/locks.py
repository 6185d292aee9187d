"""SQL over a table used as a queue: which locks are stuck, by the database's clock.

A lock is stuck when it is older than the profile says under every status that is not done: a worker that died while
its job was `running` leaves as stuck a row as one that died while it was `pending`.
"""

# ruff: noqa: S608 - names of tables and columns are checked and quoted by `identifiers`, every value is bound

from cockpit.core.profile import QueueSpec
from cockpit.providers.sql.dialect import Dialect
from cockpit.providers.sql.engine import Bound
from cockpit.providers.sql.identifiers import quoted


def counts(spec: QueueSpec, dialect: Dialect) -> Bound:
    """One row per status: status, jobs, age of the oldest (s), stuck locks, unreadable times. Raises IdentifierError.

    The age is NULL where no row has a time.
    """
    status, created = quoted(spec.status), quoted(spec.created_at)
    made = dialect.epoch.format(created)
    unread = f"sum(case when {created} is not null and {made} is null then 1 else 0 end)"
    stuck = "0"
    values: tuple[str, ...] = ()
    if spec.locked_at:
        condition, values = _stuck(spec, dialect)
        stuck = f"sum(case when {condition} then 1 else 0 end)"
    return Bound(
        f"select {_text(status)} as status, count(*) as jobs, {dialect.now} - min({made}) as oldest,"
        f" {stuck} as stuck, {unread} as unread from {quoted(spec.table)} group by {status} order by 1",
        values,
    )


def stuck_rows(spec: QueueSpec, dialect: Dialect) -> Bound:
    """The stuck rows, oldest lock first: id, status, locked_by and locked_at as kept, age of the lock (s)."""
    condition, values = _stuck(spec, dialect)
    kept = [dialect.text.format(quoted(column)) for column in (spec.id, spec.locked_at, spec.locked_by)]
    age = f"{dialect.now} - {dialect.epoch.format(quoted(spec.locked_at))}"
    return Bound(
        f"select {kept[0]} as id, {_text(quoted(spec.status))} as status, {kept[2]} as locked_by,"
        f" {kept[1]} as locked_at, {age} as age from {quoted(spec.table)} where {condition} order by 5 desc",
        values,
    )


def recent_lockers(spec: QueueSpec, dialect: Dialect) -> Bound:
    """Who holds a lock that is not old: those workers are alive."""
    locked = quoted(spec.locked_at)
    age = f"{dialect.now} - {dialect.epoch.format(locked)}"
    return Bound(
        f"select distinct {dialect.text.format(quoted(spec.locked_by))} as worker from {quoted(spec.table)}"
        f" where {locked} is not null and {age} <= {spec.stuck_after.total_seconds()}"
    )


def _stuck(spec: QueueSpec, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    locked, status = quoted(spec.locked_at), _text(quoted(spec.status))
    age = f"{dialect.now} - {dialect.epoch.format(locked)}"
    places = ", ".join(dialect.place.format(number + 1) for number in range(len(spec.done)))
    # A status of NULL is not done either.
    over = f" and ({status} is null or {status} not in ({places}))" if spec.done else ""
    return f"{locked} is not null and {age} > {spec.stuck_after.total_seconds()}{over}", spec.done


def _text(column: str) -> str:
    return f"cast({column} as varchar)"  # an enum does not compare with a text parameter
