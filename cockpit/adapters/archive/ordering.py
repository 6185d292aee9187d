"""Hits of several files in time order, each file opened only when its time has come."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from cockpit.core.hits import Hit

HELD = 10_000  # hits of one file sorted among themselves; a file less orderly than that stays as it is
_BEGINNING = datetime.min.replace(tzinfo=UTC)


def settled(hits: Iterable[Hit], held: int = HELD) -> Iterator[Hit]:
    """The hits of one file in time order as far as `held` of them reach; one without a time keeps its place."""
    waiting: list[tuple[datetime, int, Hit]] = []
    for number, hit in enumerate(hits):
        heapq.heappush(waiting, (hit.place or _BEGINNING, number, hit))
        if len(waiting) > held:
            yield heapq.heappop(waiting)[2]
    while waiting:
        yield heapq.heappop(waiting)[2]


def merged(files: Sequence[tuple[datetime | None, Iterator[Hit]]]) -> Iterator[Hit]:
    """The hits of all files in time order. A file is begun when no hit at hand is older than its first time.

    `files`: the time each begins with (None: not known, so it is begun at once) and its hits in order.
    """
    waiting = sorted(enumerate(files), key=lambda one: (one[1][0] or _BEGINNING, one[0]))
    waiting.reverse()
    heads: list[tuple[datetime, int, Hit, Iterator[Hit]]] = []
    while heads or waiting:
        while waiting and (not heads or (waiting[-1][1][0] or _BEGINNING) <= heads[0][0]):
            number, (_, hits) = waiting.pop()
            _push(heads, number, hits)
        if heads:
            _, number, hit, hits = heapq.heappop(heads)
            yield hit
            _push(heads, number, hits)


def _push(heads: list[tuple[datetime, int, Hit, Iterator[Hit]]], number: int, hits: Iterator[Hit]) -> None:
    if (hit := next(hits, None)) is not None:
        heapq.heappush(heads, (hit.place or _BEGINNING, number, hit, hits))
