"""`cockpit audit verify`: walks the hash chain of a table and says where it first breaks."""

import asyncio
import sys
import time
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
import msgspec

from cockpit.adapters.actor import current_actor
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.config import load_profile
from cockpit.core.chain import ChainWalk
from cockpit.core.chainaround import Around
from cockpit.core.chainpage import RecipeError
from cockpit.core.chainprogress import Progress, progress
from cockpit.core.chainshown import chain_lines
from cockpit.core.chainwalked import Walked
from cockpit.core.profile import Profile

if TYPE_CHECKING:
    from cockpit.core.chaindiff import Compared
    from cockpit.wiring import Readers

STOPPED = 130
ARCHIVE = "archive"


@click.command()
@click.argument("source", required=False)
@click.option("--from", "after", metavar="ID", default="", help="Go on behind this row, which was walked before.")
@click.option("--head", metavar="HASH", default="", help="The hash that row had then.")
@click.option(
    "--against", metavar="SOURCE", help="Another copy of the chain, or `archive`, its own: the first row that differs."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@failing
def verify(
    profile_path: Path | None, source: str | None, after: str, head: str, against: str | None, as_json: bool
) -> None:
    """Walk the hash chain of [chains.SOURCE] (default: the only one); exits 1 where it does not hold."""
    if head and not after:
        raise Fault("--head is the hash of the row --from names; give both")
    profile = load_profile(profile_path)
    chain = _chosen(profile, source)
    copy = _copy(profile, chain, against)
    if chain == copy:
        raise Fault(f"--against {against} is the same chain; name another copy")
    sources = _sources(profile)
    walked = ChainWalk(profile.chains[chain], after, head)
    stopped, compared, around = False, None, Around()
    try:
        compared, around = asyncio.run(_verified(sources, chain, walked, copy, after))
    except KeyboardInterrupt:
        stopped = True
    except RecipeError as error:
        raise Fault(str(error)) from error
    _clear()
    found = walked.walked
    if as_json:
        click.echo(msgspec.json.encode(_document(found, compared, around)).decode())
    else:
        for line in chain_lines(found, compared, around):
            click.echo(line)
    if stopped:
        click.echo(f"cockpit: stopped; go on with: {_again(chain, found)}", err=True)
        click.get_current_context().exit(STOPPED)
    if not found.ok or (compared is not None and not compared.same):
        click.get_current_context().exit(1)


def _document(found: Walked, compared: "Compared | None", around: Around) -> dict[str, object]:
    """`rows`, `ok`, `first_break`, `gaps` and what else is known."""
    made: dict[str, object] = {
        "rows": found.rows,
        "ok": found.ok and (compared is None or compared.same),
        "first_break": msgspec.to_builtins(found.first_break),
        "gaps": msgspec.to_builtins(found.gaps),
        "gap_count": found.gap_count,
        "breaks": found.breaks,
        "columns": found.columns,
        "first_id": found.first_id,
        "last_id": found.last_id,
        "head": found.head,
        "recomputed": found.recomputed,
        "complete": found.complete,
    }
    if around.deployed is not None:
        made["deployed"] = msgspec.to_builtins(around.deployed)
    if around.archive is not None:
        made["archive"] = msgspec.to_builtins(around.archive)
    if compared is not None:
        made["against"] = {**msgspec.structs.asdict(compared), "same": compared.same}
    return made


async def _verified(
    sources: "Readers", chain: str, walked: ChainWalk, copy: str, after: str
) -> "tuple[Compared | None, Around]":
    from cockpit.engine.chain_breaks import around  # with the engine's imports, only wanted here
    from cockpit.engine.chains import compared, newest, walk

    source = sources.chains[chain]
    last = await newest(source) if sys.stderr.isatty() else None
    began = time.monotonic()
    await walk(source, walked, lambda found: _progress(progress(found, last, found.rows, time.monotonic() - began)))
    beside = await around(source, walked.walked, sources.queries, sources.chain_archives.get(chain))
    other = sources.chain_archives[chain] if copy == ARCHIVE else sources.chains.get(copy)
    return await compared(source, other, after) if other else None, beside


def _sources(profile: Profile) -> "Readers":
    from cockpit.wiring import context_of, readers  # providers and sources: `--help` need not load them

    return readers(profile, context_of(profile, TimedSecrets(stores_for(profile.name)).get, current_actor()))


def _chosen(profile: Profile, name: str | None) -> str:
    if name is None and len(profile.chains) == 1:
        return next(iter(profile.chains))
    if name is not None and name in profile.chains:
        return name
    known = ", ".join(profile.chains) or "none; add [chains.NAME], see docs/audit.md"
    asked = f"there is no chain {name!r}" if name else "say which chain"
    raise Fault(f"{asked}; the profile has: {known}")


def _copy(profile: Profile, chain: str, against: str | None) -> str:
    """The chain to compare with, ARCHIVE for where the chain's own rows are kept, or nothing."""
    own = profile.chains[chain].archive
    if against == ARCHIVE and own and ARCHIVE not in profile.chains:
        return own if own in profile.chains else ARCHIVE
    return _chosen(profile, against) if against else ""


def _again(chain: str, found: Walked) -> str:
    where = f" --from {quote(found.last_id)} --head {quote(found.head)}" if found.rows else ""
    return f"cockpit audit verify {chain}{where}"


def _progress(far: Progress) -> None:
    """How far it is, on a terminal only: a log file wants no redrawn line."""
    if sys.stderr.isatty():
        broken = f", breaks at {far.first_break[:40]}" if far.breaks else ""
        click.echo(f"\r\x1b[K{far.says}{broken}", err=True, nl=False)


def _clear() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
