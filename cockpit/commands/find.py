"""`cockpit find`: every log line that holds a text, from files and archives, in time order."""

import os
import sys
from pathlib import Path

import click

from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search, StoppedError
from cockpit.commands.fault import CHECK_FAILED, Fault
from cockpit.commands.find_index import indexes_dir, leave_indexes
from cockpit.commands.find_places import places_for
from cockpit.commands.find_shown import Meter, as_json, as_text, summary
from cockpit.core.hits import Span


@click.command()
@click.argument("needle", metavar="NEEDLE")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("--since", metavar="TIME", help="From then on: 14:02 (UTC, the latest), -15m, 'yesterday 14:02', ISO.")
@click.option("--until", metavar="TIME", help="Up to then; written like --since.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this log source; may be repeated.")
@click.option("-i", "--ignore-case", is_flag=True, help="ASCII letters match in either case.")
@click.option("--budget", default=2048, show_default=True, metavar="MB", help="How much is fetched from a bucket.")
@click.option("--no-index", is_flag=True, help="Neither use indexes of archives nor leave any behind.")
@click.option("--json", "json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def find(
    profile: Path | None,
    needle: str,
    paths: tuple[str, ...],
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    ignore_case: bool,
    budget: int,
    no_index: bool,
    json: bool,
) -> None:
    """Print every log entry that holds NEEDLE, in time order.

    PATH is a file (plain, gz, zst, bz2, xz, Parquet), a folder, a pattern, or s3://BUCKET/PREFIX of an archive of the
    profile. Without one the log sources of the profile, rotated files included, and its archives are searched.
    Exit 0: found; 1: nowhere; 2: not searched.
    """
    span = _span(since, until)
    wanted = _needle(needle, ignore_case)
    meter = Meter(sys.stderr)
    state = Search(meter.tell, indexes=None if no_index else indexes_dir)
    write, row = sys.stdout.buffer.write, as_json if json else as_text
    try:
        places, archives = places_for(profile, paths, sources, span, state, budget << 20)
        for hit in search(places, wanted, span, state, archives):
            meter.clear()
            write(row(hit))
    except KeyboardInterrupt:
        state.stopped = True
    except StoppedError:
        pass
    except BrokenPipeError:
        # The reader has left; without this the interpreter complains once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    meter.clear()
    _flush()
    click.echo(summary(state.looked, span), err=True)
    if state.stopped:
        sys.exit(130)
    if state.unindexed:
        leave_indexes(state.unindexed)
    if not state.hits:
        sys.exit(CHECK_FAILED)


def _span(since: str | None, until: str | None) -> Span:
    if not (since or until):
        return Span()
    from cockpit.commands.moments import moment  # the clock brings asyncio along: 15 ms

    span = Span(since=moment(since) if since else None, until=moment(until) if until else None)
    if span.since and span.until and span.since > span.until:
        raise Fault("--since lies after --until; swap them")
    return span


def _needle(text: str, any_case: bool) -> Needle:
    try:
        return Needle(text, any_case=any_case)
    except ValueError as error:
        raise Fault(str(error)) from error


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
