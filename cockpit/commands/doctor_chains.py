"""What `cockpit doctor` tries of each hash chain: its first rows, its archive, its list of deployments."""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine

import msgspec

from cockpit.commands.finding import Finding, fail, ok, warn
from cockpit.commands.pings import LIMIT
from cockpit.core.chain import ChainWalk
from cockpit.core.chaindeployed import deployments
from cockpit.core.chainpage import place_of
from cockpit.core.listing import iso
from cockpit.core.logtime import moment
from cockpit.core.profile import ChainSpec, Profile
from cockpit.core.readings import SourceError
from cockpit.ports import ChainArchive, ChainSource, ProviderContext, QuerySource, SecretError
from cockpit.providers.registry import UnknownProviderError

TRIED = 200  # rows; enough to tell a wrong recipe
EVER = "2000-01-01T00:00:00Z"


async def chains(profile: Profile, context: ProviderContext, silent: Collection[str]) -> list[Finding]:
    """A line for each chain, and for its archive and its list of deployments where it names them."""
    found: list[Finding] = []
    for name, spec in profile.chains.items():
        target = spec.target or profile.queries[spec.query].target
        if target in silent:
            found.append(fail(f"chain {name}", f"not read: its target {target} does not answer"))
            continue
        found += [finding async for finding in _tried(name, spec, profile, context)]
    return found


async def _tried(name: str, spec: ChainSpec, profile: Profile, context: ProviderContext) -> AsyncIterator[Finding]:
    from cockpit.wiring import readers  # providers and sources, only where there is a chain

    what = f"chain {name}"
    try:
        sources = readers(_alone(name, profile), context)
    except UnknownProviderError as error:
        yield fail(what, str(error))
        return
    chain = sources.chains[name]
    yield await _line(what, _first_rows(what, chain))
    if spec.archive:
        what_kept = f"{what} archive"
        yield await _line(what_kept, _archive(what_kept, chain, sources.chain_archives[name]))
    if spec.deployed:
        what_live, now = f"{what} deployed", iso(context.clock.now())
        yield await _line(what_live, _deployed(what_live, sources.queries[spec.deployed], now))


async def _line(what: str, asked: Coroutine[None, None, Finding]) -> Finding:
    try:
        return await asyncio.wait_for(asked, LIMIT)
    except (SourceError, SecretError) as error:
        return fail(what, str(error))
    except TimeoutError:
        return fail(what, f"no answer within {LIMIT:g} s")


def _alone(name: str, profile: Profile) -> Profile:
    """The profile with that chain, what it names, and small pages: what is wrong elsewhere is told elsewhere."""
    spec = profile.chains[name]
    kept = {name: spec, **({spec.archive: profile.chains[spec.archive]} if spec.archive in profile.chains else {})}
    wanted = {query for one in kept.values() for query in (one.query, one.newest, one.deployed)}
    return msgspec.structs.replace(
        profile,
        sources={},
        chains={key: msgspec.structs.replace(one, page=min(one.page, TRIED)) for key, one in kept.items()},
        queries={key: query for key, query in profile.queries.items() if key in wanted},
    )


async def _first_rows(what: str, chain: ChainSource) -> Finding:
    """Whether they have the columns and hold by the recipe. Raises SourceError."""
    page = await chain.page(None)
    if not page.rows:
        return warn(what, "there is no row yet", f"when there are some: cockpit audit verify {chain.name}")
    walk = ChainWalk(chain.spec)
    walk.take(page)
    found = walk.walked
    if found.breaks:
        return fail(what, found.says, f"correct its recipe, or see: cockpit audit verify {chain.name}")
    if not chain.spec.fields:
        return warn(what, found.says, "name the fields, or a row changed without its hash is not found")
    return ok(what, found.says)


async def _archive(what: str, chain: ChainSource, archive: ChainArchive) -> Finding:
    """Whether it has the first rows. Raises SourceError."""
    page, spec = await chain.page(None), chain.spec
    if not page.rows:
        return warn(what, "not asked: there is no row yet")
    place = place_of(page.columns, spec.id)
    at = moment(page.rows[0][page.columns.index(spec.at)]) if spec.at in page.columns else None
    kept = await archive.between((str(page.rows[0][place]), str(page.rows[-1][place])), at)
    says = f"{archive.name} has {len(kept.rows)} of the first {len(page.rows)} rows"
    return ok(what, says) if kept.rows else warn(what, says, "it should reach back to them; see docs/audit.md")


async def _deployed(what: str, listed: QuerySource, now: str) -> Finding:
    """Whether it tells a version. Raises SourceError."""
    found = deployments(await listed.read({"since": EVER, "until": now}))
    return ok(what, next(found[-1].lines)) if found else warn(what, "no deployment is listed")
