"""Who blocks whom as a tree: those that wait under the one they wait for."""

from collections.abc import Mapping, Sequence

import msgspec

from cockpit.providers.sql.activity.sessions import Session

PREPARED = 0
"""What pg_blocking_pids says for a prepared transaction, which has no session."""


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """One session in the tree. `session` is None for a blocker that is gone or has no session."""

    pid: int
    depth: int
    session: Session | None
    holds_up: int
    """How many sessions wait for it, directly or behind another."""
    also_held_by: tuple[int, ...] = ()
    """The blockers it is not shown under."""


def tree(sessions: Sequence[Session]) -> tuple[Branch, ...]:
    """The sessions that block or wait, each once, blockers before those they hold up; the worst blocker first."""
    known = {session.pid: session for session in sessions}
    waiting: dict[int, list[int]] = {}
    for session in sessions:
        for pid in session.held_by:
            if pid != session.pid:
                waiting.setdefault(pid, []).append(session.pid)
    held = {pid for pids in waiting.values() for pid in pids}
    behind = {pid: _behind(pid, waiting) for pid in waiting}
    roots = sorted((pid for pid in waiting if pid not in held), key=lambda pid: (-len(behind[pid]), pid))
    found: list[Branch] = []
    seen: set[int] = set()
    # What is left after the roots waits in a circle: a deadlock the server has not broken yet.
    for root in (*roots, *sorted(held)):
        _grow(root, 0, 0, waiting, known, behind, seen, found)
    return tuple(found)


def _grow(
    pid: int,
    depth: int,
    parent: int,
    waiting: Mapping[int, Sequence[int]],
    known: Mapping[int, Session],
    behind: Mapping[int, set[int]],
    seen: set[int],
    found: list[Branch],
) -> None:
    stack = [(pid, depth, parent)]
    while stack:  # not by recursion: a thousand sessions may wait in one line
        pid, depth, parent = stack.pop()
        if pid in seen:
            continue
        seen.add(pid)
        session = known.get(pid)
        others = tuple(held for held in session.held_by if held not in (pid, parent)) if session and depth else ()
        found.append(
            Branch(pid=pid, depth=depth, session=session, holds_up=len(behind.get(pid, ())), also_held_by=others)
        )
        below = sorted(waiting.get(pid, ()), key=lambda one: (-len(behind.get(one, ())), one), reverse=True)
        stack += [(one, depth + 1, pid) for one in below]


def _behind(pid: int, waiting: Mapping[int, Sequence[int]]) -> set[int]:
    found: set[int] = set()
    look = [pid]
    while look:
        for one in waiting.get(look.pop(), ()):
            if one not in found and one != pid:
                found.add(one)
                look.append(one)
    return found
