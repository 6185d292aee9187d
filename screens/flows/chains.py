"""Walk a hash chain of the profile, see how far it is, and show what came of it."""

import asyncio

from cockpit.core.chainprogress import Stage
from cockpit.core.chainshown import chain_lines
from cockpit.engine import requests as r
from cockpit.engine.updates import ChainVerified
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.ask.walk import LEAVE, STOP, WalkScreen
from screens.flows.console import Console
from widgets.pick_list import Option

QUICK = 0.4  # seconds; a walk that is through by then needs no progress shown
LOOK = 0.05


async def verify(console: Console) -> None:
    """The only chain, or the one that is picked; on from where it was stopped, or from the first row."""
    chain = await _chosen(console)
    if chain is None:
        return
    before = console.view.walks.get(chain)
    if before is None or before.stage is not Stage.WALKING:
        anew = await _anew(console, chain)
        if anew is None:
            return
        console.submit(r.VerifyChain(chain=chain, anew=anew))
        if await _through(console, chain, before):
            return
    else:
        before = None
    answer = await console.ask(WalkScreen(chain, lambda: console.view.walks.get(chain), before))
    if answer == STOP:
        console.submit(r.StopChain(chain=chain))
    elif answer == LEAVE:
        console.tell(f"the walk along {chain} goes on; it shows when it is through, :verify looks at it")


async def shown(console: Console, verified: ChainVerified) -> None:
    """Where it first breaks, or that it holds; or how far it came."""
    lines = list(chain_lines(verified.walked, around=verified.around))
    if not verified.walked.complete:
        lines.insert(0, f"Stopped behind {verified.walked.last_id or 'no row'}; :verify goes on from there.")
    await console.ask(ReadScreen(f"Chain {verified.chain}", lines))


async def _chosen(console: Console) -> str | None:
    chains = console.profile.chains
    if not chains:
        console.tell("there is no chain to walk; add [chains.NAME] to the profile (docs/audit.md)", "warning")
        return None
    if len(chains) == 1:
        return next(iter(chains))
    options = [Option(id=name, title=name, right=spec.says) for name, spec in chains.items()]
    return await console.ask(PickScreen("Verify a chain", options))


async def _anew(console: Console, chain: str) -> bool | None:
    """Whether to begin with the first row; None: neither."""
    before = console.view.walks.get(chain)
    if before is None or before.stage is not Stage.STOPPED:
        return False
    on = Option(id="on", title=f"Go on behind {before.progress.last_id}", right=f"{before.progress.rows} rows walked")
    picked = await console.ask(PickScreen(f"Chain {chain}", [on, Option(id="anew", title="From the first row")]))
    return picked == "anew" if picked else None


async def _through(console: Console, chain: str, before: object) -> bool:
    """Whether it is through before a person could read how far it is."""
    for _ in range(round(QUICK / LOOK)):
        await asyncio.sleep(LOOK)
        known = console.view.walks.get(chain)
        if known is not None and known is not before and known.stage is not Stage.WALKING:
            return True
    return False
