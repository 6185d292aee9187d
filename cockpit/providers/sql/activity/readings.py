"""The readings of a PostgreSQL server: pool, locks, long transactions, tables."""

from collections.abc import Sequence
from datetime import timedelta

from cockpit.core.actions import Action
from cockpit.core.duration import parse_duration, short
from cockpit.core.readings import SourceError
from cockpit.core.text import clipped, printable
from cockpit.providers.sql import cells
from cockpit.providers.sql.activity.sessions import CLIENT, GRANT, STATEMENT, Session, sessions
from cockpit.providers.sql.activity.tree import PREPARED, Branch, tree
from cockpit.providers.sql.engine import Bound, Engine
from cockpit.providers.sql.operation import Operation, Reading, reading
from cockpit.providers.sql.show import said

LONG = timedelta(minutes=1)

# Superusers have places of their own; the others run out before max_connections. Source: manual, 19.3.1.
POOL = f"""
select count(*) filter (where {CLIENT}) as used,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as places
from pg_stat_activity
"""  # noqa: S608 - both parts are constants
TABLES = """
select s.schemaname || '.' || s.relname as table, pg_size_pretty(pg_total_relation_size(s.relid)) as size,
       s.n_live_tup as rows_about, s.n_dead_tup as dead_rows,
       greatest(s.last_vacuum, s.last_autovacuum) as vacuumed, greatest(s.last_analyze, s.last_autoanalyze) as analyzed,
       pg_total_relation_size(s.relid) as bytes
from pg_stat_user_tables s order by bytes desc nulls last limit 100
"""


async def pool(engine: Engine, action: Action) -> Reading:
    """How many places for connections are taken, by program and state."""
    return pool_of(await used_of(engine), await sessions(engine))


async def used_of(engine: Engine) -> tuple[int, int]:
    """Connections in use, and places there are. Raises SourceError."""
    used, places = (await engine.read(Bound(POOL), 1)).rows[0]
    return int(str(used)), int(str(places))


def pool_of(counted: tuple[int, int], found: Sequence[Session]) -> Reading:
    """What those sessions say of the pool."""
    used, places = counted
    groups: dict[tuple[str, str, str], list[Session]] = {}
    for session in found:
        state = session.state or "not visible"
        groups.setdefault((session.application or "no name", session.who, state), []).append(session)
    rows = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    idle = [session for session in found if session.state.startswith("idle in transaction")]
    oldest_idle = max((session.age for session in idle), default=0.0)
    percent = round(100 * used / places) if places else 100
    hidden = f"; {GRANT}" if any(session.hidden for session in found) else ""
    return Reading(
        says=f"{used} of {places} connections are in use ({percent} %), {len(idle)} idle in a transaction{hidden}",
        columns=("program", "user", "state", "sessions", "oldest"),
        rows=tuple(
            (*(printable(part, 60) for part in names), str(len(members)), _age(max(one.age for one in members)))
            for names, members in rows
        ),
        values={
            "used": used,
            "places": places,
            "used_percent": percent,
            "idle_in_transaction": len(idle),
            "oldest_idle_s": round(oldest_idle),
        },
    )


async def locks(engine: Engine, action: Action) -> Reading:
    """Who blocks whom."""
    return locks_of(await sessions(engine))


def locks_of(found: Sequence[Session]) -> Reading:
    """What those sessions say of who waits for whom."""
    branches = tree(found)
    waits = [branch for branch in branches if branch.session and branch.session.held_by]
    roots = [branch for branch in branches if branch.depth == 0]
    longest = max((branch.session.age for branch in waits if branch.session), default=0.0)
    says = "nobody waits for a lock"
    if waits:
        worst = roots[0]
        says = f"{said(len(waits), 'session')} wait for locks, the longest for {_age(longest)}"
        says += f"; {_pid(worst.pid)} holds up {worst.holds_up}"
    if any(session.hidden for session in found):
        says += f"; {GRANT}"
    return Reading(
        says=says,
        columns=("pid", "who", "state", "age", "holds up", "query"),
        rows=tuple(_row(branch) for branch in branches),
        values={
            "blocked": len(waits),
            "blockers": len(roots),
            "longest_wait_s": round(longest),
            "first_pid": roots[0].pid if roots else None,
        },
    )


async def long(engine: Engine, action: Action) -> Reading:
    """Transactions and queries older than the block says, a minute if it says nothing."""
    written = action.text.strip()
    try:
        over = parse_duration(written) if written else LONG
    except (ValueError, OverflowError) as error:
        raise SourceError(f"{printable(written, 40)!r} is no length of time; write it like 5m") from error
    found = [one for one in await sessions(engine) if one.state not in ("", "idle") and one.age > over.total_seconds()]
    return Reading(
        says=f"{said(len(found), 'session')} busy for more than {short(over)}",
        columns=("pid", "who", "state", "age", "waits for", "query"),
        rows=tuple(
            (str(one.pid), one.named, printable(one.state, 40), _age(one.age), printable(one.waits_for, 40), one.words)
            for one in found
        ),
        values={"oldest_s": round(max((one.age for one in found), default=0.0))},
    )


async def tables(engine: Engine, action: Action) -> Reading:
    """The largest tables with their dead rows and when they were last cleaned."""
    answer = await engine.read(Bound(TABLES), 100)
    total = sum(int(str(row[-1] or 0)) for row in answer.rows)
    return Reading(
        says=f"{said(len(answer.rows), 'table')}, {total / 1024**2:.0f} MiB with their indexes",
        columns=cells.names(answer.columns[:-1]),
        rows=tuple(row[:-1] for row in cells.table(answer)),
        values={"bytes": total, "dead_rows": sum(int(str(row[3] or 0)) for row in answer.rows)},
    )


READINGS: tuple[Operation, ...] = (
    reading("pool", "count the connections by program and state", POOL + STATEMENT, pool),
    reading("locks", "show who blocks whom", STATEMENT, locks),
    reading("long", "list what has been busy for long (`5m` in the block: for how long)", STATEMENT, long),
    reading("tables", "list the largest tables, their dead rows and when they were cleaned", TABLES, tables),
)


def _row(branch: Branch) -> tuple[str, ...]:
    indent = "  " * (min(branch.depth, 8) - 1) + "└ " if branch.depth else ""
    session = branch.session
    if session is None:
        return (f"{indent}{branch.pid}", _pid(branch.pid), "", "", str(branch.holds_up), "")
    also = f" [also held by {', '.join(map(str, branch.also_held_by))}]" if branch.also_held_by else ""
    state = f"waits for {session.waits_for}".lower() if session.held_by else printable(session.state, 40)
    holds = str(branch.holds_up) if branch.holds_up else ""
    return (f"{indent}{branch.pid}", session.named, state, _age(session.age), holds, clipped(session.words + also, 300))


def _pid(pid: int) -> str:
    return "a prepared transaction" if pid == PREPARED else f"pid {pid}"


def _age(seconds: float) -> str:
    return short(timedelta(seconds=seconds))
