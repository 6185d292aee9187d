"""A Worker's live log as a source of the log pane."""

import asyncio

from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.logs.awaited import Awaited
from cockpit.core.actions import Target
from cockpit.core.profile import LogSpec
from cockpit.core.readings import SourceError
from cockpit.ports import LogFeed, LogSource, ProviderContext
from cockpit.providers.cloudflare.filters import tail_filters
from cockpit.providers.cloudflare.live import Tails
from cockpit.providers.cloudflare.tail import USUAL, Tailing, Timing


def tail_source(
    name: str, spec: LogSpec, target: Target, feed: LogFeed, context: ProviderContext, timing: Timing = USUAL
) -> LogSource:
    """The live log of the target's Worker; what is wrong with the target or the filter is said in the log itself."""

    async def run(stopping: asyncio.Event) -> None:
        try:
            worker = required(target, "worker")
            tails = Tails(worker, target, tail_filters(spec.filter), context, feed)
        except SourceError as error:
            feed.state = str(error)
            feed.notice(str(error))
            return
        try:
            await Tailing(worker, feed, context.clock, tails.open, timing).run(stopping)
        finally:
            await tails.close()

    return Awaited(f"log {name}", run)
