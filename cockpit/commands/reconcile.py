"""`cockpit reconcile`: two queries of the profile held against each other, with what is missing and its amounts."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import msgspec

from cockpit.adapters.actor import current_actor
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.failing import failing
from cockpit.commands.fault import CheckFault, Fault
from cockpit.commands.moments import moment
from cockpit.commands.reconcile_kept import Missed, before, keep, now_known
from cockpit.config import load_profile
from cockpit.core.listing import iso
from cockpit.core.profile import Profile, ReconcileSpec
from cockpit.core.reconcile import total
from cockpit.core.reconcile_sheet import COLUMNS, cells
from cockpit.core.reconciled import Entry, Reconciled
from cockpit.core.sheet import sheet
from cockpit.paths import ensure, state_dir


@click.command()
@click.argument("name", required=False)
@click.option("--since", metavar="TIME", default="-24h", show_default=True, help="14:02, -15m, or an ISO time (UTC).")
@click.option("--until", metavar="TIME", help="The end; default: now.")
@click.option("--csv", "csv", type=click.Path(path_type=Path), metavar="FILE", help="What is not the same, as CSV.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@failing
def reconcile(
    profile_path: Path | None, name: str | None, since: str, until: str | None, csv: Path | None, as_json: bool
) -> None:
    """Compare the two queries of [reconcile.NAME]; exits 1 while they do not agree."""
    profile = load_profile(profile_path)
    name, spec = _chosen(profile, name)
    now = SystemClock().now()
    start, end = moment(since), moment(until) if until else now
    if start >= end:
        raise Fault(f"--since {since} is not before the end ({iso(end)}); name an earlier time")
    found = asyncio.run(_read(profile, spec, start, end))
    kept = ensure(state_dir() / "reconcile") / f"{profile.name}-{name}.json"
    missed = now_known(before(kept), found, now)
    ticked = [one for one in missed if one.there and one.first >= iso(start)]  # of this trouble, not of the last one
    try:
        keep(kept, missed)
        if csv:
            _export(csv, found)
    except OSError as error:
        raise CheckFault(f"{error.filename or csv} cannot be written ({error.strerror}); name another file") from error
    if as_json:
        click.echo(msgspec.json.encode(_document(name, start, end, found, ticked)).decode())
    else:
        _print(start, end, found, ticked)
    if not found.agree:
        click.get_current_context().exit(1)


async def _read(profile: Profile, spec: ReconcileSpec, since: datetime, until: datetime) -> Reconciled:
    from cockpit.engine.reconciling import reconciled  # with the engine's imports, only wanted here
    from cockpit.wiring import context_of, readers  # providers and sources: `--help` need not load them

    context = context_of(profile, TimedSecrets(stores_for(profile.name)).get, current_actor())
    return await reconciled(spec, profile.queries, readers(profile, context).queries, {}, since, until)


def _chosen(profile: Profile, name: str | None) -> tuple[str, ReconcileSpec]:
    if name is None and len(profile.reconcile) == 1:
        return next(iter(profile.reconcile.items()))
    if name is not None and name in profile.reconcile:
        return name, profile.reconcile[name]
    known = ", ".join(profile.reconcile) or "none; add [reconcile.NAME] with left, right and key"
    asked = f"there is no comparison {name!r}" if name else "say which comparison"
    raise Fault(f"{asked}; the profile has: {known}")


def _print(since: datetime, until: datetime, found: Reconciled, ticked: Sequence[Missed]) -> None:
    click.echo(f"From {iso(since)} to {iso(until)}: {found.says}")
    for side in (found.left, found.right):
        notes = [f"{side.keyless} without a key"] if side.keyless else []
        notes += [f"{side.uncounted} without an amount"] if side.uncounted else []
        click.echo(f"  {side.name}: {side.rows} rows, sum {side.total}{', ' + ', '.join(notes) if notes else ''}")
    if found.young:
        click.echo(f"Not judged: {found.young} newer than the other side may need to write its own")
    for name, entries in ((found.left.name, found.only_left), (found.right.name, found.only_right)):
        if entries:
            click.echo(f"Only in {name}: {len(entries)}, sum {total(entries)}")
        for entry in entries:
            click.echo(f"  [ ] {entry.key}  {entry.amount}  {_rest(entry)}".rstrip())
    for one in found.differing:
        click.echo(f"  [ ] {one.key}  {one.left} in {found.left.name}, {one.right} in {found.right.name}")
    for name, key, often in found.doubled:
        click.echo(f"  [ ] {key}  {often} times in {name}")
    for done in ticked:
        click.echo(f"  [x] {done.key}  {done.amount}  was only in {done.only_in}, on both sides since {done.there}")


def _rest(entry: Entry) -> str:
    """The other cells of the row, as far as they say something."""
    shown = [cell for cell in entry.row.values() if cell and cell not in (entry.key, entry.amount)]
    return "  ".join(shown)[:200]


def _document(name: str, since: datetime, until: datetime, found: Reconciled, ticked: Sequence[Missed]) -> object:
    plain = msgspec.to_builtins(found)
    plain["matched"] = len(found.matched)
    plain["doubled"] = [{"in": side, "key": key, "times": often} for side, key, often in found.doubled]
    return {"name": name, "since": since, "until": until, "agree": found.agree, **plain, "ticked": ticked}


def _export(path: Path, found: Reconciled) -> None:
    """Write what is not the same; never over a file that is there, and for this person only."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(sheet(COLUMNS, cells(found)))
    except FileExistsError as error:
        raise Fault(f"{path} is there already and is not written over; name another file") from error
