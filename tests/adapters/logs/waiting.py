"""Waiting for what a source's thread brings, with a deadline."""

from collections.abc import Callable
from threading import Event
from time import monotonic

from cockpit.adapters.logs.store import LogStore
from cockpit.core.logrow import RowKind

DEADLINE = 20.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as `condition` holds; fail saying `what` was waited for when it never does."""
    end, pause = monotonic() + DEADLINE, Event()
    while not condition():
        assert monotonic() < end, f"waited in vain: {what}"
        pause.wait(0.01)


def lines(store: LogStore) -> list[bytes]:
    return [row.raw for row in store.rows(0, len(store)) if row.kind is RowKind.LINE]


def notices(store: LogStore) -> list[str]:
    return [row.raw.decode() for row in store.rows(0, len(store)) if row.kind is RowKind.NOTICE]
