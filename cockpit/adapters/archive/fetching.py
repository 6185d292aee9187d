"""Bring the objects of a bucket that may hold what is sought into a cache: within a budget, newest first."""

import asyncio
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from cockpit.adapters.archive.dates import dated
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.s3 import S3, Object
from cockpit.adapters.archive.searching import Search
from cockpit.core.hits import Span
from cockpit.core.readings import SourceError
from cockpit.core.text import printable

AT_ONCE = 4  # objects on their way at a time
MOST_CACHED = 5 << 30  # bytes of all objects kept; those used longest ago go first


async def fetched(s3: S3, source: str, prefix: str, span: Span, state: Search, cache: Path, budget: int) -> list[Place]:
    """The objects under `prefix` whose names may overlap `span`, as files in `cache`.

    What would go over `budget` bytes is left where it is, and noted in `state`, as is what cannot be brought.
    Raises SourceError when the bucket cannot be listed, StoppedError.
    """
    wanted: list[Object] = []
    async for one in s3.listed(prefix):
        if not one.size or one.key.endswith("/"):
            continue
        if span.meets(*dated(one.key)):
            wanted.append(one)
        else:
            state.skipped += 1
        state.check(_shown(s3, one))
    kept = {one.key: cache / _file_name(s3, one) for one in wanted}
    missing = [one for one in wanted if not kept[one.key].exists()]
    # The newest first: an object's key holds its date.
    coming, left = _within(sorted(missing, key=lambda one: one.key, reverse=True), budget)
    if left:
        size = sum(one.size for one in left) / 1e6
        why = (
            f"{len(left)} older objects ({size:.0f} MB) not fetched: over the budget; narrow the time or raise --budget"
        )
        state.not_read(f"s3://{s3.bucket.name}/{printable(prefix)}", why)
    state.total += sum(one.size for one in coming)
    limit = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_brought(s3, one, kept[one.key], limit, state) for one in coming))
    present = [one for one in wanted if kept[one.key].exists()]
    for one in present:
        os.utime(kept[one.key])
    return [Place(source, str(kept[one.key]), _shown(s3, one)) for one in present]


def tidy(cache: Path, keep: Sequence[Place], most: int = MOST_CACHED) -> None:
    """Remove the objects used longest ago until all have at most `most` bytes; those in `keep` stay."""
    needed = {place.path for place in keep}
    files = sorted((file.stat().st_mtime_ns, file.stat().st_size, file) for file in cache.iterdir())
    total = sum(size for _, size, _ in files)
    for _, size, file in files:
        if total <= most:
            return
        if str(file) not in needed:
            file.unlink(missing_ok=True)
            total -= size


async def _brought(s3: S3, one: Object, to: Path, limit: asyncio.Semaphore, state: Search) -> None:
    def told(count: int) -> None:
        state.done += count
        state.check(_shown(s3, one))

    async with limit:
        try:
            await s3.bring(one, to, told)
        except SourceError as error:
            state.not_read(_shown(s3, one), str(error))
        except OSError as error:
            state.not_read(_shown(s3, one), f"cannot be kept: {error.strerror or error}")


def _within(objects: Sequence[Object], budget: int) -> tuple[list[Object], list[Object]]:
    """Objects in order as far as the budget reaches, and the rest."""
    taken: list[Object] = []
    for at, one in enumerate(objects):
        budget -= one.size
        if budget < 0:
            return taken, list(objects[at:])
        taken.append(one)
    return taken, []


def _shown(s3: S3, one: Object) -> str:
    return f"s3://{s3.bucket.name}/{one.key}"


def _file_name(s3: S3, one: Object) -> str:
    """The same for the same content: another version of an object has another tag."""
    named = "\0".join((s3.bucket.endpoint, s3.bucket.name, one.key, one.etag, str(one.size)))
    return hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:40]
