"""`cockpit queue` and `cockpit audit window`: one reading of a source, for scripts and for the jump box."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
import msgspec

from cockpit.adapters.actor import current_actor
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.audit_verify import verify
from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.commands.moments import moment
from cockpit.config import load_profile
from cockpit.core.duration import parse_duration, short
from cockpit.core.profile import AuditSpec, Profile
from cockpit.core.readings import AuditWindow, QueueReading

if TYPE_CHECKING:
    from cockpit.wiring import Readers

T = TypeVar("T")


@click.command()
@click.argument("source", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@failing
def queue(profile_path: Path | None, source: str | None, as_json: bool) -> None:
    """Print the numbers of the queue SOURCE (default: the only one)."""
    profile = load_profile(profile_path)
    found = _readers(profile)
    reading = asyncio.run(_chosen(found.queues, source, "queue").read())
    if as_json:
        click.echo(msgspec.json.encode(_shape(reading)).decode())
        return
    for one in reading.queues:
        counts = "  ".join(f"{status} {count}" for status, count in one.counts.items())
        oldest = short(one.oldest) if one.oldest is not None else "nothing waits"
        click.echo(f"{one.name}: {counts}  oldest {oldest}  stuck {one.stuck}")


@click.group()
def audit() -> None:
    """The audit trail around a time, and the hash chain it stands on."""


audit.add_command(verify)


@audit.command()
@click.argument("source", required=False)
@click.option("--at", "around", metavar="TIME", help="The middle: 14:02 (UTC today) or an ISO time. Default: now.")
@click.option("--window", metavar="LENGTH", help="How far to each side, as in 30m. Default: the profile's.")
@click.option("--person", default="", help="Only this person's rows.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@failing
def window(
    profile_path: Path | None, source: str | None, around: str | None, window: str | None, person: str, as_json: bool
) -> None:
    """Print the rows of the audit SOURCE around a time, oldest first."""
    profile = load_profile(profile_path)
    found = _readers(profile)
    reader = _chosen(found.audits, source, "audit")
    middle = moment(around) if around else SystemClock().now()
    half = _length(window) if window else profile.sources_of(AuditSpec)[reader.name].window
    reading = asyncio.run(reader.window(middle - half, middle + half, person))
    if as_json:
        click.echo(msgspec.json.encode(reading).decode())
        return
    _print(reading)


def _print(reading: AuditWindow) -> None:
    lines = [reading.columns, *(row.cells for row in reading.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for cells in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    if reading.truncated:
        click.echo("cockpit: there are more rows; use a smaller --window", err=True)


def _shape(reading: QueueReading) -> dict[str, object]:
    return {
        "source": reading.source,
        "at": reading.at,
        "queues": [
            {
                "name": one.name,
                "counts": one.counts,
                "oldest_s": one.oldest.total_seconds() if one.oldest is not None else None,
                "stuck": one.stuck,
                "paused_since": one.paused_since,
            }
            for one in reading.queues
        ],
    }


def _readers(profile: Profile) -> "Readers":
    from cockpit.wiring import context_of, readers  # providers and sources: `--help` need not load them

    return readers(profile, context_of(profile, TimedSecrets(stores_for(profile.name)).get, current_actor()))


def _chosen(sources: Mapping[str, T], name: str | None, kind: str) -> T:
    if name is None and len(sources) == 1:
        return next(iter(sources.values()))
    if name is not None and name in sources:
        return sources[name]
    known = ", ".join(sources) or "none"
    asked = f"there is no {kind} source {name!r}" if name else f"say which {kind} source"
    raise Fault(f"{asked}; the profile has: {known}")


def _length(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise Fault(str(error)) from error
