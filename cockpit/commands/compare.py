"""`cockpit compare`: two named queries held against each other by a key."""

import asyncio
from pathlib import Path

import click
import msgspec

from cockpit.adapters.actor import current_actor
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.config import load_profile
from cockpit.core.compare import Comparison, compare
from cockpit.core.profile import Profile


@click.command("compare")
@click.argument("left")
@click.argument("right")
@click.option(
    "--key", required=True, metavar="COLUMN[,COLUMN]", help="The columns that say which rows belong together."
)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@failing
def compare_command(profile_path: Path | None, left: str, right: str, key: str, as_json: bool) -> None:
    """Print what differs between the named queries LEFT and RIGHT; exits 1 when something does."""
    profile = load_profile(profile_path)
    for name in (left, right):
        if name not in profile.queries:
            known = ", ".join(profile.queries) or "none"
            raise Fault(f"the profile has no query called {name!r}; it has: {known}")
    found = asyncio.run(_compared(profile, left, right, tuple(part.strip() for part in key.split(","))))
    if as_json:
        click.echo(msgspec.json.encode({**msgspec.structs.asdict(found), "equal": found.equal}).decode())
    else:
        click.echo(found.says)
        for side, keys in ((found.left, found.only_left), (found.right, found.only_right)):
            for one in keys:
                click.echo(f"  only in {side}: {' '.join(one)}")
        for difference in found.differ:
            both = f"{difference.left} in {found.left}, {difference.right} in {found.right}"
            click.echo(f"  {' '.join(difference.key)}: {difference.column} is {both}")
    if not found.equal:
        click.get_current_context().exit(1)


async def _compared(profile: Profile, left: str, right: str, key: tuple[str, ...]) -> Comparison:
    from cockpit.wiring import context_of, readers  # providers and sources: `--help` need not load them

    context = context_of(profile, TimedSecrets(stores_for(profile.name)).get, current_actor())
    queries = readers(profile, context).queries
    return compare(await queries[left].read({}), await queries[right].read({}), key)
