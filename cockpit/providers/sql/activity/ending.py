"""Ending what one session does: cancel its statement, or terminate it. Only the very query that was shown.

The pid, the time the session began and the time its query began are looked at again in the statement that ends it, so
another query under the same pid is never hit.
"""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec

from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.duration import short
from cockpit.core.placeholders import filled as fill
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import Run, Verb
from cockpit.providers.sql import show
from cockpit.providers.sql.activity.sessions import GRANT, Session, sessions
from cockpit.providers.sql.activity.tree import tree
from cockpit.providers.sql.engine import Bound, Engine
from cockpit.providers.sql.operation import Operation

LOOKS = 15
PAUSE = 0.2  # seconds between looks whether it is over
OURS = "cockpit/"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two ways. Source: PostgreSQL 18 manual, 9.28.2 "Server Signaling Functions"."""

    function: str
    risk: Risk
    does: str
    lost: str


WAYS = {
    "cancel": Way(
        function="pg_cancel_backend",
        risk=Risk.CHANGES,
        does="stops the statement that runs",
        lost="what the statement did so far is rolled back; its client gets an error",
    ),
    "terminate": Way(
        function="pg_terminate_backend",
        risk=Risk.DESTROYS,
        does="ends the session",
        lost="its open transaction is rolled back and its client loses the connection",
    ),
}
_STATEMENT = """
select {function}(pid) from pg_stat_activity
where pid = $1 and backend_start::text = $2 and coalesce(query_start::text, '') = $3
  and coalesce(state, '') = $4 and backend_type = 'client backend'
"""


async def plan(engine: Engine, action: Action, target: Target, *, way: Way) -> Plan:
    """Which session, what it does, how long, whom it holds up. Raises SourceError for one that must not be ended."""
    all_sessions = await sessions(engine)
    session = _found(all_sessions, _pid(filled(action)))
    if session.application.startswith(OURS):
        raise SourceError(f"pid {session.pid} is the cockpit's own session ({session.named}); it ends by itself")
    if session.hidden:
        raise SourceError(f"what pid {session.pid} does cannot be seen: {GRANT}")
    if way.risk is Risk.CHANGES and session.state != "active":
        raise SourceError(
            f"pid {session.pid} runs nothing now (it is {printable(session.state, 40)}), so there is nothing "
            "to cancel; terminate ends its transaction"
        )
    holds_up = next((branch.holds_up for branch in tree(all_sessions) if branch.pid == session.pid), 0)
    age = short(timedelta(seconds=session.age))
    confirm, phrase = show.confirmation(show.graver(action.risk, way.risk), target, None)
    return Plan(
        action=action,
        target=target,
        request=show.request(_bound(session, way), engine.dialect.place),
        says=f"{way.does} of pid {session.pid}, {session.named}, {session.state} for {age}: {session.words}"
        + (f"; {show.said(holds_up, 'session')} wait for it" if holds_up else "; nobody waits for it"),
        columns=("pid", "user", "database", "state", "holds up", "query"),
        sample=(
            (
                str(session.pid),
                session.named,
                printable(session.base, 60),
                printable(session.state, 40),
                str(holds_up),
                session.words,
            ),
        ),
        irreversible=(way.lost,),
        confirm=confirm,
        phrase=phrase,
        private={"session": msgspec.json.encode(session).decode()},
    )


async def execute(engine: Engine, plan: Plan, run: Run, *, way: Way) -> Receipt:
    """End exactly the query that was shown, then look whether it is over."""
    session = _kept(plan)
    try:
        async with engine.writing() as writing:
            answer = await writing.run(_bound(session, way), 1)
    except SourceError as error:
        # The signal may have been sent before the answer was lost: only the world can tell.
        seen = await _look(engine, session)
        says = f"{error}; pid {session.pid} {'still runs it' if seen else 'no longer runs it'}"
        outcome = Outcome.UNKNOWN if seen is None else Outcome.FAILED if seen else Outcome.DONE
        return Receipt(outcome=outcome, says=says)
    if not answer.rows:
        return Receipt(
            outcome=Outcome.FAILED,
            says=f"pid {session.pid} does something else by now, or is gone; nothing was ended, plan again",
        )
    for _ in range(LOOKS):
        if await _look(engine, session) is False:
            return Receipt(outcome=Outcome.DONE, says=f"pid {session.pid} no longer runs it", values={"ended": 1})
        if run.cancelled.is_set():
            break
        await asyncio.sleep(PAUSE)
    return Receipt(
        outcome=Outcome.UNKNOWN,
        says=f"the signal was sent, but pid {session.pid} still runs it after {LOOKS * PAUSE:.0f} s; look again",
    )


async def check(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """Whether the query that was shown still runs; reads only."""
    session = _kept(plan)
    seen = await _look(engine, session)
    if seen is None:
        return Receipt(outcome=Outcome.UNKNOWN, says=f"{engine.where} cannot be asked; look at pid {session.pid} later")
    if seen:
        return Receipt(outcome=Outcome.FAILED, says=f"pid {session.pid} still runs it")
    return Receipt(outcome=Outcome.DONE, says=f"pid {session.pid} no longer runs it")


ENDING: tuple[Operation, ...] = tuple(
    Operation(
        verb=Verb(name=name, risk=way.risk, says=f"{way.does} of one pid, which the block names"),
        plan=partial(plan, way=way),
        execute=partial(execute, way=way),
        check=check,
    )
    for name, way in WAYS.items()
)


def filled(action: Action) -> str:
    """The block with its values."""
    return fill(action.text, action.parameters).strip()


async def _look(engine: Engine, session: Session) -> bool | None:
    """Whether the session still runs that query; None: the database cannot be asked."""
    try:
        now = await sessions(engine)
    except SourceError:
        return None
    return any(_same(one, session) for one in now)


def _same(one: Session, other: Session) -> bool:
    return (one.pid, one.began, one.asked, one.state) == (other.pid, other.began, other.asked, other.state)


def _bound(session: Session, way: Way) -> Bound:
    statement = _STATEMENT.strip().format(function=way.function)
    return Bound(statement, (session.pid, session.began, session.asked, session.state))


def _kept(plan: Plan) -> Session:
    return msgspec.json.decode(plan.private["session"], type=Session)


def _found(all_sessions: tuple[Session, ...], pid: int) -> Session:
    for session in all_sessions:
        if session.pid == pid:
            return session
    raise SourceError(f"no client's session has the pid {pid} now; run the verb locks or long to see who is there")


def _pid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise SourceError(f"{printable(text, 40)!r} is no pid; write the number that locks or long shows")
    return int(text)
