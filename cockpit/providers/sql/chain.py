"""The statements that read a hash-chained table: its first page, those from an id on, and its newest id."""

# ruff: noqa: S608 - names of tables and columns are checked and quoted by `identifiers`, every value is bound

from cockpit.core.profile import ChainSpec, Query
from cockpit.providers.sql.identifiers import quoted


def chain_queries(spec: ChainSpec) -> tuple[Query, Query, Query]:
    """All three for a chain with a table. Each further page begins with the last row of the one before, so that an id
    which stands twice is not lost between two pages. Raises IdentifierError.
    """
    told = (spec.at,) if spec.deployed or "{" in spec.archive else ()
    wanted = dict.fromkeys((spec.id, spec.sequence or spec.id, spec.previous, spec.hash, *spec.fields, *told))
    select = f"select {', '.join(map(quoted, wanted))} from {quoted(spec.table)}"
    end = f"order by {quoted(spec.id)} limit cast({{limit}} as integer)"
    further = f"{select} where {quoted(spec.id)} >= {{after}} {end}"
    last = f"select {quoted(spec.id)} from {quoted(spec.table)} order by {quoted(spec.id)} desc limit 1"
    first = f"{select} {end}"
    return (
        Query(target=spec.target, sql=first),
        Query(target=spec.target, sql=further),
        Query(target=spec.target, sql=last),
    )
