"""The indexes that `cockpit find` leaves behind: where they lie, and who makes them."""

from collections.abc import Sequence
from pathlib import Path

import click


def indexes_dir() -> Path:
    """Where indexes lie. Not made here."""
    from cockpit.paths import cache_dir  # platformdirs: 5 ms, which a search without archives does without

    return cache_dir() / "indexes"


def leave_indexes(paths: Sequence[str]) -> None:
    """Begin to index `paths` in the background, so that the next search of them is a matter of milliseconds."""
    from cockpit.adapters.archive.indexing import start  # only when there is something to index
    from cockpit.paths import FolderError, ensure

    try:
        start(paths, ensure(indexes_dir()))
    except (FolderError, OSError) as error:
        click.echo(f"cockpit: no index can be kept ({error}); searches stay as slow as this one", err=True)
        return
    few = f"{len(paths)} archive{'s' if len(paths) != 1 else ''}"
    click.echo(f"an index of {few} is made in the background; the next search will be quicker", err=True)
