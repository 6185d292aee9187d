"""What else is asked once a chain was found broken: what was deployed then."""

from collections.abc import Mapping
from datetime import timedelta

from cockpit.core.chainaround import Around
from cockpit.core.chaindeployed import AtBreak, at_break, deployments, written
from cockpit.core.chainwalked import Walked
from cockpit.core.listing import iso
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import SourceError
from cockpit.ports import QuerySource

REACH = timedelta(days=90)
"""How long before the break a deployment may lie, for a list that asks from when."""


async def around(spec: ChainSpec, found: Walked, queries: Mapping[str, QuerySource]) -> Around:
    """Everything the profile names somebody to ask for. Never raises: what could not be asked is told."""
    return Around(deployed=await deployed_at(spec, found, queries))


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
