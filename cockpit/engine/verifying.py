"""Walks a hash chain when somebody asks on the screen, one at a time, while everything else goes on."""

import asyncio
from collections.abc import Callable

from cockpit.core.chain import ChainWalk
from cockpit.core.chainprogress import Stage, progress
from cockpit.core.chainwalked import Walked
from cockpit.core.readings import SourceError
from cockpit.engine.chain_breaks import around
from cockpit.engine.chains import newest, walk
from cockpit.engine.kit import Kit
from cockpit.engine.updates import ChainVerified, ChainWalking, Said, Update


class ChainVerifier:
    """Takes names of chains, and publishes how far each walk is and what it found. Changes nothing anywhere.

    A walk that was stopped, or whose source failed, is kept and goes on from there when it is asked for again.
    """

    def __init__(self, kit: Kit, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._publish = publish
        self._wanted: asyncio.Queue[str] = asyncio.Queue()
        self._kept: dict[str, ChainWalk] = {}
        self._walking = ""
        self._pages: asyncio.Future[None] | None = None

    def begin(self, chain: str, anew: bool = False) -> None:
        """Walk `chain` after those asked for before; `anew`: from its first row, whatever was walked before."""
        if chain not in self._kit.chains:
            self._publish(Said(text=f"the profile has no chain called {chain!r}", severity="warning"))
            return
        if anew:
            self._kept.pop(chain, None)
        self._wanted.put_nowait(chain)

    def stop(self, chain: str) -> None:
        """Stop the walk along `chain`, or do not begin it if it waits for another one."""
        if self._pages is not None and self._walking == chain:
            self._pages.cancel()
            return
        for name in [self._wanted.get_nowait() for _ in range(self._wanted.qsize())]:
            if name != chain:
                self._wanted.put_nowait(name)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._verified(await self._wanted.get())

    async def _verified(self, name: str) -> None:
        chain = self._kit.chains[name]
        walked = self._kept.pop(name, None) or ChainWalk(chain.spec)
        try:
            whole = await self._walked(name, walked)
        except SourceError as error:
            self._keep(name, walked)
            goes_on = f"; :verify goes on behind {walked.last_id}" if name in self._kept else ""
            self._publish(Said(text=f"chain {name}: {error}{goes_on}", severity="error"))
            return
        if not whole:
            self._keep(name, walked)
        found = walked.walked
        beside = await around(chain, found, self._kit.queries, self._kit.chain_archives.get(name))
        if whole:
            self._publish(ChainWalking(chain=name, stage=Stage.OVER))
        self._publish(ChainVerified(chain=name, walked=found, around=beside))

    async def _walked(self, name: str, walked: ChainWalk) -> bool:
        """Whether it came to the end; False: somebody stopped it. Raises SourceError."""
        chain, clock = self._kit.chains[name], self._kit.clock
        began, before = clock.monotonic(), walked.walked.rows
        last: int | None = None

        def told(found: Walked) -> None:
            far = progress(found, last, found.rows - before, clock.monotonic() - began)
            self._publish(ChainWalking(chain=name, progress=far))

        async def pages() -> None:
            nonlocal last
            told(walked.walked)
            last = await newest(chain)
            await walk(chain, walked, told)

        self._walking, self._pages = name, asyncio.ensure_future(pages())
        try:
            await asyncio.wait((self._pages,))
        finally:
            stopped = not self._pages.done() or self._pages.cancelled()
            self._pages.cancel()
            done, self._pages = self._pages, None
        if not stopped:
            done.result()
        return not stopped

    def _keep(self, name: str, walked: ChainWalk) -> None:
        """For the next time, if it came anywhere."""
        found = walked.walked
        if found.rows:
            self._kept[name] = walked
        stage = Stage.STOPPED if found.rows else Stage.OVER
        self._publish(ChainWalking(chain=name, stage=stage, progress=progress(found, None, 0, 0.0)))
