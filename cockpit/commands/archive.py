"""`cockpit archive sql`: one SELECT over log files, in a process that can change nothing."""

import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import click
import msgspec

from cockpit.adapters.archive.duck import Answer, ArchiveError, request_for
from cockpit.adapters.archive.kinds import NotReadableError
from cockpit.adapters.archive.searching import Search
from cockpit.commands.fault import CheckFault, Fault
from cockpit.commands.find_places import places_for
from cockpit.core.hits import Span

ALIGNED = 200  # rows whose widths are measured before the first is written
WIDEST = 80
BUDGET = 2 << 30  # bytes of objects brought here

Row = tuple[str | None, ...]


@click.group()
def archive() -> None:
    """Archives of logs: files in gz, zst, plain NDJSON and Parquet."""


@archive.command()
@click.argument("select", metavar="SELECT")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this log source; may be repeated.")
@click.option("--seconds", default=60.0, show_default=True, help="How long it may take.")
@click.option("--memory", default=512, show_default=True, metavar="MB", help="How much memory it may use.")
@click.option("--limit", default=1000, show_default=True, help="How many rows are given.")
@click.option("--json", "json", is_flag=True, help="One JSON object a line; every value is text.")
@click.pass_obj
def sql(
    profile: Path | None,
    select: str,
    paths: tuple[str, ...],
    sources: tuple[str, ...],
    seconds: float,
    memory: int,
    limit: int,
    json: bool,
) -> None:
    """Run one SELECT over log files (NDJSON plain, gz or zst, and Parquet); they are the table `logs`.

    As in: cockpit archive sql "select level, count(*) from logs group by all" logs/
    """
    state = Search()
    places, _ = places_for(profile, paths, sources, Span(), state, BUDGET)
    for one in state.unread:
        click.echo(f"cockpit: {one.path}: {one.why}; not asked", err=True)
    try:
        files = [place.path for place in places]
        request = request_for(files, select, memory_mb=memory, seconds=seconds, limit=limit)
        answer = Answer(request)
        rows = answer.rows()
        first = list(islice(rows, ALIGNED))
        (_as_json if json else _as_table)(answer.columns, first, rows)
    except NotReadableError as error:
        raise Fault(f"{error}; name files of logs") from error
    except ArchiveError as error:
        raise CheckFault(f"{error}; see: cockpit archive sql --help") from error
    except KeyboardInterrupt:
        click.echo("cockpit: stopped", err=True)
        sys.exit(130)
    if answer.ended.more:
        click.echo(f"cockpit: there are more rows; this is the first {limit}, see --limit", err=True)
    if not answer.ended.guarded:
        click.echo("cockpit: this kernel cannot forbid changes to files; only DuckDB's own locks held", err=True)


def _as_json(columns: tuple[str, ...], first: list[Row], more: Iterator[Row]) -> None:
    for row in chain(first, more):
        sys.stdout.buffer.write(msgspec.json.encode(dict(zip(columns, row, strict=True))) + b"\n")


def _as_table(columns: tuple[str, ...], first: list[Row], more: Iterator[Row]) -> None:
    widths = [min(max(len(cell or "") for cell in column), WIDEST) for column in zip(columns, *first, strict=True)]
    for row in chain([columns], first, more):
        cells = (("" if cell is None else cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
