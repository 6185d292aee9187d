"""What `cockpit doctor` checks of a profile: people, log files, runbooks, credentials, targets and sources."""

import asyncio
import glob
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta

from cockpit.adapters.secrets import TimedSecrets
from cockpit.commands.finding import Finding, fail, ok, warn
from cockpit.commands.pings import LIMIT, context_for, pinged
from cockpit.commands.secret import look_up
from cockpit.core.placeholders import names as placeholders
from cockpit.core.profile import AuditSpec, LogSpec, Profile, QueueSpec, StatusSpec
from cockpit.core.readings import QueueReading, SourceError
from cockpit.ports import ProviderContext, SecretError
from cockpit.providers import registry


def written(profile: Profile) -> Iterator[Finding]:
    """What can be checked without asking anyone: people, logs, runbooks."""
    for role, person in (("owner", profile.people.owner), ("escalation", profile.people.escalation)):
        if not person or placeholders(person):
            yield warn(f"people.{role}", "nobody is named", f"fill it in in {profile.path}")
    for name, spec in profile.sources_of(LogSpec).items():
        yield from _log(f"source {name}", spec)
    yield from _runbooks(profile)


async def connections(profile: Profile, secrets: TimedSecrets) -> list[Finding]:
    """What only the outside can tell: credentials, targets, and one reading of every source."""
    found = [finding async for finding in _secrets(profile, secrets)]
    answers = await pinged(profile, secrets, list(profile.targets))
    found += [(ok if answer.ok else fail)(f"target {answer.target}", answer.says) for answer in answers]
    context = context_for(profile, secrets)
    tried = [_tried(name, read) for name, read in _readings(profile, context)]
    return [*found, *await asyncio.gather(*tried)]


async def _secrets(profile: Profile, secrets: TimedSecrets) -> AsyncIterator[Finding]:
    for entry in await look_up(profile, secrets):
        make = ok if entry.state == "present" else fail
        yield make(f"secret {entry.name}", entry.where or f"{entry.state}; {entry.says}")


def _readings(profile: Profile, context: ProviderContext) -> Iterator[tuple[str, Callable[[], Awaitable[str]]]]:
    """How to read each source once; what comes back is one sentence."""
    for name, spec in profile.sources.items():
        if isinstance(spec, QueueSpec):
            yield name, _queue(name, spec, profile, context)
        elif isinstance(spec, AuditSpec):
            yield name, _audit(name, spec, profile, context)
        elif isinstance(spec, StatusSpec):
            yield name, _status(name, spec, profile, context)


def _queue(name: str, spec: QueueSpec, profile: Profile, context: ProviderContext) -> Callable[[], Awaitable[str]]:
    async def read() -> str:
        reading = await registry.build_queue(name, spec, profile.targets[spec.target], context).read()
        return _counted(reading)

    return read


def _audit(name: str, spec: AuditSpec, profile: Profile, context: ProviderContext) -> Callable[[], Awaitable[str]]:
    async def read() -> str:
        query = profile.queries[spec.query]
        source = registry.build_audit(name, spec, query, profile.targets[query.target], context)
        now = context.clock.now()
        window = await source.window(now - spec.window, now + timedelta(seconds=1))
        return f"{len(window.rows)} rows in the last {spec.window.total_seconds() / 60:g} min"

    return read


def _status(name: str, spec: StatusSpec, profile: Profile, context: ProviderContext) -> Callable[[], Awaitable[str]]:
    async def read() -> str:
        return (await registry.build_status(name, spec, profile.targets[spec.target], context).read()).says

    return read


def _counted(reading: QueueReading) -> str:
    values = reading.values
    return f"{values['total']} jobs in {len(reading.queues)} queues, {values['stuck']} stuck"


async def _tried(name: str, read: Callable[[], Awaitable[str]]) -> Finding:
    what = f"source {name}"
    try:
        return ok(what, await asyncio.wait_for(read(), LIMIT))
    except (SourceError, SecretError, registry.UnknownProviderError) as error:
        return fail(what, str(error))
    except TimeoutError:
        return fail(what, f"no answer within {LIMIT:g} s", "check its target above")


def _log(what: str, spec: LogSpec) -> Iterator[Finding]:
    if spec.command and shutil.which(spec.command[0]) is None:
        yield fail(what, f"there is no program {spec.command[0]}", "install it or correct `command`")
    elif spec.command:
        yield ok(what, f"runs {' '.join(spec.command)}")
    for pattern in spec.paths:
        files = glob.glob(pattern)
        unreadable = [path for path in files if not os.access(path, os.R_OK)]
        if unreadable:
            yield fail(what, f"{unreadable[0]} cannot be read", "check its owner and your groups")
        elif files:
            yield ok(what, f"{files[0]}{f' and {len(files) - 1} more' if len(files) > 1 else ''}")
        else:
            yield warn(what, f"{pattern} is not there yet", "it is followed as soon as it appears")


def _runbooks(profile: Profile) -> Iterator[Finding]:
    for pattern in profile.runbooks:
        files = glob.glob(pattern, recursive=True)
        if files:
            yield ok("runbooks", f"{len(files)} in {pattern}")
        else:
            yield warn("runbooks", f"{pattern} holds none", "correct [runbooks] paths; the bundled ones are there")
