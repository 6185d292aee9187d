"""Walks a hash chain for a check, a stretch at each look: a long chain has its answer after some looks."""

import asyncio

from cockpit.core.chain import ChainWalk
from cockpit.core.chainaround import Around
from cockpit.core.chainwalked import Walked
from cockpit.core.expr import Value
from cockpit.core.readings import SourceError, UnfinishedError
from cockpit.core.text import clipped
from cockpit.engine.chain_breaks import around
from cockpit.engine.chains import walk
from cockpit.engine.kit import Kit

PATIENCE = 5.0  # seconds a look walks: other checks wait for it
LONGEST = 800  # characters of what is said with the evidence
STALE = 900.0  # seconds after which rows walked before no longer speak for now


class ChainChecks:
    """One for all checks of a session; a walk that did not come to its end goes on at the next look."""

    def __init__(self, kit: Kit, patience: float = PATIENCE) -> None:
        self._kit, self._patience = kit, patience
        self._begun: dict[str, tuple[float, ChainWalk]] = {}

    async def values(self, name: str) -> dict[str, Value]:
        """What the walk found, and what is known of its first break. Raises SourceError, UnfinishedError."""
        chain, now = self._kit.chains.get(name), self._kit.clock.monotonic()
        if chain is None:
            raise SourceError(f"the profile has no chain called {name!r}; add [chains.{name}]")
        began, walked = self._begun.pop(name, (now, ChainWalk(chain.spec)))
        if now - began > STALE:
            began, walked = now, ChainWalk(chain.spec)
        try:
            async with asyncio.timeout(self._patience):
                await walk(chain, walked)
        except TimeoutError:
            self._begun[name] = began, walked
            raise UnfinishedError(f"{walked.walked.says}; the next look goes on from there") from None
        found = walked.walked
        return told(found, await around(chain, found, self._kit.queries, self._kit.chain_archives.get(name)))


def told(found: Walked, beside: Around) -> dict[str, Value]:
    """Names for a check's expression; `says` is shown with its evidence."""
    words = "; ".join([found.says, *(" ".join(line.split()) for line in beside.lines)])
    live, side = beside.deployed and beside.deployed.live, beside.archive and beside.archive.side
    return {
        **found.values,
        "broken_at": found.first_break.id if found.first_break else "",
        "deployed": live.version if live else "",
        "archive": str(side or ""),
        "says": clipped(words, LONGEST) if found.breaks else "",
    }
