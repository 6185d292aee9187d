"""`cockpit audit verify`: walk the hash chain of an audit log, page by page, from any row on."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from cockpit.adapters.actor import current_actor
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.config import load_profile
from cockpit.core.chain import ChainError, Columns, Walk
from cockpit.core.profile import AuditSpec, Profile
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import PagedSource, SecretError

PAGE = 5000


@click.command()
@click.argument("source", required=False)
@click.option("--after", type=int, help="Go on behind the row with this id; --link is its hash.")
@click.option("--link", default="", help="The hash of the row --after.")
@click.option("--page", default=PAGE, show_default=True, type=click.IntRange(1, 50_000), help="Rows read at once.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@failing
def verify(
    profile_path: Path | None, source: str | None, after: int | None, link: str, page: int, as_json: bool
) -> None:
    """Walk the chain of the audit SOURCE (default: the only one with a `chain`). Exits 1 when it does not hold."""
    profile = load_profile(profile_path)
    name, spec = _chosen(profile, source)
    if after is not None and not link:
        raise Fault("--after needs --link, the hash of that row; both are in what the last walk said")
    recipe = Columns(id=spec.chain_id, prev=spec.chain_prev, hash=spec.chain_hash, recipe=spec.chain_recipe)
    walk = Walk(recipe, after, link)
    stopped = asyncio.run(_walked(walk, profile, spec, page))
    click.echo(msgspec.json.encode(_shape(walk)).decode() if as_json else "\n".join(_lines(name, walk)))
    if stopped:
        on = f"; go on with --after {walk.last} --link {printable(str(walk.link), 200)}" if walk.rows else ""
        raise Fault(f"{stopped}{on}")
    if not walk.ok:
        raise SystemExit(1)


async def _walked(walk: Walk, profile: Profile, spec: AuditSpec, size: int) -> str:
    """Why it ended before the end; empty: it did not."""
    from cockpit.providers import registry  # providers and drivers: `--help` need not load them
    from cockpit.wiring import context_of

    query = profile.queries[spec.chain]
    context = context_of(profile, TimedSecrets(stores_for(profile.name)).get, current_actor())
    try:
        found = registry.build_query(spec.chain, query, profile.targets[query.target], context)
    except registry.UnknownProviderError as error:
        return str(error)
    if not isinstance(found, PagedSource):
        return f"{profile.targets[query.target].provider} cannot be read in pages; point the query at a database"
    try:
        while True:
            values = {"after": str(walk.last if walk.last is not None else 0), "limit": str(size)}
            names, rows = await found.page(values, size)
            walk.page(names, rows)
            if len(rows) < size:
                return ""
    except (SourceError, SecretError, ChainError) as error:
        return str(error)
    finally:
        await found.close()


def _chosen(profile: Profile, name: str | None) -> tuple[str, AuditSpec]:
    chained = {source: spec for source, spec in profile.sources_of(AuditSpec).items() if spec.chain}
    if name is None and len(chained) == 1:
        return next(iter(chained.items()))
    if name is not None and name in chained:
        return name, chained[name]
    asked = f"audit source {name!r} has no chain" if name else "say which audit source"
    known = ", ".join(chained) or 'none; add chain = "QUERY" to an audit source'
    raise Fault(f"{asked}; with a chain: {known}")


def _shape(walk: Walk) -> dict[str, object]:
    return {
        "rows": walk.rows,
        "ok": walk.ok,
        "first_break": walk.first_break,
        "gaps": walk.gaps,
        "more_gaps": walk.more_gaps,
        "columns": [printable(name, 128) for name in walk.names],
        "last": {"id": walk.last, "link": walk.link},
    }


def _lines(name: str, walk: Walk) -> list[str]:
    said = [f"{name}: {walk.rows} rows walked, {'the chain holds' if walk.ok else 'the chain is broken'}"]
    if found := walk.first_break:
        said += [
            f"first break at {found.id} ({_KINDS[found.kind]})",
            f"  expected {printable(found.expected, 128)}",
            f"  found    {printable(found.found, 128)}",
            f"  before   {_row(found.before)}",
            f"  there    {_row(found.row)}",
        ]
    for gap in walk.gaps[:20]:
        why = "never used: the rows beside them hold together" if gap.linked else "their rows are gone"
        said.append(f"{gap.missing} ids missing between {gap.after} and {gap.before}: {why}")
    if (more := len(walk.gaps) - 20 + walk.more_gaps) > 0:
        said.append(f"and {more} gaps more")
    return said


_KINDS = {
    "gap": "rows before it are gone",
    "mismatch": "it does not follow from the row before",
    "recompute": "its content was changed",
}


def _row(cells: Sequence[str]) -> str:
    return "  ".join(printable(cell, 80) for cell in cells) or "no row"
