"""The sources and archives of the profile, made ready for a search: files listed, objects fetched, databases to ask."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from cockpit.adapters.archive.clickhouse import ClickHouse, Table
from cockpit.adapters.archive.fetching import fetched, tidy
from cockpit.adapters.archive.places import Place, named, of_source
from cockpit.adapters.archive.recorded import recorded
from cockpit.adapters.archive.s3 import S3, Bucket
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.http import Http
from cockpit.adapters.logs.opening import reading_of
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.core.hits import Hit, Span
from cockpit.core.profile import ArchiveSpec, LogSpec, Profile
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.paths import FolderError, cache_dir, ensure, incidents_dir
from cockpit.ports import Archive, SecretError

UNASKED = timedelta(days=1)  # how far back a remote archive is asked when no time is given
SCHEME = "s3://"

SecretOf = Callable[[str], Awaitable[Secret | None]]


def logged(profile: Profile, sources: Mapping[str, LogSpec], span: Span, state: Search) -> list[Place]:
    """The files of log sources with their rotated siblings; of a source that is no file what incidents recorded.

    What has neither is noted in `state`.
    """
    streams = {name for name, spec in sources.items() if not spec.paths}
    places = recorded(incidents_dir(), profile.name, streams, SystemClock().now())
    known = {place.source for place in places}
    for name, spec in sources.items():
        if not spec.paths:
            if name not in known:
                state.not_read(name, "is no file, and no incident recorded it: only what it says from now on is seen")
            continue
        found, nowhere, outside = of_source(name, spec.paths, span, reading_of(spec, SystemClock().now()))
        places += found
        state.unread += nowhere
        state.skipped += outside
    return places


def archived(
    profile: Profile, archives: Mapping[str, ArchiveSpec], span: Span, state: Search, budget: int
) -> tuple[list[Place], list[Archive]]:
    """The files of `archives`, and those that answer by themselves; one that cannot be used is noted in `state`."""
    places: list[Place] = []
    asked: list[Archive] = []
    recent = span if span.since or span.until else Span(since=SystemClock().now() - UNASKED)
    for name, spec in archives.items():
        if spec.paths:
            found, nowhere, outside = named(spec.paths, span)
            places += [Place(name, place.path) for place in found]
            state.unread += nowhere
            state.skipped += outside
            continue
        if recent is not span:
            state.not_read(name, "only its last day is searched; say --since for more")
        try:
            if spec.bucket:
                places += _objects(profile, name, spec, spec.prefix, recent, state, budget)
            else:
                asked.append(_Recent(_clickhouse(profile, name, spec, state), recent))
        except SourceError as error:
            state.not_read(name, str(error))
    return places, asked


def objects_at(profile: Profile, words: Sequence[str], span: Span, state: Search, budget: int) -> list[Place]:
    """The objects under addresses such as `s3://bucket/prefix`, by the archive of the profile that has the bucket.

    Raises SourceError when there is none, or it cannot be read.
    """
    places: list[Place] = []
    for word in words:
        bucket, _, prefix = word.removeprefix(SCHEME).partition("/")
        name = next((name for name, spec in profile.archives.items() if spec.bucket == bucket), None)
        if name is None:
            raise SourceError(f"no archive of the profile has the bucket {bucket!r}; add one under [archives.NAME]")
        places += _objects(profile, name, profile.archives[name], prefix, span, state, budget)
    return places


def _objects(
    profile: Profile, name: str, spec: ArchiveSpec, prefix: str, span: Span, state: Search, budget: int
) -> list[Place]:
    try:
        cache = ensure(cache_dir() / "objects")
    except FolderError as error:
        raise SourceError(str(error)) from error

    async def bring() -> list[Place]:
        clock = SystemClock()
        http = Http(clock, unpack=False)
        secret = await _secret(profile, spec.secret)
        bucket = Bucket(name=spec.bucket, endpoint=spec.endpoint, region=spec.region, key=spec.key_id, secret=secret)
        try:
            return await fetched(S3(bucket, http, clock), name, prefix, span, state, cache, budget)
        finally:
            await http.close()

    places = asyncio.run(bring())
    tidy(cache, places)
    return places


def _clickhouse(profile: Profile, name: str, spec: ArchiveSpec, state: Search) -> ClickHouse:
    secret = asyncio.run(_secret(profile, spec.secret)) if spec.secret else None
    table = Table(url=spec.server, name=spec.table, time=spec.time, columns=spec.search, user=spec.user, secret=secret)
    return ClickHouse(name, table, SystemClock(), state)


async def _secret(profile: Profile, name: str) -> Secret:
    try:
        found = await TimedSecrets(stores_for(profile.name)).get(name)
    except SecretError as error:
        raise SourceError(str(error)) from error
    if found is None:
        raise SourceError(f"there is no credential {name}; run: cockpit secret set {name}")
    return found


class _Recent:
    """An archive that is asked for no more than `span`."""

    def __init__(self, archive: Archive, span: Span) -> None:
        self.name = archive.name
        self._archive = archive
        self._span = span

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        """What lies in its own span, which is the narrower one."""
        return self._archive.find(needle, self._span, any_case=any_case)
