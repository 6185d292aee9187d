"""Walks a hash chain when somebody asks on the screen, one at a time, while everything else goes on."""

import asyncio
from collections.abc import Callable

from cockpit.core.chain import ChainWalk
from cockpit.core.readings import SourceError
from cockpit.engine.chain_breaks import around
from cockpit.engine.chains import walk
from cockpit.engine.kit import Kit
from cockpit.engine.updates import ChainVerified, Said, Update


class ChainVerifier:
    """Takes names of chains, and publishes what each walk found. Changes nothing anywhere."""

    def __init__(self, kit: Kit, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._publish = publish
        self._wanted: asyncio.Queue[str] = asyncio.Queue()

    def begin(self, chain: str) -> None:
        """Walk `chain` after those asked for before."""
        if chain not in self._kit.chains:
            self._publish(Said(text=f"the profile has no chain called {chain!r}", severity="warning"))
            return
        self._publish(Said(text=f"walking the chain {chain}; it shows when it is through"))
        self._wanted.put_nowait(chain)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            name = await self._wanted.get()
            chain = self._kit.chains[name]
            walked = ChainWalk(chain.spec)
            try:
                await walk(chain, walked)
            except SourceError as error:
                self._publish(Said(text=f"chain {name}: {error}", severity="error"))
            else:
                found = walked.walked
                beside = await around(chain, found, self._kit.queries, self._kit.chain_archives.get(name))
                self._publish(ChainVerified(chain=name, walked=found, around=beside))
