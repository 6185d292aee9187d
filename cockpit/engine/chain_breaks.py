"""What else is asked once a chain was found broken: what was deployed then, and what the archive has."""

from collections.abc import Mapping
from datetime import timedelta

from cockpit.core.chainarchive import Archived, archived
from cockpit.core.chainaround import Around
from cockpit.core.chaindeployed import AtBreak, at_break, deployments, written
from cockpit.core.chainwalked import Walked
from cockpit.core.chainwindow import beside
from cockpit.core.listing import iso
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import SourceError
from cockpit.ports import ChainArchive, ChainSource, QuerySource

REACH = timedelta(days=90)
"""How long before the break a deployment may lie, for a list that asks from when."""


async def around(
    chain: ChainSource, found: Walked, queries: Mapping[str, QuerySource], archive: ChainArchive | None = None
) -> Around:
    """Everything the profile names somebody to ask for. Never raises: what could not be asked is told."""
    return Around(
        deployed=await deployed_at(chain.spec, found, queries),
        archive=await archived_at(chain, found, archive) if archive else None,
    )


async def deployed_at(spec: ChainSpec, found: Walked, queries: Mapping[str, QuerySource]) -> AtBreak | None:
    """What was live at the first break; None: no row is broken, or the profile names no list. Never raises."""
    if found.first_break is None or found.first_break.row is None or not spec.deployed:
        return None
    row, at = found.first_break.id, written(found, spec)
    if at is None:
        why = f"the row has no time in {spec.at}" if spec.at in found.columns else f"the chain has no column {spec.at}"
        return AtBreak(row=row, unknown=why)
    around = {"since": iso(at - REACH), "until": iso(at)}
    try:
        return at_break(row, at, deployments(await queries[spec.deployed].read(around)))
    except SourceError as error:
        return AtBreak(row=row, at=at, unknown=str(error))


async def archived_at(chain: ChainSource, found: Walked, archive: ChainArchive) -> Archived | None:
    """The rows around the first break against the archive; None: no row is broken. Never raises."""
    broken = found.first_break
    if broken is None or broken.row is None:
        return None
    ids, spec = beside(broken), chain.spec
    try:
        at = written(found, spec)
        here, there = await chain.between(ids, at), await archive.between(ids, at)
        return archived(archive.name, broken.id, here, there, spec)
    except SourceError as error:
        return Archived(archive=archive.name, unknown=str(error))
