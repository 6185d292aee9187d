"""Walk a hash chain of the profile, and show what came of it."""

from cockpit.core.chainshown import chain_lines
from cockpit.engine import requests as r
from cockpit.engine.updates import ChainVerified
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.flows.console import Console
from widgets.pick_list import Option


async def verify(console: Console) -> None:
    """The only chain, or the one that is picked."""
    chains = console.profile.chains
    if not chains:
        console.tell("there is no chain to walk; add [chains.NAME] to the profile (docs/audit.md)", "warning")
        return
    chosen: str | None = next(iter(chains))
    if len(chains) > 1:
        options = [Option(id=name, title=name, right=spec.says) for name, spec in chains.items()]
        chosen = await console.ask(PickScreen("Verify a chain", options))
    if chosen:
        console.submit(r.VerifyChain(chain=chosen))


async def shown(console: Console, verified: ChainVerified) -> None:
    """Where it first breaks, or that it holds."""
    await console.ask(ReadScreen(f"Chain {verified.chain}", list(chain_lines(verified.walked, around=verified.around))))
